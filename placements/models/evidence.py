"""What a student puts beside an objective to show that it is met: a document, or something that stands on the placement already."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.actor import Actor, Role
from core.models import Stamped
from placements.models.hours import ThroughPlacementQuerySet
from placements.models.placements import Placement

READERS = (Role.STUDENT, Role.SUPERVISOR, Role.COORDINATOR)
PRIVATE_NO_MORE = Q(reflection=None) | Q(reflection__shared_at__isnull=False)


class EvidenceQuerySet(ThroughPlacementQuerySet["Evidence"]):
    """Evidence."""

    def visible_to(self, actor: Actor) -> Self:
        """Student, supervisor and placement office: the three who judge whether an objective is met."""
        if not actor.acts_as(*READERS):
            return self.none()
        seen = super().visible_to(actor)
        return seen if actor.acts_as(Role.STUDENT) else seen.filter(PRIVATE_NO_MORE)


def _exactly_one(*names: str) -> Q:
    """Exactly one of the fields is set."""
    either = Q()
    for name in names:
        either |= Q(**{f"{other}__isnull": other != name for other in names})
    return either


class Evidence(Stamped):
    """One thing beside one objective. Its student removes it; a document goes with it."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="evidence")
    objective = models.ForeignKey("placements.Objective", on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=150, blank=True, help_text="What a document is.")
    file = models.OneToOneField(
        "accounts.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    activity = models.ForeignKey(
        "placements.Activity", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.ForeignKey(
        "placements.FeedbackNote", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reflection = models.ForeignKey(
        "placements.Reflection", null=True, blank=True, on_delete=models.CASCADE, related_name="evidence"
    )

    objects: ClassVar = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="evidence_is_one_thing", condition=_exactly_one("file", "activity", "note", "reflection")
            ),
            *(
                models.UniqueConstraint(
                    fields=["objective", "placement", name],
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"one_{name}_is_evidence_once",
                )
                for name in ("activity", "note", "reflection")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.objective_id} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("objective_detail", args=[self.placement_id, self.objective_id])
