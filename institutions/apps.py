"""Starts the app: its reminder rules join the table that the clock walks; a look through somebody's eyes ends with the sign-out."""

from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out


class InstitutionsConfig(AppConfig):
    """Institutes, partners, memberships, agreements."""

    name = "institutions"

    def ready(self) -> None:
        sweeps = import_module("institutions.sweeps")
        for module in iter_modules(sweeps.__path__):
            import_module(f"institutions.sweeps.{module.name}")
        subscribers = import_module("institutions.subscribers")
        user_logged_out.connect(subscribers.end_view_on_sign_out, dispatch_uid="institutions.end_view_on_sign_out")
        import_module("institutions.jobs")
        # Two partners that become one were asked once a day how they stand.
        merging = import_module("institutions.services.merging_rows")
        merging.MOVERS["institutions.InterestRequest"] = import_module(
            "institutions.services.interest_joining"
        ).join_requests
