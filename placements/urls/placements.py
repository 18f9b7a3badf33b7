"""Addresses of placements and of what happens on one. The page of one placement is in config/pages."""

from django.urls import path

from placements.views import (
    arrivals,
    checklists,
    feedback,
    hours,
    hours_signing,
    name_lists_answers,
    objectives,
    pasting,
    placements,
    records,
)

urlpatterns = [
    path("placements/", placements.placement_list, name="placement_list"),
    path("placements/paste/", pasting.placement_paste, name="placement_paste"),
    path("placements/arrivals/", arrivals.arrival_list, name="arrival_list"),
    path("placements/<int:pk>/checklist/", checklists.placement_checklist, name="placement_checklist"),
    path("placements/<int:pk>/confirm/", placements.placement_confirm, name="placement_confirm"),
    path("placements/<int:pk>/arrive/", placements.placement_arrive, name="placement_arrive"),
    path("placements/<int:pk>/cancel/", placements.placement_cancel, name="placement_cancel"),
    path("placements/<int:pk>/end-early/", placements.placement_end_early, name="placement_end_early"),
    path("placements/<int:pk>/complete/", placements.placement_complete, name="placement_complete"),
    path("placements/<int:pk>/object/", name_lists_answers.placement_object, name="placement_object"),
    path("placements/<int:pk>/supervisor/", placements.placement_supervisor, name="placement_supervisor"),
    path("placements/<int:pk>/hours/", hours.hours_list, name="hours_list"),
    path("placements/<int:pk>/hours/add/", hours.hours_add, name="hours_add"),
    path("placements/<int:pk>/hours/send/", hours.hours_send, name="hours_send"),
    path("placements/<int:pk>/hours/sign/", hours_signing.hours_sign, name="hours_sign"),
    path("placements/<int:pk>/hours/<int:entry_pk>/edit/", hours.hours_edit, name="hours_edit"),
    path("placements/<int:pk>/hours/<int:entry_pk>/correct/", hours.hours_correct, name="hours_correct"),
    path("placements/<int:pk>/hours/<int:entry_pk>/remove/", hours.hours_remove, name="hours_remove"),
    path("placements/<int:pk>/hours/<int:entry_pk>/return/", hours_signing.hours_return, name="hours_return"),
    path("placements/<int:pk>/records/", records.placement_records, name="placement_records"),
    path(
        "placements/<int:pk>/records/<int:record_pk>/verify/",
        records.placement_record_verify,
        name="placement_record_verify",
    ),
    path(
        "placements/<int:pk>/records/<int:record_pk>/reject/",
        records.placement_record_reject,
        name="placement_record_reject",
    ),
    path(
        "placements/<int:pk>/records/<int:record_pk>/document/",
        records.placement_record_document,
        name="placement_record_document",
    ),
    path("placements/<int:pk>/objectives/", objectives.objective_list, name="objective_list"),
    path("placements/<int:pk>/feedback/", feedback.feedback_list, name="feedback_list"),
    path("placements/<int:pk>/feedback/add/", feedback.feedback_add, name="feedback_add"),
    path("placements/<int:pk>/feedback/<int:note_pk>/thank/", feedback.feedback_thank, name="feedback_thank"),
    path("checklists/", checklists.checklist_list, name="checklist_list"),
    path("checklists/begin/", checklists.checklist_begin, name="checklist_begin"),
    path("checklists/<int:pk>/remove/", checklists.checklist_item_remove, name="checklist_item_remove"),
]
