"""What the clock does with slots: pauses those that nobody has confirmed for 60 days, and asks ten days before."""

from datetime import date, datetime, timedelta

import structlog
from celery import shared_task
from django.db.models import QuerySet

from core import clock
from core.actor import CLOCK
from core.errors import Refusal
from notifications.reminders import Rule, declare
from placements.models import Slot
from placements.notices import slots as notices
from placements.policies.slots import UNCONFIRMED_AFTER
from placements.services.slots_moves import pause_slot

log = structlog.get_logger(__name__)

ASK_BEFORE = timedelta(days=10)


@shared_task(name="placements.sweep_slots")
def sweep_slots() -> int:
    """Pause open slots without a word for 60 days. Each in a transaction of its own; returns how many."""
    now = clock.now()
    silent = Slot.objects.open_on(now).filter(confirmed_at__lte=now - UNCONFIRMED_AFTER).order_by("pk")
    paused = 0
    for pk in list(silent.values_list("pk", flat=True)):
        try:
            pause_slot(slot_id=pk, by=CLOCK, now=now)
            paused += 1
        except Refusal as refusal:
            log.info("slot_not_paused", slot=pk, reason=str(refusal))
    return paused


def _unconfirmed(now: datetime) -> QuerySet[Slot]:
    """Open, in the last ten days before they would be paused."""
    asked = now - UNCONFIRMED_AFTER + ASK_BEFORE
    return (
        Slot.objects.open_on(now)
        .filter(confirmed_at__lte=asked, confirmed_at__gt=now - UNCONFIRMED_AFTER)
        .select_related("partner")
    )


def _pause_day(slot: Slot, _now: datetime) -> date:
    return clock.day_of(slot.confirmed_at + UNCONFIRMED_AFTER)


declare(
    Rule(name="slot.unconfirmed", about=_unconfirmed, due=_pause_day, readers=notices.leads, say=notices.unconfirmed)
)
