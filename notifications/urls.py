"""Addresses of the inbox."""

from django.urls import path

from notifications import views

urlpatterns = [
    path("notifications/", views.notification_list, name="notification_list"),
    path("notifications/read/", views.notification_read_all, name="notification_read_all"),
    path("notifications/choices/", views.mail_choices, name="mail_choices"),
    path("notifications/phone/", views.phone_add, name="phone_add"),
    path("notifications/phone/confirm/", views.phone_confirm, name="phone_confirm"),
    path("notifications/phone/remove/", views.phone_remove, name="phone_remove"),
    path("notifications/stop/<str:stop_token>/", views.mail_stop_by_link, name="mail_stop_by_link"),
    path("notifications/<int:pk>/open/", views.notification_open, name="notification_open"),
]
