"""Days, or hours of one day, on which a student was expected and not there."""

from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import Stamped, Transition
from placements.models.hours import ThroughPlacementQuerySet
from placements.models.hours_triggers import WORKED_WHILE_ABSENT
from placements.models.placements import Days, Placement
from placements.states_attendance import ABSENCE_TONES, AbsenceState


class AbsenceKind(models.TextChoices):
    """Why, in a word. Illness needs no more than that."""

    ILLNESS = "illness", _("Illness")
    FAMILY = "family", _("Family")
    EXAM = "exam", _("Exam or class")
    LEAVE = "leave", _("Leave")
    TRANSPORT = "transport", _("Could not get there")
    UNKNOWN = "unknown", _("Not known")


class AbsenceQuerySet(ThroughPlacementQuerySet["Absence"]):
    """Absences."""

    def standing(self) -> Self:
        """Those that were not taken back."""
        return self.exclude(state=AbsenceState.WITHDRAWN)

    def touching(self, first: date, last: date) -> Self:
        """Those with a day from `first` to `last`."""
        return self.filter(first_day__lte=last, last_day__gte=first)

    def met_by(self, placement: Placement, day: date, starts: datetime, ends: datetime) -> "Absence | None":
        """The one of the placement in whose way a shift of that day is: of the whole day, or of some of its hours. One query."""
        for absence in self.standing().touching(day, day).filter(placement=placement):
            absence.placement = placement
            if absence.is_whole or absence.overlap(starts, ends):
                return absence
        return None


NOT_AT_WORK = pgtrigger.Trigger(
    name="nobody_works_while_absent",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("first_day", "last_day", "away_from", "away_until", "state"),
    condition=~pgtrigger.Q(new__state="withdrawn"),
    func=WORKED_WHILE_ABSENT.format(absence="a.id = NEW.id", entry="h.state IN ('draft', 'submitted', 'approved')"),
)


@pghistory.track()
class Absence(Stamped):
    """Whole days of one placement, or some hours of one day, with the minutes that were missed and are to be made up."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="absences")
    first_day = models.DateField()
    last_day = models.DateField()
    away_from = models.TimeField(null=True, blank=True, help_text="Of a part of one day: on the institute’s clock.")
    away_until = models.TimeField(null=True, blank=True)
    kind = models.CharField(max_length=20, choices=AbsenceKind)
    note = models.CharField(max_length=300, blank=True)
    minutes = models.PositiveIntegerField(help_text="Missed: as planned for these days, or as it was said.")
    state = models.CharField(max_length=20, choices=AbsenceState, default=AbsenceState.REPORTED)
    reason = models.CharField(max_length=300, blank=True, help_text="What was said when it was decided.")
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = AbsenceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="absence_ends_after_start", condition=Q(last_day__gte=F("first_day"))),
            models.CheckConstraint(
                name="a_part_of_a_day_has_its_hours",
                condition=Q(away_from=None, away_until=None)
                | Q(
                    away_from__isnull=False,
                    away_until__isnull=False,
                    away_until__gt=F("away_from"),
                    first_day=F("last_day"),
                ),
            ),
            models.CheckConstraint(name="absence_missed_something", condition=Q(minutes__gt=0)),
            models.CheckConstraint(
                name="an_absence_not_excused_says_why", condition=~Q(state="unexcused") | ~Q(reason="")
            ),
            ExclusionConstraint(
                name="one_absence_a_day",
                expressions=[
                    ("placement", RangeOperators.EQUAL),
                    (Days("first_day", "last_day"), RangeOperators.OVERLAPS),
                ],
                condition=~Q(state="withdrawn"),
            ),
        ]
        triggers: ClassVar = [NOT_AT_WORK]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.first_day}"

    def get_absolute_url(self) -> str:
        return reverse("absence_list", args=[self.placement_id])

    @property
    def tone(self) -> str:
        """The colour of its pill."""
        return ABSENCE_TONES[AbsenceState(self.state)]

    @property
    def is_whole(self) -> bool:
        """True where nothing of its days is left to work."""
        return self.away_from is None

    @property
    def times(self) -> str:
        """“09:00–13:00” of a part of a day; empty where it is whole."""
        return f"{self.away_from:%H:%M}–{self.away_until:%H:%M}" if self.away_from and self.away_until else ""

    def overlap(self, starts: datetime, ends: datetime) -> timedelta:
        """How much of the time between two moments lies in the hours of a part of a day. Needs the placement’s institute."""
        zone = self.placement.institute.zone
        begins, until = (
            datetime.combine(self.first_day, at or time(), tzinfo=zone).astimezone(UTC)
            for at in (self.away_from, self.away_until)
        )
        return max(min(ends, until) - max(starts, begins), timedelta())

    @property
    def is_open(self) -> bool:
        """True while nobody has said whether it is excused."""
        return self.state == AbsenceState.REPORTED


class AbsenceTransition(Transition):
    """A move of an absence."""

    thing = models.ForeignKey(Absence, on_delete=models.CASCADE, related_name="transitions")
