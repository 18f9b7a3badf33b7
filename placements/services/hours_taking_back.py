"""What becomes of hours and levels when the recording on which they rest is withdrawn: the person never gave that word.

`RESTS_ON_HOURS` is open to the apps above in the street: each takes a placement and says what rests on its approved hours, or None.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from core.actor import Actor
from core.errors import Refusal
from core.lifecycle import Move
from institutions.models import Recording
from institutions.states import WITHDRAW_RECORDING
from notifications.services.posting import notify
from placements.models import HoursEntry, HoursTransition, ObjectiveConfirmation, Placement
from placements.notices.training import taken_back
from placements.services.hours_moves import again, make_hours_move
from placements.services.placements_moves import lock_placement
from placements.states import SUBMIT_HOURS, TAKE_BACK_HOURS, HoursState, PlacementState

RESTS_ON_HOURS: list[Callable[[Placement], Refusal | None]] = []


def follow_withdrawal(*, thing: Recording, move: Move, by: Actor, now: datetime, **_sent: Any) -> None:
    """Receiver of `moved`: a recording was withdrawn, so what counted by it counts no more. In the withdrawal's own transaction.

    Locks the placements. Raises Refusal where something that was issued rests on the hours.
    """
    if move != WITHDRAW_RECORDING:
        return
    ObjectiveConfirmation.objects.current().filter(recording=thing).update(superseded_at=now)
    approved = HoursEntry.objects.filter(recording=thing, state=HoursState.APPROVED)
    for pk in sorted(set(approved.values_list("placement_id", flat=True))):
        _take_back(lock_placement(pk), thing, by=by, now=now)


def _take_back(placement: Placement, recording: Recording, *, by: Actor, now: datetime) -> None:
    """Each shift is superseded; while the student is there, by the same shift, which waits for a signature of its own."""
    for rests in RESTS_ON_HOURS:
        if (refusal := rests(placement)) is not None:
            raise refusal
    approved = HoursEntry.objects.filter(placement=placement, recording=recording, state=HoursState.APPROVED)
    entries = list(approved.select_for_update(of=("self",)).order_by("started_at"))
    for entry in entries:
        entry.placement = placement
        make_hours_move(entry, TAKE_BACK_HOURS, by=by, now=now)
        if placement.state == PlacementState.ACTIVE:
            _send_again(entry, by=by, now=now)
    notify(taken_back, placement, entries, recording, now=now)


def _send_again(old: HoursEntry, *, by: Actor, now: datetime) -> None:
    entry = again(old, now=now, state=HoursState.SUBMITTED)
    entry.save()
    HoursTransition.write(entry, SUBMIT_HOURS, by=by, now=now, was="")
