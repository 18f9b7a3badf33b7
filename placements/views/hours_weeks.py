"""One week of a placement's hours, laid out day by day."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from placements.models import HoursEntry, Placement
from placements.models.hours import HoursQuerySet
from placements.policies.training import BACK_DATE
from placements.states import CLAIMING

ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Day:
    """A day with what was entered for it, and whether hours may still be entered."""

    date: date
    entries: list[HoursEntry]
    is_open: bool
    is_today: bool


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday. `previous` and `next` are days of the weeks beside it, None at the placement's ends."""

    first: date
    last: date
    previous: date | None
    next: date | None
    days: list[Day] = field(default_factory=list)
    minutes: int = 0


def week_around(day: date, placement: Placement) -> Week:
    """The empty week that holds `day`."""
    first = day - timedelta(days=day.weekday())
    return Week(
        first=first,
        last=first + ONE_WEEK - ONE_DAY,
        previous=first - ONE_DAY if first > placement.starts_on else None,
        next=first + ONE_WEEK if first + ONE_WEEK <= placement.ends_on else None,
    )


def week_of(week: Week, entries: HoursQuerySet, placement: Placement, today: date) -> Week:
    """The week with its entries, on the institute's clock. One query."""
    zone = placement.institute.zone
    start = datetime.combine(week.first, time(), tzinfo=zone)
    end = datetime.combine(week.first + ONE_WEEK, time(), tzinfo=zone)
    by_day: dict[date, list[HoursEntry]] = {}
    minutes = 0
    for entry in entries.shifts().between(start, end):
        entry.placement = placement
        by_day.setdefault(entry.local_start.date(), []).append(entry)
        minutes += entry.minutes if entry.state in CLAIMING else 0
    first, last = max(placement.arrived_on or placement.starts_on, today - BACK_DATE), min(placement.ends_on, today)
    days = [week.first + timedelta(days=i) for i in range(7)]
    return Week(
        first=week.first,
        last=week.last,
        previous=week.previous,
        next=week.next,
        days=[
            Day(date=day, entries=by_day.get(day, []), is_open=first <= day <= last, is_today=day == today)
            for day in days
        ],
        minutes=minutes,
    )


def opening_of(placement: Placement, entries: HoursQuerySet) -> list[HoursEntry]:
    """What was brought over, the sum that counts first, then those it has superseded. One query; none where nothing was."""
    if placement.brought_at is None:
        return []
    found = list(entries.exclude(approved_by="").order_by("-pk"))
    for entry in found:
        entry.placement = placement
    return found
