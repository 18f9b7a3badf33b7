"""How a placement moves: the locks, then check, change, history, tell. Used by every service that moves one."""

from datetime import datetime
from typing import Any

from core.actor import Actor
from core.lifecycle import Move
from notifications.services.posting import tell
from placements.models import Placement, PlacementTransition
from placements.notices.placements import PLACEMENT_TOLD_ABOUT
from placements.services.applications_moves import lock_with_place as lock_place

NAMED = ("student__user", "student__programme", "slot", "institute", "partner", "department", "supervisor__user")


def lock_placement(placement_id: int) -> Placement:
    """The placement, its own row locked: enough for what happens inside it. One query."""
    rows = Placement.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related(*NAMED).get(pk=placement_id)


def lock_with_place(placement_id: int) -> Placement:
    """The placement, after everything that counts its place: partner, agreements, slot, application."""
    lock_place(Placement.objects.values_list("application_id", flat=True).get(pk=placement_id))
    return lock_placement(placement_id)


def make_move(
    placement: Placement, move: Move, *, by: Actor, now: datetime, note: str = "", **changes: Any
) -> Placement:
    """Check, change, write the history, tell. The caller holds the lock. Raises IllegalMove."""
    move.check(placement.state, label=placement.get_state_display())
    was, placement.state = placement.state, move.target
    for name, value in changes.items():
        setattr(placement, name, value)
    placement.save(update_fields=["state", *changes])
    row = PlacementTransition.write(placement, move, by=by, now=now, was=was, note=note)
    tell(PLACEMENT_TOLD_ABOUT, placement, move, row, now=now)
    return placement
