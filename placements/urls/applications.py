"""Addresses of applications and offers, and of what is said about them."""

from django.urls import path

from placements.views import (
    announcements,
    applications,
    applications_acts,
    applications_asking,
    interviews,
    ranking,
    reviews,
    threads,
)

urlpatterns = [
    path("internships/<int:pk>/apply/", applications.application_start, name="application_start"),
    path("internships/<int:pk>/apply/save/", applications.application_autosave, name="application_autosave"),
    path("applications/", applications.application_list, name="application_list"),
    path("applications/<int:pk>/", applications.application_detail, name="application_detail"),
    path("applications/<int:pk>/cv/", applications.application_cv, name="application_cv"),
    path("endorsements/", applications_asking.endorsement_list, name="endorsement_list"),
    path(
        "applications/<int:pk>/documents/<slug:document_kind>/",
        applications_asking.application_document,
        name="application_document",
    ),
    path(
        "applications/<int:pk>/receipts/<int:receipt_pk>/",
        applications_asking.application_receipt,
        name="application_receipt",
    ),
    path(
        "applications/<int:pk>/receipts/<int:receipt_pk>/file/",
        applications_asking.application_receipt_file,
        name="application_receipt_file",
    ),
    path(
        "applications/<int:pk>/asked/<int:info_pk>/file/",
        applications_asking.application_info_file,
        name="application_info_file",
    ),
    path("applications/<int:pk>/take-back/", applications_asking.application_take_back, name="application_take_back"),
    path("applications/<int:pk>/endorse/", applications_asking.application_endorse, name="application_endorse"),
    path("applications/<int:pk>/refuse/", applications_asking.application_refuse, name="application_refuse"),
    path("applications/<int:pk>/ask/", applications_asking.application_ask, name="application_ask"),
    path("applications/<int:pk>/answer/", applications_asking.application_answer, name="application_answer"),
    path("applications/<int:pk>/submit/", applications_acts.application_submit, name="application_submit"),
    path("applications/<int:pk>/withdraw/", applications_acts.application_withdraw, name="application_withdraw"),
    path("applications/<int:pk>/review/", applications_acts.application_review, name="application_review"),
    path("applications/<int:pk>/shortlist/", applications_acts.application_shortlist, name="application_shortlist"),
    path("applications/<int:pk>/waitlist/", applications_acts.application_waitlist, name="application_waitlist"),
    path("applications/<int:pk>/reject/", applications_acts.application_reject, name="application_reject"),
    path("applications/<int:pk>/offer/", applications_acts.application_offer, name="application_offer"),
    path("applications/<int:pk>/accept/", applications_acts.application_accept, name="application_accept"),
    path("applications/<int:pk>/decline/", applications_acts.application_decline, name="application_decline"),
    path("applications/<int:pk>/thread/", threads.application_thread, name="application_thread"),
    path("threads/", threads.thread_list, name="thread_list"),
    path("threads/<int:pk>/", threads.thread_detail, name="thread_detail"),
    path("threads/files/<int:pk>/", threads.thread_file, name="thread_file"),
    path("announcements/", announcements.announcement_list, name="announcement_list"),
    path("announcements/add/", announcements.announcement_add, name="announcement_add"),
    path("announcements/<int:pk>/", announcements.announcement_detail, name="announcement_detail"),
    path("applications/<int:pk>/score/", reviews.application_score, name="application_score"),
    path("applications/<int:pk>/conflict/", reviews.application_conflict, name="application_conflict"),
    path("applications/<int:pk>/decide/", ranking.application_decide, name="application_decide"),
    path("applications/<int:pk>/undecide/", ranking.application_undecide, name="application_undecide"),
    path("applications/<int:pk>/invite/", interviews.application_invite, name="application_invite"),
]
