"""Starts the app: its reminder rules join the table that the clock walks."""

from importlib import import_module

from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    """Institutes, partners, memberships, agreements."""

    name = "institutions"

    def ready(self) -> None:
        import_module("institutions.sweeps")
