"""Addresses of students."""

from django.urls import path

from students.views import imports, profiles, students

urlpatterns = [
    path("students/", students.student_list, name="student_list"),
    path("students/add/", students.student_add, name="student_add"),
    path("students/import/", imports.student_import, name="student_import"),
    path("students/import/sample/", imports.student_import_sample, name="student_import_sample"),
    path("students/import/<int:pk>/", imports.student_import_check, name="student_import_check"),
    path("students/profile/", profiles.student_profile, name="student_profile"),
    path("students/profile/cv/", profiles.student_cv_set, name="student_cv_set"),
    path("students/profile/cv/remove/", profiles.student_cv_remove, name="student_cv_remove"),
    path("students/<int:pk>/", students.student_detail, name="student_detail"),
    path("students/<int:pk>/edit/", students.student_edit, name="student_edit"),
    path("students/<int:pk>/invite/", students.student_invite, name="student_invite"),
    path("students/<int:pk>/cv/", students.student_cv, name="student_cv"),
]
