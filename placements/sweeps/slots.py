"""What the clock does with slots: pauses those that nobody has confirmed for 60 days, and returns kept places that went unused."""

from datetime import date, datetime, timedelta

import structlog
from celery import shared_task
from django.db.models import QuerySet

from core import clock
from core.actor import CLOCK
from core.errors import Refusal, place_of
from notifications.reminders import Rule, declare
from placements.models import Allotment, Slot
from placements.notices import slots as notices
from placements.policies.slots import UNCONFIRMED_AFTER
from placements.services.slots_allotments import return_places
from placements.services.slots_moves import pause_slot

log = structlog.get_logger(__name__)

ASK_BEFORE = timedelta(days=10)
RETURNING_WITHIN = timedelta(days=7)
ONE_DAY = timedelta(days=1)


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
            log.info("slot_not_paused", slot=pk, refused_at=place_of(refusal))
    return paused


@shared_task(name="placements.sweep_allotments")
def sweep_allotments() -> int:
    """Open unused kept places to all on their day. Each allotment in a transaction of its own; returns how many."""
    now = clock.now()
    # A day early by the server's clock: the service decides in the institute's zone.
    due = Allotment.objects.unused().filter(returns_on__lte=now.date() + ONE_DAY).order_by("pk")
    returned = 0
    for pk in list(due.values_list("pk", flat=True)):
        try:
            return_places(allotment_id=pk, by=CLOCK, now=now)
            returned += 1
        except (Refusal, Allotment.DoesNotExist) as reason:  # not yet, or somebody opened them meanwhile
            log.info("places_not_returned", allotment=pk, refused_at=place_of(reason))
    return returned


def _returning(now: datetime) -> QuerySet[Allotment]:
    """Unused, in the last week before they return."""
    today = clock.day_of(now)
    soon = Allotment.objects.unused().filter(returns_on__gt=today, returns_on__lte=today + RETURNING_WITHIN)
    return soon.select_related("slot__partner", "institute")


def _return_day(allotment: Allotment, _now: datetime) -> date:
    return allotment.returns_on


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
    Rule(name="slot.unconfirmed", about=_unconfirmed, due=_pause_day, readers=notices.leads, say=notices.unconfirmed),
    Rule(
        name="slot.places_returning",
        about=_returning,
        due=_return_day,
        readers=notices.coordinators,
        say=notices.places_returning,
    ),
)
