"""Starts the app: every sweep's reminder rules and tasks join their tables."""

from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig

from core.lifecycle import moved


class PlacementsConfig(AppConfig):
    """Slots, applications, placements."""

    name = "placements"

    def ready(self) -> None:
        sweeps = import_module("placements.sweeps")
        for module in iter_modules(sweeps.__path__):
            import_module(f"placements.sweeps.{module.name}")
        # A signature confirms the placements that waited for it.
        confirmation = import_module("placements.services.placements")
        agreements = import_module("institutions.models")
        moved.connect(
            confirmation.confirm_what_is_covered, sender=agreements.Agreement, dispatch_uid="confirm_what_is_covered"
        )
        # A recording that is withdrawn takes along the hours and levels that rest on it.
        taking_back = import_module("placements.services.hours_taking_back")
        moved.connect(
            taking_back.follow_withdrawal, sender=agreements.Recording, dispatch_uid="hours follow a withdrawal"
        )
        # … and so does the draft slot of an answer to a call.
        calls = import_module("placements.services.calls_taking_back")
        moved.connect(calls.follow_objection, sender=agreements.Recording, dispatch_uid="drafts follow an objection")
        # What was asked for in the course of a placement that is over falls away.
        changes, placements = import_module("placements.services.changes"), import_module("placements.models")
        moved.connect(changes.lapse_changes, sender=placements.Placement, dispatch_uid="changes follow placements")
        # … and so does a plan to help there.
        support = import_module("placements.services.support")
        moved.connect(support.close_with_placement, sender=placements.Placement, dispatch_uid="plans follow placements")
        # Two partners that become one number their seats together.
        seats, merging = (
            import_module("placements.services.seats_joining"),
            import_module("institutions.services.merging_rows"),
        )
        merging.MOVERS["placements.Seat"] = seats.join_seats
        # … and have one answer to each call.
        answers = import_module("placements.services.calls_joining")
        merging.MOVERS["placements.CallAnswer"] = answers.join_answers
