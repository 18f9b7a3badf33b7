"""What happens on placement besides hours: confirmed objectives, feedback notes."""

from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from placements.models.hours import ThroughPlacementQuerySet
from placements.models.placements import Placement


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
    answer = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = ThroughPlacementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="an_answer_to_a_note_has_its_time",
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
            )
        ]
        indexes: ClassVar = [models.Index(fields=["placement", "-at"], name="feedback_latest")]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(name="a_note_is_never_rewritten", exclude=["thanked_at", "answer", "answered_at"])
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_strength(self) -> bool:
        """What went well, as against what to do next."""
        return self.kind == self.Kind.STRENGTH
