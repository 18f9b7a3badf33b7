"""A student's hours: shifts in minutes, and the opening entry of what was approved before the portal."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import ClassVar, Self, TypeVar

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.models import Stamped, Transition
from placements.models.clocks import OnItsClock
from placements.models.hours_triggers import (
    APPROVED_STAYS,
    LIMITS_HOLD,
    NOT_ABSENT,
    NOT_SUSPENDED,
    PARTS_FIT,
    SUM_FOLLOWS,
)
from placements.models.placements import Placement
from placements.states import CLAIMING, HOURS_TONES, SUBMIT_HOURS, SUPERSEDE_HOURS, TAKE_BACK_HOURS, HoursState

M = TypeVar("M", bound=models.Model)
MINUTE_SECONDS = 60


class Category(models.TextChoices):
    """What the time was spent on."""

    DIRECT_CARE = "direct_care", _("Direct care")
    PROCEDURE = "procedure", _("Procedures")
    SIMULATION = "simulation", _("Simulation")
    TEACHING = "teaching", _("Teaching")
    ORIENTATION = "orientation", _("Orientation")
    OFFICE = "office", _("Records and coding")
    RESEARCH = "research", _("Research")
    ON_CALL = "on_call", _("On call")


class Beyond(models.TextChoices):
    """What of its programme’s rules a shift goes beyond."""

    LATE = "late", _("Entered late")
    DAY = "day", _("More than a day’s hours")
    WEEK = "week", _("More than a week’s hours")


class ThroughPlacementQuerySet(models.QuerySet[M]):
    """Rows that belong to a placement are seen by whoever sees the placement."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the placements that the actor sees."""
        return self.filter(placement__in=Placement.objects.visible_to(actor))


class HoursQuerySet(ThroughPlacementQuerySet["HoursEntry"]):
    """Hours entries."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the placements that the actor sees; a draft, which may say anything, is its writer’s alone, in their own eyes."""
        seen = super().visible_to(actor)
        is_writer = actor.acts_as(Role.STUDENT) and actor.viewed_by is None
        return seen if is_writer else seen.exclude(state=HoursState.DRAFT)

    def waiting(self) -> Self:
        """Sent, neither approved nor returned."""
        return self.filter(state=HoursState.SUBMITTED)

    def waiting_by_placement(self, placement_ids: Collection[int]) -> dict[int, int]:
        """How many wait, by placement; those with none are left out. One query."""
        waiting = self.waiting().filter(placement_id__in=placement_ids)
        return dict(waiting.values_list("placement_id").annotate(count=models.Count("pk")))

    def counted(self) -> Self:
        """Those that claim their time: two of them never overlap."""
        return self.filter(state__in=CLAIMING)

    def from_paper_or_phone(self) -> Self:
        """Approved, the sign-off recorded by an office."""
        return self.filter(state=HoursState.APPROVED, recording__isnull=False)

    def shifts(self) -> Self:
        """Without opening hours."""
        return self.filter(approved_by="")

    def brought_over(self) -> Self:
        """The opening hours that count: approved before the portal, at most one entry a placement."""
        return self.filter(state=HoursState.APPROVED).exclude(approved_by="")

    def between(self, first: datetime, end: datetime) -> Self:
        """Those that begin at or after `first` and before `end`, in the order of time."""
        return self.filter(started_at__gte=first, started_at__lt=end).order_by("started_at", "pk")


# Minutes between the two moments.
LENGTH = (
    Func(
        F("ended_at") - F("started_at"),
        template="EXTRACT(EPOCH FROM %(expressions)s)",
        output_field=models.FloatField(),
    )
    / MINUTE_SECONDS
)


