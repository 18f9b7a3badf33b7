"""How far a placement is, counted by the database beside each row."""

from functools import cache
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from core.beside import beside
from core.settled import Settled, settled
from placements.models.absences import Absence
from placements.models.hours import HoursEntry
from placements.models.placements import Placement
from placements.models.shifts import PlannedShift
from placements.models.slots import Objective
from placements.models.training import ObjectiveConfirmation
from placements.states_attendance import AbsenceState, ShiftState


def with_progress(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    """Each with `objective_count`, `met_count`, `hours_waiting` (shifts) and `recorded_minutes` (signed from paper or phone),
    `brought_minutes` (approved before the portal).

    No query of its own.
    """
    return placements.annotate(**_progress())


@cache
def _progress() -> dict[str, Settled]:
    return settled(
        Placement,
        objective_count=_count(Objective.objects.filter(slot=OuterRef("slot")), "slot"),
        met_count=_count(ObjectiveConfirmation.objects.current().filter(placement=OuterRef("pk"))),
        hours_waiting=_count(HoursEntry.objects.waiting().filter(placement=OuterRef("pk"))),
        recorded_minutes=_minutes(HoursEntry.objects.from_paper_or_phone().filter(placement=OuterRef("pk"))),
        brought_minutes=_minutes(HoursEntry.objects.brought_over().filter(placement=OuterRef("pk"))),
    )


def with_attendance(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    """Each with `absences_open` (not decided) and `shifts_proposed` (not agreed). No query of its own."""
    return placements.annotate(**_attendance())


@cache
def _attendance() -> dict[str, Settled]:
    here = OuterRef("pk")
    return settled(
        Placement,
        absences_open=_count(Absence.objects.filter(placement=here, state=AbsenceState.REPORTED)),
        shifts_proposed=_count(PlannedShift.objects.filter(placement=here, state=ShiftState.PROPOSED)),
    )


def with_absences(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    """Each with `absences_standing`, how many were not taken back, and `shifts_waiting`, those not agreed. No query of its own."""
    return placements.annotate(**_absences())


@cache
def _absences() -> dict[str, Settled]:
    here = OuterRef("pk")
    waiting = PlannedShift.objects.filter(placement=here, state=ShiftState.PROPOSED).order_by("started_at")
    return settled(
        Placement,
        absences_standing=_count(Absence.objects.standing().filter(placement=here)),
        shifts_waiting=beside(waiting, "state", "started_at"),
    )


def _count(rows: QuerySet[Any], group: str = "placement") -> Coalesce:
    counted = rows.order_by().values(group).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _minutes(entries: QuerySet[HoursEntry]) -> Coalesce:
    summed = entries.order_by().values("placement").annotate(sum=Sum("minutes")).values("sum")
    return Coalesce(Subquery(summed, output_field=IntegerField()), 0)
