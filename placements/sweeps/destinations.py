"""What the clock does after placements: asks former interns once after three, six and twelve months what became of them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from accounts.models import Purpose, User
from accounts.services.links import ensure_link
from core import clock
from notifications.reminders import Rule, declare
from notifications.services.posting import Message
from placements.models import MONTHS, Destination, Placement
from placements.notices import destinations as notices
from placements.policies.destinations import month_asked, months_after
from placements.states import PlacementState

LATE = 14  # days; what no clock asked by then is not asked any more
LINK_LASTS = timedelta(days=60)


def _waiting(now: datetime) -> Iterator[Placement]:
    """Whose third, sixth or twelfth month has passed in the last two weeks, without an answer for it. One query."""
    today = clock.day_of(now)
    asked = Q()
    for month in MONTHS:
        first, last = months_after(today, -month) - timedelta(days=LATE), months_after(today, -month)
        answered = Destination.objects.filter(placement=OuterRef("pk"), month=month)
        # A day more on either side: months are of different lengths, and zones differ; `_due` judges.
        near = (first - timedelta(days=3), last + timedelta(days=3))
        asked |= Q(~Exists(answered), ends_on__range=near)
    rows = Placement.objects.filter(asked, state=PlacementState.COMPLETED).for_list().order_by("pk")
    for placement in rows:
        here = placement.today(now)
        if here - timedelta(days=LATE) < _due(placement, now) <= here:
            yield placement


def _due(placement: Placement, now: datetime) -> date:
    """The day on which it is asked, or was last."""
    return months_after(placement.last_day, _month(placement, now))


def _month(placement: Placement, now: datetime) -> int:
    return month_asked(placement, placement.today(now)) or MONTHS[0]


def _reader(placement: Placement) -> list[User]:
    return [placement.student.user]


def _say(placement: Placement, reader: User) -> Message:
    now = clock.now()
    link = ensure_link(
        purpose=Purpose.DESTINATION,
        user_id=reader.pk,
        subject_id=placement.pk,
        now=now,
        expires_at=now + LINK_LASTS,
    )
    return notices.asked(placement, link, _month(placement, now))


declare(Rule(name="destination.asked", about=_waiting, due=_due, readers=_reader, say=_say))
