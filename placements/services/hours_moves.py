"""How an hours entry moves: the locks, then check, change, history, tell."""

from datetime import datetime
from typing import Any

from core.actor import Actor
from core.lifecycle import Move
from notifications.services.posting import tell
from placements.models import HoursEntry, HoursTransition
from placements.notices.training import HOURS_TOLD_ABOUT
from placements.services.placements_moves import lock_placement
from placements.states import HoursState


def lock_entry(entry_id: int) -> HoursEntry:
    """The entry, its placement locked first."""
    placement = lock_placement(HoursEntry.objects.values_list("placement_id", flat=True).get(pk=entry_id))
    entry = HoursEntry.objects.select_for_update(of=("self",)).get(pk=entry_id)
    entry.placement = placement
    return entry


def again(old: HoursEntry, *, now: datetime, state: HoursState) -> HoursEntry:
    """The same shift as a new entry that takes the place of `old`, not saved."""
    times = ("started_at", "ended_at", "break_minutes", "breaks_count", "minutes")
    said = (*times, "category", "also", "note", "exceptions", "exception_reason")
    return HoursEntry(
        placement=old.placement,
        supersedes=old,
        state=state,
        submitted_at=now,
        created_at=now,
        **{name: getattr(old, name) for name in said},
    )


def make_hours_move(
    entry: HoursEntry, move: Move, *, by: Actor, now: datetime, note: str = "", **changes: Any
) -> HoursEntry:
    """Check, change, write the history, tell. The caller holds the lock. Raises IllegalMove."""
    move.check(entry.state, label=entry.get_state_display())
    was, entry.state = entry.state, move.target
    for name, value in changes.items():
        setattr(entry, name, value)
    entry.save(update_fields=["state", *changes])
    row = HoursTransition.write(entry, move, by=by, now=now, was=was, note=note)
    tell(HOURS_TOLD_ABOUT, entry, move, row, now=now)
    return entry
