"""Shifts that are planned: the roster, and those that make up an absence."""

from datetime import date, datetime, time, timedelta
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import DateField, DateTimeField, Exists, F, Func, OuterRef, Q
from django.db.models.functions import Cast

from core.models import Stamped, Transition
from placements.models.absences import Absence
from placements.models.clocks import OnItsClock
from placements.models.hours import LENGTH, ThroughPlacementQuerySet
from placements.models.placements import Placement
from placements.states_attendance import SHIFT_TONES, ShiftState


class ShiftQuerySet(ThroughPlacementQuerySet["PlannedShift"]):
    """Planned shifts."""

    def agreed(self) -> Self:
        """Those that the student is expected at."""
        return self.filter(state=ShiftState.AGREED)

    def standing(self) -> Self:
        """Proposed or agreed: two of them never overlap."""
        return self.exclude(state=ShiftState.DROPPED)

    def on(self, day: date, zone: ZoneInfo) -> Self:
        """Those that begin on that day of the clock in `zone`, in the order of time."""
        start, end = (datetime.combine(edge, time(), tzinfo=zone) for edge in (day, day + timedelta(days=1)))
        return self.filter(started_at__gte=start, started_at__lt=end).order_by("started_at")

    def attended(self) -> Self:
        """Those on whose day, on the institute’s clock, no absence is reported."""
        began = Func(
            F("placement__institute__time_zone"), F("started_at"), function="timezone", output_field=DateTimeField()
        )
        covers = {"first_day__lte": OuterRef("local_day"), "last_day__gte": OuterRef("local_day")}
        away = Absence.objects.standing().filter(placement=OuterRef("placement"), **covers)
        return self.annotate(local_day=Cast(began, DateField())).exclude(Exists(away))


@pghistory.track()
class PlannedShift(OnItsClock, Stamped):
    """One shift that a student is expected at, or asks to make up an absence by. What was worked is an hours entry of its own."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="shifts")
    absence = models.ForeignKey(
        "placements.Absence",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="make_ups",
        help_text="Which it makes up.",
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    break_minutes = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveIntegerField(help_text="That it will count for, by the programme’s rule of breaks.")
    state = models.CharField(max_length=20, choices=ShiftState, default=ShiftState.PROPOSED)

    objects: ClassVar = ShiftQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="planned_shift_ends_after_start", condition=Q(ended_at__gt=F("started_at"))),
            models.CheckConstraint(
                name="planned_minutes_are_those_of_the_shift",
                condition=Q(minutes=LENGTH) | Q(minutes=LENGTH - F("break_minutes")),
            ),
            models.CheckConstraint(name="planned_shift_has_credited_time", condition=Q(minutes__gt=0)),
            ExclusionConstraint(
                name="one_planned_shift_at_a_time",
                expressions=[
                    ("placement", RangeOperators.EQUAL),
                    (Func(F("started_at"), F("ended_at"), function="tstzrange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=["proposed", "agreed"]),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["placement", "started_at"], name="shifts_by_day")]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.started_at:%Y-%m-%d}"

    @property
    def tone(self) -> str:
        """The colour of its pill."""
        return SHIFT_TONES[ShiftState(self.state)]

    @property
    def waits(self) -> bool:
        """True while the supervisor has not answered."""
        return self.state == ShiftState.PROPOSED


class PlannedShiftTransition(Transition):
    """A move of a planned shift."""

    thing = models.ForeignKey(PlannedShift, on_delete=models.CASCADE, related_name="transitions")
