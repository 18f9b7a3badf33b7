"""Starts the app."""

from importlib import import_module

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Outbox, inbox, delivery, reminders."""

    name = "notifications"

    def ready(self) -> None:
        import_module("notifications.sweeps")
