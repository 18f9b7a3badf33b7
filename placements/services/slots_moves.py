"""A slot's moves: published, paused and resumed, closed, archived. Each locks the slot alone."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core.actor import Actor
from core.lifecycle import Move
from core.verdict import require
from notifications.services.posting import tell
from placements.models import Slot, SlotTransition
from placements.notices.slots import SLOT_TOLD_ABOUT
from placements.policies import slots as policies
from placements.services.slots import lock_slot
from placements.states import ARCHIVE, CLOSE, PAUSE, PUBLISH, RESUME


def _move(slot: Slot, move: Move, *, by: Actor, now: datetime, **changes: Any) -> Slot:
    """Check, change, write the history, tell. The caller holds the lock."""
    move.check(slot.state, label=slot.get_state_display())
    was, slot.state = slot.state, move.target
    for name, value in changes.items():
        setattr(slot, name, value)
    slot.save(update_fields=["state", *changes])
    row = SlotTransition.write(slot, move, by=by, now=now, was=was)
    tell(SLOT_TOLD_ABOUT, slot, move, row, now=now)
    return slot


@transaction.atomic
def publish_slot(*, slot_id: int, by: Actor, now: datetime) -> Slot:
    """Show it to students, and take applications until the deadline. Raises NotAllowed, Refusal, IllegalMove."""
    slot = lock_slot(slot_id)
    require(policies.may_publish(by, slot, now))
    return _move(slot, PUBLISH, by=by, now=now, published_at=now, confirmed_at=now)


@transaction.atomic
def pause_slot(*, slot_id: int, by: Actor, now: datetime) -> Slot:
    """Take no applications for now; those that were sent go on. Raises NotAllowed, Refusal, IllegalMove."""
    slot = lock_slot(slot_id)
    require(policies.may_pause(by, slot, now))
    return _move(slot, PAUSE, by=by, now=now)


@transaction.atomic
def resume_slot(*, slot_id: int, by: Actor, now: datetime) -> Slot:
    """Take applications again, which says also that it still stands. Raises NotAllowed, Refusal, IllegalMove."""
    slot = lock_slot(slot_id)
    require(policies.may_resume(by, slot, now))
    return _move(slot, RESUME, by=by, now=now, confirmed_at=now)


@transaction.atomic
def close_slot(*, slot_id: int, by: Actor, now: datetime) -> Slot:
    """Take no applications any more; those that were sent are decided. Raises NotAllowed, Refusal, IllegalMove."""
    slot = lock_slot(slot_id)
    require(policies.may_close(by, slot))
    return _move(slot, CLOSE, by=by, now=now)


@transaction.atomic
def archive_slot(*, slot_id: int, by: Actor, now: datetime) -> Slot:
    """Put it out of sight of everybody but the partner. Raises NotAllowed, Refusal, IllegalMove."""
    slot = lock_slot(slot_id)
    require(policies.may_archive(by, slot))
    return _move(slot, ARCHIVE, by=by, now=now)
