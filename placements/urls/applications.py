"""Addresses of applications and offers, and of what is said about them."""

from django.urls import path

from placements.views import announcements, applications, applications_acts, threads

urlpatterns = [
    path("internships/<int:pk>/apply/", applications.application_start, name="application_start"),
    path("internships/<int:pk>/apply/save/", applications.application_autosave, name="application_autosave"),
    path("applications/", applications.application_list, name="application_list"),
    path("applications/<int:pk>/", applications.application_detail, name="application_detail"),
    path("applications/<int:pk>/cv/", applications.application_cv, name="application_cv"),
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
]
