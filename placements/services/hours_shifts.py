"""A shift as people say it (a day, from, to) and as it is kept (two moments and the minutes between them). No table."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core.errors import Refusal
from core.words import day as in_words
from core.words import hours
from placements.policies.training import LONGEST_SHIFT

ONE_DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Shift:
    """Two moments in UTC and the credited minutes: what the clock on the wall did between them does not matter."""

    started_at: datetime
    ended_at: datetime
    break_minutes: int
    minutes: int


def shift_of(
    *, day: date, starts: time, ends: time, break_minutes: int, zone: ZoneInfo, breaks_count: bool = False
) -> Shift:
    """The shift that began on `day`, in the institute's zone; one that ends at or before its start ended on the next day.

    Its break is taken off, unless the programme counts breaks. Raises Refusal, with the field it is about: a time that the change of
    clocks left out, longer than allowed, all break.
    """
    started_at = _moment(day, starts, zone, "starts")
    ended_at = _moment(day if ends > starts else day + ONE_DAY, ends, zone, "ends")
    length = ended_at - started_at
    if length > LONGEST_SHIFT:
        raise Refusal(
            _("A shift is at most %(longest)s long; this one is %(length)s.")
            % {"longest": hours(LONGEST_SHIFT // MINUTE), "length": hours(length // MINUTE)},
            instead=_("Enter two shifts if it was more than one."),
            field="ends",
        )
    if length // MINUTE <= break_minutes:
        raise Refusal(_("The break is as long as the shift."), field="break_minutes")
    minutes = length // MINUTE - (0 if breaks_count else break_minutes)
    return Shift(started_at=started_at, ended_at=ended_at, break_minutes=break_minutes, minutes=minutes)


def _moment(day: date, at: time, zone: ZoneInfo, field: str) -> datetime:
    """The moment in UTC. Of an hour that the clocks strike twice, the first."""
    local = datetime.combine(day, at.replace(second=0, microsecond=0), tzinfo=zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Refusal(_("On %(day)s the clocks went forward over this time.") % {"day": in_words(day)}, field=field)
    return moment
