"""Addresses of the inbox."""

from django.urls import path

from notifications import views

urlpatterns = [
    path("notifications/", views.notification_list, name="notification_list"),
    path("notifications/read/", views.notification_read_all, name="notification_read_all"),
    path("notifications/choices/", views.mail_choices, name="mail_choices"),
    path("notifications/<int:pk>/open/", views.notification_open, name="notification_open"),
]