@pghistory.track()
class HoursEntry(OnItsClock, Stamped):
    """One shift, kept in minutes. An approved entry never changes; a correction is a new entry that supersedes.

    Or the opening hours of a placement that was brought over: the sum that somebody (`approved_by`) had approved in the institute’s
    earlier records, from the first day to the day it was counted until. No shift is entered on those days any more.
    """

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="hours")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    break_minutes = models.PositiveSmallIntegerField(default=0)
    breaks_count = models.BooleanField(default=False, help_text="By the programme’s rule when it was entered.")
    minutes = models.PositiveIntegerField(help_text="Credited minutes: the shift less its break, unless breaks count.")
    category = models.CharField(max_length=20, choices=Category, default=Category.DIRECT_CARE)
    also = models.JSONField(
        default=dict, blank=True, help_text="Minutes of it that went to other categories; the rest to its own."
    )
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=20, choices=HoursState, default=HoursState.DRAFT)
    submitted_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(
        max_length=300, blank=True, help_text="Why it was returned; of opening hours, why the figure is another one."
    )
    exceptions = ArrayField(
        models.CharField(max_length=10, choices=Beyond), default=list, blank=True, help_text="Rules it goes beyond."
    )
    exception_reason = models.CharField(max_length=300, blank=True, help_text="Why, in the student’s words.")
    approved_by = models.CharField(
        max_length=150,
        blank=True,
        help_text="Who had approved opening hours, in the records they were brought over from.",
    )
    recording = models.ForeignKey(
        "institutions.Recording",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Where its sign-off was written down from paper or phone.",
    )
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )

    objects: ClassVar = HoursQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="shift_ends_after_start", condition=Q(ended_at__gt=F("started_at"))),
            models.CheckConstraint(
                name="minutes_are_the_shift_less_its_break",
                condition=Q(approved_by="", breaks_count=False, minutes=LENGTH - F("break_minutes"))
                | Q(approved_by="", breaks_count=True, minutes=LENGTH)
                | ~Q(approved_by="") & Q(minutes__lte=LENGTH),
            ),
            models.CheckConstraint(
                name="a_break_that_counts_is_shorter_than_its_shift",
                condition=Q(breaks_count=False) | Q(break_minutes__lt=LENGTH),
            ),
            models.CheckConstraint(
                name="what_goes_beyond_the_rules_says_why", condition=Q(exceptions=[]) | ~Q(exception_reason="")
            ),
            models.CheckConstraint(
                name="opening_hours_were_approved",
                condition=Q(approved_by="") | Q(state__in=["approved", "superseded"]),
            ),
            models.UniqueConstraint(
                name="one_sum_of_opening_hours",
                fields=["placement"],
                condition=Q(state="approved") & ~Q(approved_by=""),
            ),
            models.CheckConstraint(name="shift_has_credited_time", condition=Q(minutes__gt=0)),
            models.CheckConstraint(
                name="sent_hours_say_when", condition=Q(state="draft") | Q(submitted_at__isnull=False)
            ),
            ExclusionConstraint(
                name="one_shift_at_a_time",
                expressions=[
                    ("placement", RangeOperators.EQUAL),
                    (Func(F("started_at"), F("ended_at"), function="tstzrange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=["draft", "submitted", "approved"]),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["placement", "started_at"], name="hours_by_day"),
            models.Index(fields=["placement", "submitted_at"], name="hours_waiting", condition=Q(state="submitted")),
        ]
        triggers: ClassVar = [APPROVED_STAYS, SUM_FOLLOWS, LIMITS_HOLD, PARTS_FIT, NOT_ABSENT, NOT_SUSPENDED]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.started_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return f"{reverse('hours_list', args=[self.placement_id])}?day={self.local_start.date().isoformat()}"

    @property
    def tone(self) -> str:
        """The colour of its pill."""
        return HOURS_TONES[HoursState(self.state)]

    @property
    def parts(self) -> list[tuple[str, int]]:
        """What the time was spent on, in words, with its minutes; what there was most of first."""
        parts = {self.category: self.minutes - sum(self.also.values()), **self.also}
        return [
            (str(Category(name).label), minutes) for name, minutes in sorted(parts.items(), key=lambda part: -part[1])
        ]

    @property
    def beyond(self) -> list[str]:
        """The rules it goes beyond, in words."""
        return [str(Beyond(name).label) for name in self.exceptions]

    @property
    def may_be_changed(self) -> bool:
        """A draft."""
        return SUBMIT_HOURS.allowed_from(self.state)

    @property
    def may_be_corrected(self) -> bool:
        """Returned, and not replaced yet."""
        return SUPERSEDE_HOURS.allowed_from(self.state)

    @property
    def may_be_reopened(self) -> bool:
        """A shift that was approved."""
        return not self.is_opening and TAKE_BACK_HOURS.allowed_from(self.state)

    @property
    def is_opening(self) -> bool:
        """True for the sum that was approved before the portal."""
        return bool(self.approved_by)

    @property
    def counted_until(self) -> date:
        """The last day whose hours are part of opening hours."""
        return (self.local_end - timedelta(minutes=1)).date()


class HoursTransition(Transition):
    """A move of an hours entry."""

    thing = models.ForeignKey(HoursEntry, on_delete=models.CASCADE, related_name="transitions")
