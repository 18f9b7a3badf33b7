"""Starts the app."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and their keys, files, jobs."""

    name = "accounts"

    def ready(self) -> None:
        import_module("accounts.subscribers")
