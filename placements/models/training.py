"""What happens on placement: hours, confirmed objectives, feedback notes."""

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar, Self, TypeVar

import pghistory
import pgtrigger
from django.conf import settings
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

    def between(self, first: datetime, end: datetime) -> Self:
        """Those that begin at or after `first` and before `end`, in the order of time."""
        return self.filter(started_at__gte=first, started_at__lt=end).order_by("started_at", "pk")


# What papers print never changes under them: not by the admin, not by a raw UPDATE. One thing ends it: the recording on which the
# sign-off rests was withdrawn. Then the entry is superseded, and says all that it said.
APPROVED_STAYS = pgtrigger.Trigger(
    name="approved_hours_never_change",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Q(old__state="approved"),
    func="""
        IF TG_OP = 'UPDATE' AND NEW.state = 'superseded'
            AND to_jsonb(NEW) - '{state,updated_at}'::text[] = to_jsonb(OLD) - '{state,updated_at}'::text[]
            AND EXISTS (SELECT 1 FROM institutions_recording WHERE id = OLD.recording_id AND state = 'withdrawn')
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


@pghistory.track()
class HoursEntry(Stamped):
    """One shift, kept in minutes. An approved entry never changes; a correction is a new entry that supersedes."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="hours")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    break_minutes = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField(help_text="Credited minutes: the shift less its break.")
    category = models.CharField(max_length=20, choices=Category, default=Category.DIRECT_CARE)
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=20, choices=HoursState, default=HoursState.DRAFT)
    submitted_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was returned.")
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
                condition=Q(
                    minutes=(
                        Func(
                            F("ended_at") - F("started_at"),
                            template="EXTRACT(EPOCH FROM %(expressions)s)",
                            output_field=models.FloatField(),
                        )
                        / 60
                        - F("break_minutes")
                    )
                ),
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


class ConfirmationQuerySet(ThroughPlacementQuerySet["ObjectiveConfirmation"]):
    """Confirmed objectives."""

    def current(self) -> Self:
        """The last word on each objective."""
        return self.filter(superseded_at=None)


@pghistory.track()
class ObjectiveConfirmation(models.Model):
    """A supervisor's word that an objective was met, at a level. A later word supersedes; the earlier stays."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="confirmations")
    objective = models.ForeignKey("placements.Objective", on_delete=models.PROTECT, related_name="confirmations")
    level = models.ForeignKey("placements.ScalePoint", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey("institutions.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    recording = models.ForeignKey(
        "institutions.Recording", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = ConfirmationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["placement", "objective"],
                condition=Q(superseded_at=None),
                name="one_current_level_per_objective",
            ),
        ]
        triggers: ClassVar = [pgtrigger.ReadOnly(name="a_level_is_never_rewritten", exclude=["superseded_at"])]

    def __str__(self) -> str:
        return f"{self.objective_id} at {self.level_id}"


class FeedbackNote(models.Model):
    """One kind, one sentence, from the supervisor to the intern. Never edited."""

    class Kind(models.TextChoices):
        STRENGTH = "strength", _("Strength")
        NEXT_STEP = "next_step", _("Next step")

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="feedback")
    objective = models.ForeignKey(
        "placements.Objective", null=True, blank=True, on_delete=models.PROTECT, related_name="feedback"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey("institutions.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    recording = models.ForeignKey(
        "institutions.Recording", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    thanked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = ThroughPlacementQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["placement", "-at"], name="feedback_latest")]
        triggers: ClassVar = [pgtrigger.ReadOnly(name="a_note_is_never_rewritten", exclude=["thanked_at"])]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_strength(self) -> bool:
        """What went well, as against what to do next."""
        return self.kind == self.Kind.STRENGTH
