"""Addresses of the learning on a placement: contract, log, evidence, reflections, mentor meetings, check-ins."""

from django.urls import path

from placements.views import activities, check_ins, contracts, evidence, feedback, meetings, objectives, reflections

PLACEMENT = "placements/<int:pk>"
OBJECTIVE = f"{PLACEMENT}/objectives/<int:objective_pk>"
ACTIVITY = f"{PLACEMENT}/activities/<int:activity_pk>"
REFLECTION = f"{PLACEMENT}/reflections/<int:reflection_pk>"

urlpatterns = [
    path(f"{PLACEMENT}/contract/", contracts.contract_detail, name="contract_detail"),
    path(f"{PLACEMENT}/contract/propose/", contracts.contract_propose, name="contract_propose"),
    path(f"{PLACEMENT}/contract/agree/", contracts.contract_agree, name="contract_agree"),
    path(f"{PLACEMENT}/contract/return/", contracts.contract_return, name="contract_return"),
    path(f"{PLACEMENT}/objectives/growth/", objectives.objective_growth, name="objective_growth"),
    path(f"{OBJECTIVE}/", objectives.objective_detail, name="objective_detail"),
    path(f"{OBJECTIVE}/evidence/add/", evidence.evidence_add, name="evidence_add"),
    path(f"{PLACEMENT}/evidence/<int:evidence_pk>/", evidence.evidence_file, name="evidence_file"),
    path(f"{PLACEMENT}/evidence/<int:evidence_pk>/remove/", evidence.evidence_remove, name="evidence_remove"),
    path(f"{PLACEMENT}/activities/", activities.activity_list, name="activity_list"),
    path(f"{PLACEMENT}/activities/add/", activities.activity_add, name="activity_add"),
    path(f"{PLACEMENT}/activities/confirm/", activities.activity_confirm, name="activity_confirm"),
    path(f"{ACTIVITY}/correct/", activities.activity_correct, name="activity_correct"),
    path(f"{ACTIVITY}/return/", activities.activity_return, name="activity_return"),
    path(f"{ACTIVITY}/withdraw/", activities.activity_withdraw, name="activity_withdraw"),
    path(f"{PLACEMENT}/reflections/", reflections.reflection_list, name="reflection_list"),
    path(f"{PLACEMENT}/reflections/add/", reflections.reflection_add, name="reflection_add"),
    path(f"{REFLECTION}/edit/", reflections.reflection_edit, name="reflection_edit"),
    path(f"{REFLECTION}/remove/", reflections.reflection_remove, name="reflection_remove"),
    path(f"{PLACEMENT}/meetings/", meetings.meeting_list, name="meeting_list"),
    path(f"{PLACEMENT}/meetings/add/", meetings.meeting_add, name="meeting_add"),
    path(f"{PLACEMENT}/meetings/<int:meeting_pk>/remove/", meetings.meeting_remove, name="meeting_remove"),
    path(f"{PLACEMENT}/check-ins/", check_ins.check_in_list, name="check_in_list"),
    path(f"{PLACEMENT}/check-ins/add/", check_ins.check_in_add, name="check_in_add"),
    path(f"{PLACEMENT}/check-ins/share/", check_ins.check_in_share, name="check_in_share"),
    path(f"{PLACEMENT}/check-ins/hide/", check_ins.check_in_hide, name="check_in_hide"),
    path(f"{PLACEMENT}/check-ins/<int:check_in_pk>/remove/", check_ins.check_in_remove, name="check_in_remove"),
    path(f"{PLACEMENT}/feedback/<int:note_pk>/answer/", feedback.feedback_answer, name="feedback_answer"),
]
