"""Reads what `risk` judges, beside each placement: no query of its own, for one placement or a whole institute."""

from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import models
from django.db.models import (
    Count,
    DateField,
    DateTimeField,
    F,
    Func,
    IntegerField,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Greatest, Least

from core import clock
from core.settled import Settled, settled
from placements.models import Absence, FeedbackNote, HoursEntry, ObjectiveConfirmation, Placement, PlannedShift
from placements.models.course import rests_of, with_rests
from placements.pace import WEEK_DAYS, Worked, pace_of
from placements.pacing import first_day
from placements.risk import RECENT, Facts
from placements.states_attendance import AbsenceState

LOWEST = 2  # ranks of the scale of levels


def with_risk(placements: QuerySet[Placement], now: datetime) -> QuerySet[Placement]:
    """Each with what `facts_of` reads. The sums are those of `pacing`, which reads every entry of one placement."""
    here = OuterRef("pk")
    zone = F("institute__time_zone")
    first = Coalesce("arrived_on", "starts_on")
    counted = HoursEntry.objects.counted().filter(placement=here)
    absent = Absence.objects.standing().filter(placement=here)
    month_ago = _joined(" - ", OuterRef("risk_today"), Value(RECENT.days), DateField())
    recent = absent.filter(last_day__gte=month_ago, first_day__lte=OuterRef("risk_today"))
    made_up = PlannedShift.objects.agreed().filter(placement=here, absence__isnull=False, started_at__gt=now)
    today = Cast(_joined(" AT TIME ZONE ", Value(now), zone, DateTimeField()), DateField())
    return (
        with_rests(placements)
        .annotate(risk_today=today)
        .annotate(
            risk_weeks_end=_joined("::timestamp AT TIME ZONE ", _end_of_full_weeks(first), zone, DateTimeField()),
            risk_ahead=_one(made_up, Sum("minutes")),
            risk_absences=_one(recent, Count("pk")),
            risk_unexcused=_one(recent.filter(state=AbsenceState.UNEXCUSED), Count("pk")),
            risk_away_until=_one(absent.filter(first_day__lte=OuterRef("risk_today")), Max("last_day"), DateField()),
            **_sums(),
        )
        .annotate(risk_in_weeks=_one(counted.filter(started_at__lt=OuterRef("risk_weeks_end")), Sum("minutes")))
    )


@cache
def _sums() -> dict[str, Settled]:
    here = OuterRef("pk")
    counted = HoursEntry.objects.counted().filter(placement=here)
    levels = ObjectiveConfirmation.objects.current().filter(placement=here)
    return settled(
        Placement,
        risk_entered=_one(counted, Sum("minutes")),
        risk_last_entry=_one(counted, Max("started_at"), DateTimeField()),
        risk_levels=_one(levels, Count("pk")),
        risk_low_levels=_one(levels.filter(level__rank__lte=LOWEST), Count("pk")),
        risk_last_note=_one(FeedbackNote.objects.filter(placement=here), Max("at"), DateTimeField()),
    )


def facts_of(placement: Any, **more: Any) -> Facts:
    """The facts of one placement `with_risk`; `more` are those that the apps above know."""
    zone, today = placement.institute.zone, placement.risk_today
    first, entered, in_weeks = first_day(placement), placement.risk_entered or 0, placement.risk_in_weeks or 0
    return Facts(
        today=today,
        first=first,
        pace=pace_of(
            required=placement.required_minutes,
            first=first,
            last=placement.ends_on,
            today=today,
            worked=_worked(first, today, in_weeks, entered),
            ahead=placement.risk_ahead or 0,
            rests=rests_of(placement),
        ),
        absences=placement.risk_absences or 0,
        unexcused=placement.risk_unexcused or 0,
        away_until=placement.risk_away_until,
        low_levels=placement.risk_low_levels or 0,
        levels=placement.risk_levels or 0,
        last_entry=clock.day_of(placement.risk_last_entry, zone) if placement.risk_last_entry else None,
        last_note=clock.day_of(placement.risk_last_note, zone) if placement.risk_last_note else None,
        **more,
    )


def _worked(first: date, today: date, in_weeks: int, entered: int) -> tuple[Worked, ...]:
    """The two sums as a pace takes them: what lies within the full weeks, and what came after them."""
    return Worked(first, in_weeks, 0), Worked(max(today, first), entered - in_weeks, 0)


def _end_of_full_weeks(first: Any) -> Func:
    """The day after the last full week of seven days that lies behind: as `Pace.full_weeks` counts them."""
    day_after = _joined(" + ", F("ends_on"), Value(1), DateField())
    gone = _joined(" - ", Least(F("risk_today"), day_after), first, IntegerField())
    weeks = _joined(" / ", Greatest(gone, Value(0)), Value(WEEK_DAYS), IntegerField())
    return _joined(" + ", first, _joined(" * ", weeks, Value(WEEK_DAYS), IntegerField()), DateField())


def _joined(sign: str, left: Any, right: Any, output_field: "models.Field[Any, Any]") -> Func:
    """PostgreSQL's own sums of days, which Django would make intervals of."""
    return Func(left, right, template="(%(expressions)s)", arg_joiner=sign, output_field=output_field)


def _one(rows: QuerySet[Any], aggregate: Any, output_field: "models.Field[Any, Any] | None" = None) -> Subquery:
    """One aggregate over the rows of the outer placement; None without any."""
    found = rows.order_by().values("placement").annotate(found=aggregate).values("found")
    return Subquery(found, output_field=output_field or IntegerField())
