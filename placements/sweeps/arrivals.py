"""On Thursday the clock tells each partner's leads who arrives next week: one message a lead a week, only if somebody does."""

from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from core import clock
from institutions.models import Partner
from notifications.reminders import Rule, declare
from notifications.services.posting import Message
from placements.models import weeks
from placements.notices import arrivals as notices
from placements.states import PlacementState

COMING = (PlacementState.PLANNED, PlacementState.CONFIRMED)


def _arriving(now: datetime) -> QuerySet[Partner]:
    """From Thursday on, the partners at which somebody begins next week; `coming` says how many, `monday` when."""
    today = clock.day_of(now)
    if today.weekday() < weeks.THURSDAY:
        return Partner.objects.none()
    monday = weeks.coming(today)
    week = Q(placements__starts_on__range=(monday, weeks.last_of(monday)), placements__state__in=COMING)
    return Partner.objects.annotate(coming=Count("placements", filter=week)).filter(coming__gt=0)


def _monday(_partner: Partner, now: datetime) -> date:
    return weeks.coming(clock.day_of(now))


def _say(partner: Partner, _reader: User) -> Message:
    return notices.arriving(partner, partner.coming, weeks.coming(clock.today()))  # type: ignore[attr-defined]


declare(Rule(name="placement.arrivals", about=_arriving, due=_monday, readers=notices.leads, say=_say))
