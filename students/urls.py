"""Addresses of students and their records. `/records/` itself is composed above: it knows what partners ask."""

from django.urls import path

from students.views import codes, cv, profiles, records, records_checking, records_writing, students, waivers

urlpatterns = [
    path("students/", students.student_list, name="student_list"),
    path("students/add/", students.student_add, name="student_add"),
    path("students/import/", students.student_import, name="student_import"),
    path("students/slips/", codes.slip_print, name="slip_print"),
    path("accounts/code/", codes.code_sign_in, name="code_sign_in"),
    path("students/profile/", profiles.student_profile, name="student_profile"),
    path("students/profile/cv/", profiles.student_cv_set, name="student_cv_set"),
    path("students/profile/cv/remove/", profiles.student_cv_remove, name="student_cv_remove"),
    path("students/profile/cv/make/", cv.student_cv_make, name="student_cv_make"),
    path("students/profile/cv/wait/", cv.student_cv_wait, name="student_cv_wait"),
    path("students/profile/entries/<slug:section>/add/", cv.cv_entry_add, name="cv_entry_add"),
    path("students/profile/entries/<int:entry_pk>/edit/", cv.cv_entry_edit, name="cv_entry_edit"),
    path("students/profile/entries/<int:entry_pk>/remove/", cv.cv_entry_remove, name="cv_entry_remove"),
    path("students/<int:pk>/", students.student_detail, name="student_detail"),
    path("students/<int:pk>/edit/", students.student_edit, name="student_edit"),
    path("students/<int:pk>/invite/", students.student_invite, name="student_invite"),
    path("students/<int:pk>/cv/", students.student_cv, name="student_cv"),
    path("students/<int:pk>/waive/<int:requirement_pk>/", waivers.waiver_add, name="waiver_add"),
    path("waivers/<int:pk>/", waivers.waiver_detail, name="waiver_detail"),
    path("waivers/<int:pk>/withdraw/", waivers.waiver_withdraw, name="waiver_withdraw"),
    path("records/add/", records_writing.record_choose, name="record_choose"),
    path("records/add/<slug:slug>/", records_writing.record_add, name="record_add"),
    path("records/queue/", records_checking.record_queue, name="record_queue"),
    path("records/<int:pk>/", records.record_detail, name="record_detail"),
    path("records/<int:pk>/document/", records.record_document, name="record_document"),
    path("records/<int:pk>/pages/<int:number>/", records.record_page, name="record_page"),
    path("records/<int:pk>/open/", records.record_open, name="record_open"),
    path("records/<int:pk>/renew/", records_writing.record_renew, name="record_renew"),
    path("records/<int:pk>/discard/", records.record_discard, name="record_discard"),
    path("records/<int:pk>/verify/", records_checking.record_verify, name="record_verify"),
    path("records/<int:pk>/reject/", records_checking.record_reject, name="record_reject"),
]
