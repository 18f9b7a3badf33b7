"""What a partner goes through with an intern on the first day and the last: badge, keys, fire safety talk; badge back, handover."""

from functools import cache
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actor import Actor, Role
from core.settled import Settled, settled
from placements.models.hours import ThroughPlacementQuerySet
from placements.models.placements import Placement


class Occasion(models.TextChoices):
    """On which day an item is gone through."""

    ARRIVAL = "arrival", _("On arrival")
    RELIEVING = "relieving", _("Before leaving")


class ChecklistItemQuerySet(models.QuerySet["ChecklistItem"]):
    """Items of partners."""

    def visible_to(self, actor: Actor) -> Self:
        """A partner's own, to its people; all to administrators."""
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        if actor.acts_as(Role.LEAD, Role.SUPERVISOR):
            return self.filter(partner_id=actor.partner_id)
        return self.none()

    def current(self) -> Self:
        """Not taken off the list, in order."""
        return self.filter(retired_at=None).order_by("occasion", "position", "pk")


@pghistory.track()
class ChecklistItem(models.Model):
    """One thing to go through. It is retired, never removed: what was ticked stays readable."""

    partner = models.ForeignKey("institutions.Partner", on_delete=models.CASCADE, related_name="checklist_items")
    occasion = models.CharField(max_length=10, choices=Occasion)
    position = models.PositiveSmallIntegerField(default=1)
    text = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = ChecklistItemQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partner", "occasion", "text"],
                condition=Q(retired_at=None),
                name="each_item_once_on_a_checklist",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class ChecklistTickQuerySet(ThroughPlacementQuerySet["ChecklistTick"]):
    """Ticks, through their placement."""

    def current(self) -> Self:
        """Those that were not taken back."""
        return self.filter(undone_at=None)


@pghistory.track()
class ChecklistTick(models.Model):
    """That an item was gone through with an intern: by whom and when. Taken back by `undone_at`, never deleted."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="ticks")
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="ticks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey("institutions.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    recording = models.ForeignKey(
        "institutions.Recording", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = ChecklistTickQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["placement", "item"], condition=Q(undone_at=None), name="each_item_ticked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} of {self.placement_id}"


def with_checklist(placements: models.QuerySet[Placement]) -> models.QuerySet[Placement]:
    """Each with `has_checklist`: whether its partner keeps any. No query of its own."""
    return placements.annotate(**_checklist())


@cache
def _checklist() -> dict[str, Settled]:
    items = ChecklistItem.objects.current().filter(partner=OuterRef("partner"))
    return settled(Placement, has_checklist=Exists(items))
