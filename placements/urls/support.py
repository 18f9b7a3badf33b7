"""Addresses of support plans and incidents."""

from django.urls import path

from placements.views import incidents, support

urlpatterns = [
    path("support/<int:pk>/", support.support_detail, name="support_detail"),
    path("support/<int:pk>/change/", support.support_change, name="support_change"),
    path("support/<int:pk>/agree/", support.support_agree, name="support_agree"),
    path("support/<int:pk>/ask/", support.support_ask, name="support_ask"),
    path("support/<int:pk>/review/", support.support_review, name="support_review"),
    path("support/<int:pk>/close/", support.support_close, name="support_close"),
    path("support/<int:pk>/steps/<int:step_pk>/", support.support_step, name="support_step"),
    path("placements/<int:pk>/incidents/report/", incidents.incident_report, name="incident_report"),
    path("incidents/", incidents.incident_list, name="incident_list"),
    path("incidents/<int:pk>/", incidents.incident_detail, name="incident_detail"),
    path("incidents/<int:pk>/triage/", incidents.incident_triage, name="incident_triage"),
    path("incidents/<int:pk>/follow-up/", incidents.incident_follow_up, name="incident_follow_up"),
    path("incidents/<int:pk>/close/", incidents.incident_close, name="incident_close"),
]
