"""Addresses of calls for places."""

from django.urls import path

from placements.views import calls, calls_acts, calls_answers

urlpatterns = [
    path("calls/", calls.call_list, name="call_list"),
    path("calls/add/", calls.call_add, name="call_add"),
    path("calls/<int:pk>/", calls.call_detail, name="call_detail"),
    path("calls/<int:pk>/edit/", calls.call_edit, name="call_edit"),
    path("calls/<int:pk>/partners/", calls.call_partners, name="call_partners"),
    path("calls/<int:pk>/send/", calls_acts.call_send, name="call_send"),
    path("calls/<int:pk>/extend/", calls_acts.call_extend, name="call_extend"),
    path("calls/<int:pk>/close/", calls_acts.call_close, name="call_close"),
    path("calls/<int:pk>/cancel/", calls_acts.call_cancel, name="call_cancel"),
    path("calls/<int:pk>/chase/", calls_acts.call_chase, name="call_chase"),
    path("calls/<int:pk>/answer/", calls_answers.call_answer, name="call_answer"),
    path("calls/<int:pk>/slot/", calls_answers.call_make_slot, name="call_make_slot"),
    path("c/<str:token>/", calls_answers.call_by_link, name="call_by_link"),
]
