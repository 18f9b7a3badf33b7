"""How a letter moves: the locks, then check, change, history, tell. Used by every service that moves one."""

from datetime import datetime
from typing import Any

from core.actor import Actor
from core.lifecycle import Move
from evaluations.models import Letter, LetterTransition
from evaluations.notices.papers import LETTER_TOLD_ABOUT
from notifications.services.posting import tell
from placements.services.placements_moves import lock_placement


def lock_letter(letter_id: int) -> Letter:
    """The letter with its row locked, its placement's row first. Three queries."""
    placement = lock_placement(Letter.objects.values_list("placement_id", flat=True).get(pk=letter_id))
    letter = (
        Letter.objects.select_for_update(of=("self",))
        .select_related("writer__user", "writer__partner")
        .get(pk=letter_id)
    )
    letter.placement = placement
    return letter


def make_move(letter: Letter, move: Move, *, by: Actor, now: datetime, note: str = "", **changes: Any) -> Letter:
    """Check, change, write the history, tell. The caller holds the lock. Raises IllegalMove."""
    move.check(letter.state, label=letter.get_state_display())
    was, letter.state = letter.state, move.target
    for name, value in changes.items():
        setattr(letter, name, value)
    letter.save(update_fields=["state", *changes])
    row = LetterTransition.write(letter, move, by=by, now=now, was=was, note=note)
    tell(LETTER_TOLD_ABOUT, letter, move, row, now=now)
    return letter
