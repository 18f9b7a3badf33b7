"""Starts the app."""

from importlib import import_module

from django.apps import AppConfig


class StudentsConfig(AppConfig):
    """Students, their profiles and lists."""

    name = "students"

    def ready(self) -> None:
        import_module("students.sweeps")
