"""One week of a placement's hours, laid out day by day: what was worked, what is planned, when the student is away."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from core.actor import Actor
from placements.models import Absence, HoursEntry, Placement, PlannedShift
from placements.models.course import rests_of
from placements.models.hours import HoursQuerySet
from placements.pacing import first_day
from placements.states import CLAIMING

ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Day:
    """A day with what was entered for it, else what is planned; and whether hours may be entered."""

    date: date
    entries: list[HoursEntry]
    planned: list[PlannedShift]
    absence: Absence | None
    rests: bool
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
    planned_minutes: int = 0


def week_around(day: date, placement: Placement) -> Week:
    """The empty week that holds `day`."""
    first = day - timedelta(days=day.weekday())
    return Week(
        first=first,
        last=first + ONE_WEEK - ONE_DAY,
        previous=first - ONE_DAY if first > placement.starts_on else None,
        next=first + ONE_WEEK if first + ONE_WEEK <= placement.last_day else None,
    )


def week_of(week: Week, entries: HoursQuerySet, placement: Placement, actor: Actor, today: date) -> Week:
    """The week with its entries, planned shifts, absences and rests, on the institute's clock. Three queries."""
    by_day: dict[date, list[HoursEntry]] = {}
    for entry in entries.shifts().between(*_edges(week, placement)):
        entry.placement = placement
        by_day.setdefault(entry.local_start.date(), []).append(entry)
    planned = _planned(week, placement, actor)
    away = list(
        Absence.objects.visible_to(actor).standing().filter(placement=placement).touching(week.first, week.last)
    )
    first, last, rests = first_day(placement), min(placement.last_day, today), rests_of(placement)
    days = []
    for day in (week.first + timedelta(days=i) for i in range(7)):
        absence = next((one for one in away if one.first_day <= day <= one.last_day), None)
        days.append(
            Day(
                date=day,
                entries=by_day.get(day, []),
                planned=planned.get(day, []),
                absence=absence,
                rests=day in rests,
                is_open=first <= day <= last and (absence is None or not absence.is_whole) and day not in rests,
                is_today=day == today,
            )
        )
    return Week(
        first=week.first,
        last=week.last,
        previous=week.previous,
        next=week.next,
        days=days,
        minutes=sum(e.minutes for some in by_day.values() for e in some if e.state in CLAIMING),
        planned_minutes=sum(shift.minutes for some in planned.values() for shift in some if not shift.waits),
    )


def _edges(week: Week, placement: Placement) -> tuple[datetime, datetime]:
    zone = placement.institute.zone
    return (
        datetime.combine(week.first, time(), tzinfo=zone),
        datetime.combine(week.first + ONE_WEEK, time(), tzinfo=zone),
    )


def _planned(week: Week, placement: Placement, actor: Actor) -> dict[date, list[PlannedShift]]:
    start, end = _edges(week, placement)
    shifts = PlannedShift.objects.visible_to(actor).standing().filter(placement=placement)
    found: dict[date, list[PlannedShift]] = {}
    for shift in shifts.filter(started_at__gte=start, started_at__lt=end).order_by("started_at"):
        shift.placement = placement
        found.setdefault(shift.local_start.date(), []).append(shift)
    return found


def opening_of(placement: Placement, entries: HoursQuerySet) -> list[HoursEntry]:
    """What was brought over, the sum that counts first, then those it has superseded. One query; none where nothing was."""
    if placement.brought_at is None:
        return []
    found = list(entries.exclude(approved_by="").order_by("-pk"))
    for entry in found:
        entry.placement = placement
    return found
