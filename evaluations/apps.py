"""Starts the app: it listens to placements; every sweep's reminder rules and tasks join their tables."""

from importlib import import_module

from django.apps import AppConfig

WHEN_READY = (
    "evaluations.subscribers",
    "evaluations.sweeps.evaluations",
    "evaluations.sweeps.papers",
    "evaluations.sweeps.site_words",
)


class EvaluationsConfig(AppConfig):
    """Evaluations, letters, certificates."""

    name = "evaluations"

    def ready(self) -> None:
        for module in WHEN_READY:
            import_module(module)
