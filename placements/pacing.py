"""Reads a placement’s ledger once, for its week, its pace and what its time was spent on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from core.charts import PaceChart, pace_chart
from placements.models import Category, Placement, PlannedShift
from placements.models.course import rests_of
from placements.models.hours import HoursQuerySet
from placements.models.weeks import WEEK, monday_of
from placements.pace import WEEK_DAYS, Pace, Worked, pace_of
from placements.states import CLAIMING, HoursState, PlacementState


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every entry of one placement in short."""

    drafts: int
    waiting: int
    returned: int
    oldest_returned: datetime | None
    worked: tuple[Worked, ...]
    by_category: tuple[tuple[str, int], ...]


def ledger_of(placement: Placement, entries: HoursQuerySet) -> Ledger:
    """One query, without the words of the entries."""
    zone = placement.institute.zone
    fields = ("started_at", "minutes", "state", "category", "also", "approved_by")
    states: dict[str, int] = {}
    worked: list[Worked] = []
    spent: dict[str, int] = {}
    returned: list[datetime] = []
    for started_at, minutes, state, category, also, approved_by in entries.values_list(*fields):
        states[state] = states.get(state, 0) + 1
        if state == HoursState.RETURNED:
            returned.append(started_at)
        if state not in CLAIMING:
            continue
        on = timezone.localtime(started_at, zone).date()
        worked.append(Worked(on=on, minutes=minutes, approved=minutes if state == HoursState.APPROVED else 0))
        parts = {} if approved_by else {category: minutes - sum(also.values()), **also}
        for name, part in parts.items():
            spent[name] = spent.get(name, 0) + part
    return Ledger(
        drafts=states.get(HoursState.DRAFT, 0),
        waiting=states.get(HoursState.SUBMITTED, 0),
        returned=len(returned),
        oldest_returned=min(returned, default=None),
        worked=tuple(worked),
        by_category=tuple((str(Category(name).label), spent[name]) for name in sorted(spent, key=lambda n: -spent[n])),
    )


@dataclass(frozen=True, slots=True)
class HoursNow:
    """Where a placement that is under way stands: its pace, and minutes entered and planned in the present week."""

    pace: Pace | None = None
    entered: int = 0
    planned: int = 0


def hours_now(placement: Any, worked: Iterable[Worked], now: datetime) -> HoursNow:
    """Of a placement `with_rests`; empty where it is not under way. One query: the agreed shifts from this Monday on."""
    if placement.state != PlacementState.ACTIVE:
        return HoursNow()
    worked, today = tuple(worked), placement.today(now)
    monday = monday_of(today)
    start, end = (datetime.combine(edge, time(), tzinfo=placement.institute.zone) for edge in (monday, monday + WEEK))
    shifts = PlannedShift.objects.agreed().filter(placement=placement, started_at__gte=start)
    rows = list(shifts.values_list("started_at", "minutes", "absence_id"))
    return HoursNow(
        pace=pace_of(
            required=placement.required_minutes,
            first=first_day(placement),
            last=placement.ends_on,
            today=today,
            worked=worked,
            ahead=sum(minutes for at, minutes, absence in rows if absence and at > now),
            rests=rests_of(placement),
        ),
        entered=sum(row.minutes for row in worked if monday <= row.on < monday + WEEK),
        planned=sum(minutes for at, minutes, _absence in rows if at < end),
    )


def first_day(placement: Placement) -> date:
    """From which day its hours are counted."""
    return placement.arrived_on or placement.starts_on


def chart_of(pace: Pace, *, rtl: bool) -> PaceChart:
    """The weeks as lines: what was entered, an even pace, and where it leads."""
    full = pace.full_weeks
    behind = [(float(week.number), week.total) for week in pace.weeks()[:full]]
    days, gone = (
        (pace.last - pace.first).days + 1,
        min((pace.today - pace.first).days + 1, (pace.last - pace.first).days + 1),
    )
    done = [(0.0, 0), *behind, (gone / WEEK_DAYS, pace.entered)]
    return pace_chart(done, steps=days / WEEK_DAYS, wanted=pace.required, leads_to=pace.projected, rtl=rtl)
