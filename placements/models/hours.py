"""A student's hours: shifts in minutes, and the opening entry of what was approved before the portal."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import ClassVar, Self, TypeVar

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.models import Stamped, Transition
from placements.models.placements import Placement
from placements.states import CLAIMING, HOURS_TONES, SUBMIT_HOURS, SUPERSEDE_HOURS, HoursState

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


class ThroughPlacementQuerySet(models.QuerySet[M]):
    """Rows that belong to a placement are seen by whoever sees the placement."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the placements that the actor sees."""
        return self.filter(placement__in=Placement.objects.visible_to(actor))


class HoursQuerySet(ThroughPlacementQuerySet["HoursEntry"]):
    """Hours entries."""

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


# What papers print never changes under them: not by the admin, not by a raw UPDATE. Two things end it: the recording on which the
# sign-off rests was withdrawn, or opening hours become another figure. Then the entry is superseded, and says all that it said.
APPROVED_STAYS = pgtrigger.Trigger(
    name="approved_hours_never_change",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Q(old__state="approved"),
    func="""
        IF TG_OP = 'UPDATE' AND NEW.state = 'superseded'
            AND to_jsonb(NEW) - '{state,updated_at}'::text[] = to_jsonb(OLD) - '{state,updated_at}'::text[]
            AND (OLD.approved_by <> ''
                 OR EXISTS (SELECT 1 FROM institutions_recording WHERE id = OLD.recording_id AND state = 'withdrawn'))
        THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'Cannot update or delete approved hours of placements_hoursentry (approved_hours_never_change)';
    """,
)
# Written as a difference, so that two sign-offs at once both count.
SUM_FOLLOWS = pgtrigger.Trigger(
    name="approved_minutes_are_the_sum",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF TG_OP <> 'INSERT' AND OLD.state = 'approved' THEN
            UPDATE placements_placement SET approved_minutes = approved_minutes - OLD.minutes WHERE id = OLD.placement_id;
        END IF;
        IF TG_OP <> 'DELETE' AND NEW.state = 'approved' THEN
            UPDATE placements_placement SET approved_minutes = approved_minutes + NEW.minutes WHERE id = NEW.placement_id;
        END IF;
        RETURN NULL;
    """,
)

# Minutes between the two moments.
_LENGTH = (
    Func(
        F("ended_at") - F("started_at"),
        template="EXTRACT(EPOCH FROM %(expressions)s)",
        output_field=models.FloatField(),
    )
    / MINUTE_SECONDS
)


@pghistory.track()
class HoursEntry(Stamped):
    """One shift, kept in minutes. An approved entry never changes; a correction is a new entry that supersedes.

    Or the opening hours of a placement that was brought over: the sum that somebody (`approved_by`) had approved in the institute’s
    earlier records, from the first day to the day it was counted until. No shift is entered on those days any more.
    """

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="hours")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    break_minutes = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveIntegerField(help_text="Credited minutes: the shift less its break.")
    category = models.CharField(max_length=20, choices=Category, default=Category.DIRECT_CARE)
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=20, choices=HoursState, default=HoursState.DRAFT)
    submitted_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(
        max_length=300, blank=True, help_text="Why it was returned; of opening hours, why the figure is another one."
    )
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
                condition=Q(approved_by="", minutes=_LENGTH - F("break_minutes"))
                | ~Q(approved_by="") & Q(minutes__lte=_LENGTH),
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
        triggers: ClassVar = [APPROVED_STAYS, SUM_FOLLOWS]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.started_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return f"{reverse('hours_list', args=[self.placement_id])}?day={self.local_start.date().isoformat()}"

    @property
    def tone(self) -> str:
        """The colour of its pill."""
        return HOURS_TONES[HoursState(self.state)]

    @property
    def may_be_changed(self) -> bool:
        """A draft."""
        return SUBMIT_HOURS.allowed_from(self.state)

    @property
    def may_be_corrected(self) -> bool:
        """Returned, and not replaced yet."""
        return SUPERSEDE_HOURS.allowed_from(self.state)

    @property
    def is_opening(self) -> bool:
        """True for the sum that was approved before the portal."""
        return bool(self.approved_by)

    @property
    def counted_until(self) -> date:
        """The last day whose hours are part of opening hours."""
        return (self.local_end - timedelta(minutes=1)).date()

    @property
    def local_start(self) -> datetime:
        """When it began, on the institute's clock. Needs the placement with its institute."""
        return timezone.localtime(self.started_at, self.placement.institute.zone)

    @property
    def local_end(self) -> datetime:
        """When it ended, on the institute's clock."""
        return timezone.localtime(self.ended_at, self.placement.institute.zone)


class HoursTransition(Transition):
    """A move of an hours entry."""

    thing = models.ForeignKey(HoursEntry, on_delete=models.CASCADE, related_name="transitions")
