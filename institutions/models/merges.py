"""Two partners that are one: proposed, merged or found to be two. What was merged keeps its old address here."""

from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.urls import reverse

from core.actor import Actor, Role
from core.models import Stamped, Transition
from institutions.states import MergeState


class PartnerMergeQuerySet(models.QuerySet["PartnerMerge"]):
    """Proposals to merge."""

    def visible_to(self, actor: Actor) -> Self:
        """What the coordinator’s own office proposed; every one to administrators."""
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        return self.filter(institute_id=actor.institute_id) if actor.acts_as(Role.COORDINATOR) else self.none()

    def for_list(self) -> Self:
        """With both partners and who proposed it: one query for any number of rows."""
        return self.select_related("survivor", "loser", "proposed_by", "institute")


@pghistory.track()
class PartnerMerge(Stamped):
    """One question whether two partners are one. `loser` is empty once its rows have moved and it is gone."""

    survivor = models.ForeignKey("institutions.Partner", on_delete=models.CASCADE, related_name="merges")
    loser = models.ForeignKey(
        "institutions.Partner", null=True, blank=True, on_delete=models.CASCADE, related_name="losing_merges"
    )
    loser_name = models.CharField(max_length=200)
    loser_slug = models.SlugField()
    reason = models.TextField()
    state = models.CharField(max_length=20, choices=MergeState, default=MergeState.PROPOSED)
    institute = models.ForeignKey(
        "institutions.Institute", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict, blank=True, help_text="How many rows of which kind moved.")

    objects: ClassVar = PartnerMergeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                Least("survivor", "loser"),
                Greatest("survivor", "loser"),
                condition=Q(state="proposed"),
                name="one_open_merge_a_pair",
            ),
            models.CheckConstraint(
                name="open_merge_is_of_two",
                condition=~Q(state="proposed") | Q(loser__isnull=False) & ~Q(survivor=F("loser")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["loser_slug"], name="merged_slug", condition=Q(state="merged"))]

    def __str__(self) -> str:
        return f"{self.loser_name} → {self.survivor}"

    def get_absolute_url(self) -> str:
        return reverse("partner_merge_detail", args=[self.pk])

    @property
    def tone(self) -> str:
        """The colour of its pill."""
        return {MergeState.PROPOSED: "act", MergeState.MERGED: "good"}.get(MergeState(self.state), "")


class PartnerMergeTransition(Transition):
    """A move of a merge."""

    thing = models.ForeignKey(PartnerMerge, on_delete=models.CASCADE, related_name="transitions")
