"""Addresses of one's own account, of jobs and of lists to keep. Sign-in itself is allauth's, under the same folder."""

from django.urls import path

from accounts.views import exports, invitations, jobs, people, sessions, uploads

urlpatterns = [
    path("accounts/invitations/<str:token>/", invitations.invitation_accept, name="invitation_accept"),
    path("accounts/profile/", people.profile, name="profile"),
    path("accounts/sessions/", sessions.session_list, name="session_list"),
    path("accounts/sessions/others/end/", sessions.session_end_others, name="session_end_others"),
    path("accounts/sessions/<int:pk>/end/", sessions.session_end, name="session_end"),
    path("accounts/theme/", people.theme_set, name="theme_set"),
    path("exports/<str:noun>.<str:kind>", exports.export_table, name="export_table"),
    path("jobs/<int:pk>/", jobs.job_detail, name="job_detail"),
    path("uploads/", uploads.upload_begin, name="upload_begin"),
    path("uploads/<int:pk>/", uploads.upload_piece, name="upload_piece"),
]
