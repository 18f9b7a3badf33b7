"""The roster of a week: interns by department, their shifts day by day. Four queries, whatever is in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.actor import Actor
from institutions.models import Department
from placements.models import Absence, Block, Placement, PlannedShift
from placements.models.weeks import WEEK, last_of
from placements.states import PlacementState

SHOWN = (PlacementState.CONFIRMED, PlacementState.ACTIVE)
ONE_DAY = timedelta(days=1)
MOST = 100  # interns on one sheet; a larger partner chooses a department


@dataclass(frozen=True, slots=True)
class RosterCell:
    """One intern's day: the times of the shifts, whether they are away, in which hours alone, and whether it lies within the placement."""

    shifts: tuple[str, ...]
    is_away: bool
    away_in: str
    is_within: bool

    @property
    def tone(self) -> str:
        """The colour: away, at work, outside the placement."""
        return "over" if self.is_away else "some" if self.shifts else ""


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One intern's week."""

    placement: Placement
    cells: tuple[RosterCell, ...]
    minutes: int


@dataclass(frozen=True, slots=True)
class RosterDepartment:
    """A department's interns, and how many are expected on each day."""

    department: Department
    rows: tuple[RosterRow, ...]
    expected: tuple[int, ...]


def departments(actor: Actor, monday: date) -> QuerySet[Department]:
    """Where somebody is in that week, among whom the actor sees. One query."""
    here = _placements(actor, monday).values("there")
    return (
        Department.objects.filter(pk__in=here)
        .select_related("site__partner")
        .order_by("site__partner__name", "site__name", "name", "pk")
    )


def roster(
    actor: Actor, monday: date, choices: Sequence[Department], department: int | None = None
) -> list[RosterDepartment]:
    """Of these departments those with interns in that week, or the one that is asked for; `MOST` interns at most. Three queries."""
    rows = _placements(actor, monday).for_list()
    if department is not None:
        rows = rows.filter(there=department)
    found: list[Any] = list(rows.order_by("partner__name", "there", "student__user__name", "pk")[:MOST])
    shifts = _shifts(actor, found, monday)
    away = _away(actor, found, monday)
    by_department: dict[int, list[RosterRow]] = {}
    for placement in found:
        row = _row(placement, shifts.get(placement.pk, []), away.get(placement.pk, []), monday)
        by_department.setdefault(placement.there, []).append(row)
    return [
        RosterDepartment(
            department=department,
            rows=tuple(group),
            expected=tuple(
                sum(bool(row.cells[i].shifts) and not row.cells[i].is_away for row in group) for i in range(7)
            ),
        )
        for department in choices
        if (group := by_department.get(department.pk))
    ]


def _placements(actor: Actor, monday: date) -> Any:  # with what no model has: `there`
    """Those of the week; `there` is the department of the block that it begins with, else the placement’s own."""
    blocks = Block.objects.touching(monday, last_of(monday)).filter(placement=OuterRef("pk")).order_by("starts_on")
    there = Coalesce(Subquery(blocks.values("department")[:1]), F("department"), output_field=BigIntegerField())
    seen = Placement.objects.visible_to(actor).filter(
        state__in=SHOWN, starts_on__lte=last_of(monday), ends_on__gte=monday
    )
    return seen.annotate(there=there)


def _row(placement: Placement, shifts: list[PlannedShift], away: list[Absence], monday: date) -> RosterRow:
    cells, minutes = [], 0
    for day in (monday + timedelta(days=i) for i in range(7)):
        today = [shift for shift in shifts if shift.local_start.date() == day]
        absence = next((absence for absence in away if absence.first_day <= day <= absence.last_day), None)
        is_away = absence is not None and absence.is_whole
        away_in = absence.times if absence else ""
        missed = absence.minutes if absence and away_in else 0
        minutes += 0 if is_away else max(sum(shift.minutes for shift in today) - missed, 0)
        cells.append(
            RosterCell(
                shifts=tuple(f"{shift.local_start:%H:%M}–{shift.local_end:%H:%M}" for shift in today),
                is_away=is_away,
                away_in=away_in,
                is_within=placement.starts_on <= day <= placement.ends_on,
            )
        )
    return RosterRow(placement=placement, cells=tuple(cells), minutes=minutes)


def _shifts(actor: Actor, placements: Iterable[Placement], monday: date) -> dict[int, list[PlannedShift]]:
    """Agreed shifts of the week, by placement; a day more on both sides, since each institute has its own clock."""
    by_pk = {placement.pk: placement for placement in placements}
    start, end = (datetime.combine(edge, time(), UTC) for edge in (monday - ONE_DAY, monday + WEEK + ONE_DAY))
    rows = PlannedShift.objects.visible_to(actor).agreed().filter(placement__in=by_pk)
    found: dict[int, list[PlannedShift]] = {}
    for shift in rows.filter(started_at__range=(start, end)).order_by("started_at"):
        shift.placement = by_pk[shift.placement_id]
        found.setdefault(shift.placement_id, []).append(shift)
    return found


def _away(actor: Actor, placements: Iterable[Placement], monday: date) -> dict[int, list[Absence]]:
    rows = Absence.objects.visible_to(actor).standing().touching(monday, last_of(monday))
    found: dict[int, list[Absence]] = {}
    for absence in rows.filter(placement__in=[placement.pk for placement in placements]):
        found.setdefault(absence.placement_id, []).append(absence)
    return found
