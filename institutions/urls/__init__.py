"""Addresses of agreements, people, and what was recorded for them."""

from django.urls import (
    path,
)

from institutions.views import (
    agreements,
    memberships,
    paper_forms,
    recordings,
    recordings_links,
    requirements,
    viewing,
)
from institutions.views import agreements_papers as papers

urlpatterns = [
    path("agreements/", agreements.agreement_list, name="agreement_list"),
    path("agreements/add/", agreements.agreement_add, name="agreement_add"),
    path("agreements/<int:pk>/edit/", agreements.agreement_edit, name="agreement_edit"),
    path("agreements/<int:pk>/send/", agreements.agreement_send, name="agreement_send"),
    path("agreements/<int:pk>/return/", agreements.agreement_return, name="agreement_return"),
    path("agreements/<int:pk>/sign/", agreements.agreement_sign, name="agreement_sign"),
    path("agreements/<int:pk>/terminate/", agreements.agreement_terminate, name="agreement_terminate"),
    path("agreements/<int:pk>/renew/", agreements.agreement_renew, name="agreement_renew"),
    path("agreements/<int:pk>/clauses/", papers.agreement_clauses, name="agreement_clauses"),
    path("agreements/<int:pk>/documents/add/", papers.agreement_attach, name="agreement_attach"),
    path("agreements/<int:pk>/documents/<int:document_pk>/", papers.agreement_document, name="agreement_document"),
    path(
        "agreements/<int:pk>/documents/<int:document_pk>/remove/",
        papers.agreement_document_remove,
        name="agreement_document_remove",
    ),
    path("agreements/<int:pk>/paper/", papers.agreement_paper, name="agreement_paper"),
    path("agreements/<int:pk>/object/", papers.agreement_object, name="agreement_object"),
    path("agreements/<int:pk>/settle/", papers.agreement_settle, name="agreement_settle"),
    path("requirements/", requirements.requirement_list, name="requirement_list"),
    path("requirements/starters/", requirements.requirement_starters, name="requirement_starters"),
    path("requirements/<int:pk>/", requirements.requirement_detail, name="requirement_detail"),
    path("people/", memberships.people_list, name="people_list"),
    path("people/invite/", memberships.people_invite, name="people_invite"),
    path("people/<int:pk>/remind/", memberships.people_remind, name="people_remind"),
    path("people/<int:pk>/end/", memberships.people_end, name="people_end"),
    path("accounts/memberships/switch/", memberships.membership_switch, name="membership_switch"),
    path("accounts/view-as/", viewing.view_as_list, name="view_as_list"),
    path("accounts/view-as/stop/", viewing.view_as_stop, name="view_as_stop"),
    path("accounts/view-as/<int:pk>/", viewing.view_as_begin, name="view_as_begin"),
    path("recordings/", recordings.recording_list, name="recording_list"),
    path("recordings/<int:pk>/", recordings.recording_detail, name="recording_detail"),
    path("recordings/<int:pk>/scan/", recordings.recording_scan, name="recording_scan"),
    path("recordings/<int:pk>/object/", recordings.recording_object, name="recording_object"),
    path("recordings/<int:pk>/uphold/", recordings.recording_uphold, name="recording_uphold"),
    path("recordings/<int:pk>/withdraw/", recordings.recording_withdraw, name="recording_withdraw"),
    path("paper-forms/<int:pk>/", paper_forms.paper_form_detail, name="paper_form_detail"),
    path("paper-forms/<int:pk>/pdf/", paper_forms.paper_form_pdf, name="paper_form_pdf"),
    path("o/<str:token>/", recordings_links.recording_objection_by_link, name="recording_objection_by_link"),
]
