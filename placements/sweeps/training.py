"""What the clock does with placements: lets go of those that no agreement came to cover, and reminds."""

from datetime import date, datetime, timedelta

import structlog
from celery import shared_task
from django.db.models import Min, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.actor import CLOCK
from core.errors import Refusal, place_of
from notifications.reminders import Rule, declare
from placements.models import Placement
from placements.notices import placements as notices
from placements.notices import training as training_notices
from placements.services.placements import cancel_placement
from placements.states import HoursState, PlacementState

log = structlog.get_logger(__name__)

ONE_DAY = timedelta(days=1)
STARTING_WITHIN = timedelta(days=7)
UNCOVERED_WITHIN = timedelta(days=14)
UNSIGNED_AFTER = timedelta(days=14)


@shared_task(name="placements.sweep_placements")
def sweep_placements() -> int:
    """Cancel planned placements whose first day came without an agreement. Each in a transaction of its own; returns how many."""
    now = clock.now()
    # A day early by the server's clock: the service decides in the institute's zone.
    late = Placement.objects.filter(state=PlacementState.PLANNED, starts_on__lte=now.date() + ONE_DAY)
    lapsed = 0
    for pk in list(late.values_list("pk", flat=True)):
        try:
            cancel_placement(
                placement_id=pk, by=CLOCK, now=now, reason=_("No signed agreement covered it by its first day.")
            )
            lapsed += 1
        except Refusal as refusal:
            log.info("placement_not_lapsed", placement=pk, refused_at=place_of(refusal))
    return lapsed


def _soon(state: PlacementState, now: datetime, within: timedelta) -> QuerySet[Placement]:
    today = clock.day_of(now)
    return Placement.objects.for_list().filter(state=state, starts_on__gt=today, starts_on__lte=today + within)


def _starting(now: datetime) -> QuerySet[Placement]:
    """Confirmed, in the week before the first day."""
    return _soon(PlacementState.CONFIRMED, now, STARTING_WITHIN)


def _uncovered(now: datetime) -> QuerySet[Placement]:
    """Planned, in the two weeks before the first day."""
    return _soon(PlacementState.PLANNED, now, UNCOVERED_WITHIN)


def _first_day(placement: Placement, _now: datetime) -> date:
    return placement.starts_on


def _who_meets(placement: Placement) -> list[User]:
    return [*notices.student(placement), *notices.supervisor(placement), *notices.leads(placement)]


def _both_offices(placement: Placement) -> list[User]:
    return [*notices.coordinators(placement), *notices.leads(placement)]


def _unsigned(now: datetime) -> QuerySet[Placement]:
    """On placement, with hours that have waited for two weeks; `oldest` is when the first of them was sent."""
    waiting = Q(hours__state=HoursState.SUBMITTED)
    return (
        Placement.objects.for_list()
        .filter(state=PlacementState.ACTIVE, supervisor__isnull=False)
        .annotate(oldest=Min("hours__submitted_at", filter=waiting))
        .filter(oldest__lte=now - UNSIGNED_AFTER)
    )


def _oldest_due(placement: Placement, _now: datetime) -> datetime:
    """One due date as long as the same entry is the oldest: entries behind it write no mail of their own."""
    return placement.oldest + UNSIGNED_AFTER  # type: ignore[attr-defined]


declare(
    Rule(name="placement.starting", about=_starting, due=_first_day, readers=_who_meets, say=notices.starting),
    Rule(name="placement.uncovered", about=_uncovered, due=_first_day, readers=_both_offices, say=notices.uncovered),
    Rule(
        name="hours.unsigned",
        about=_unsigned,
        due=_oldest_due,
        readers=notices.supervisor,
        say=training_notices.unsigned,
    ),
)
