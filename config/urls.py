"""The portal's addresses: nouns first, verbs are pages. The map of PRODUCT.md 6."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from config.pages import (
    agreement,
    agreement_acts,
    bad_day,
    calendar,
    departments,
    goals,
    health,
    home,
    mail,
    mentorship,
    metrics,
    on_behalf,
    operations,
    partners,
    placement,
    public,
    readiness,
    records,
    requirements,
    runway,
    sitemap,
    support,
    today,
)

# The admin has the portal's own door: the same sign-in, the same second step.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("", public.public_home, name="public_home"),
    path("home/", home.home, name="home"),
    path("today/<int:pk>/arrive/", today.today_arrive, name="today_arrive"),
    path("today/<int:pk>/sign/", today.today_sign, name="today_sign"),
    path("today/<int:pk>/feedback/", today.today_feedback, name="today_feedback"),
    path("today/<int:pk>/absences/<int:absence_pk>/excuse/", today.today_excuse, name="today_excuse"),
    path("today/<int:pk>/steps/<int:step_pk>/", today.today_step, name="today_step"),
    path("goals/", goals.goals_detail, name="goals_detail"),
    path("goals/<slug:question>/", goals.goals_question, name="goals_question"),
    path("goals/<slug:question>/keep/", goals.goals_autosave, name="goals_autosave"),
    path("partners/", partners.partner_list, name="partner_list"),
    path("register/profile/", partners.partner_profile, name="partner_profile"),
    path("partners/<slug:slug>/", partners.partner_detail, name="partner_detail"),
    path(
        "partners/<slug:slug>/departments/<int:department_pk>/edit/",
        departments.partner_department_edit,
        name="partner_department_edit",
    ),
    path("calendar/", calendar.calendar_detail, name="calendar_detail"),
    path("calendar/stop/", calendar.calendar_stop, name="calendar_stop"),
    path("interviews/<int:pk>/calendar.ics", calendar.interview_calendar, name="interview_calendar"),
    path("calendar/<str:token>.ics", calendar.calendar_feed, name="calendar_feed"),
    path("agreements/runway/", runway.agreement_runway, name="agreement_runway"),
    path("agreements/<int:pk>/", agreement.agreement_detail, name="agreement_detail"),
    path("agreements/<int:pk>/send/", agreement_acts.agreement_send, name="agreement_send"),
    path("agreements/<int:pk>/sign/", agreement_acts.agreement_sign, name="agreement_sign"),
    path("agreements/<int:pk>/paper/", agreement_acts.agreement_paper, name="agreement_paper"),
    path("agreements/<int:pk>/terminate/", agreement_acts.agreement_terminate, name="agreement_terminate"),
    path("placements/<int:pk>/", placement.placement_detail, name="placement_detail"),
    path("mentorships/<int:pk>/", mentorship.mentorship_detail, name="mentorship_detail"),
    path("placements/<int:pk>/support/add/", support.support_add, name="support_add"),
    path("support/", support.support_list, name="support_list"),
    path("on-behalf/<slug:act>/<int:pk>/", on_behalf.on_behalf, name="on_behalf"),
    path("on-behalf/<slug:act>/<int:pk>/paper/", on_behalf.on_behalf_paper, name="on_behalf_paper"),
    path("requirements/add/", requirements.requirement_add, name="requirement_add"),
    path("requirements/<int:pk>/edit/", requirements.requirement_edit, name="requirement_edit"),
    path("requirements/<int:pk>/end/", requirements.requirement_end, name="requirement_end"),
    path("readiness/", readiness.readiness_list, name="readiness_list"),
    path("readiness/matrix/", readiness.readiness_matrix, name="readiness_matrix"),
    path("readiness/matrix/export/", readiness.readiness_export, name="readiness_export"),
    path("students/<int:pk>/readiness/", readiness.readiness_student, name="readiness_student"),
    path("metrics", metrics.metrics, name="metrics"),
    path("operations/", operations.operations_home, name="operations_home"),
    path("operations/history/", operations.operations_history, name="operations_history"),
    path("operations/mail/test/", operations.operations_test_mail, name="operations_test_mail"),
    path("operations/mail/resend/", operations.operations_resend, name="operations_resend"),
    path("operations/mail/replay/", operations.operations_replay, name="operations_replay"),
    path("operations/certificates/", bad_day.operations_certificates, name="operations_certificates"),
    path("operations/files/", bad_day.operations_files, name="operations_files"),
    path("operations/files/<int:file>/close/", bad_day.operations_close_file, name="operations_close_file"),
    path("operations/files/<int:file>/open/", bad_day.operations_open_file, name="operations_open_file"),
    path("operations/people/", bad_day.operations_people, name="operations_people"),
    path("operations/people/<int:person>/", bad_day.operations_person, name="operations_person"),
    path("operations/people/<int:person>/merge/", bad_day.operations_merge, name="operations_merge"),
    path("operations/people/<int:person>/sessions/", bad_day.operations_end_sessions, name="operations_end_sessions"),
    path("operations/people/<int:person>/steps/", bad_day.operations_reset_steps, name="operations_reset_steps"),
    path(
        "operations/memberships/<int:membership>/hand-over/", bad_day.operations_hand_over, name="operations_hand_over"
    ),
    path("", include("accounts.urls")),
    path("", include("notifications.urls")),
    path("", include("institutions.urls")),
    path("", include("institutions.urls.register")),
    path("", include("institutions.urls.public")),
    path("", include("students.urls")),
    path("", include("placements.urls")),
    path("", include("evaluations.urls")),
    path("records/", records.record_list, name="record_list"),
    path("accounts/", include("allauth.urls")),
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
    path("admin/", admin.site.urls),
]

if settings.LOCAL:
    urlpatterns += [
        path("mail/", mail.mail_list, name="mail_list"),
        path("mail/<slug:name>/", mail.mail_detail, name="mail_detail"),
    ]

handler500 = "config.pages.failure.server_error"
