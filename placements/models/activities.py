"""The activity log: what an intern observed, assisted with and performed. No patient is ever named in it."""

from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse

from core.models import Stamped, Transition
from placements.models.hours import ThroughPlacementQuerySet
from placements.models.participation import ActivityKind, Participation
from placements.models.placements import Placement
from placements.states_learning import ACTIVITY_TONES, COUNTED, REPLACE_ACTIVITY, ActivityState


class ActivityQuerySet(ThroughPlacementQuerySet["Activity"]):
    """Logged activities."""

    def counted(self) -> Self:
        """Those that stand: neither replaced nor taken back."""
        return self.filter(state__in=COUNTED)

    def listed(self) -> Self:
        """Those, and what was sent back, each with `word`: why."""
        word = ActivityTransition.objects.filter(thing=OuterRef("pk"), to_state=ActivityState.RETURNED).order_by("-pk")
        shown = self.filter(state__in=[*COUNTED, ActivityState.RETURNED])
        return shown.annotate(word=Subquery(word.values("note")[:1]))

    def waiting(self) -> Self:
        """Those that the supervisor has not confirmed."""
        return self.filter(state=ActivityState.LOGGED)


@pghistory.track()
class Activity(Stamped):
    """One line of the log: so many of one kind on one day. Never rewritten; a correction is a new line that replaces it."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="activities")
    objective = models.ForeignKey(
        "placements.Objective", null=True, blank=True, on_delete=models.PROTECT, related_name="activities"
    )
    day = models.DateField()
    kind = models.CharField(max_length=20, choices=ActivityKind)
    participation = models.CharField(max_length=10, choices=Participation)
    count = models.PositiveSmallIntegerField(default=1)
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=ActivityState, default=ActivityState.LOGGED)
    replaces = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaced_by",
        help_text="Which it corrects.",
    )

    objects: ClassVar = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "activities"
        constraints: ClassVar = [
            models.CheckConstraint(name="an_activity_was_done_at_least_once", condition=Q(count__gt=0)),
            models.CheckConstraint(
                name="an_activity_replaces_another", condition=Q(replaces=None) | ~Q(replaces=F("id"))
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["placement", "-day", "-id"], name="activities_latest")]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(name="an_activity_is_never_rewritten", exclude=["state", "updated_at"])
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.day} {self.kind}"

    def get_absolute_url(self) -> str:
        return reverse("activity_list", args=[self.placement_id])

    @property
    def tone(self) -> str:
        """The colour of its pill."""
        return ACTIVITY_TONES[ActivityState(self.state)]

    @property
    def is_waiting(self) -> bool:
        """True while it can be confirmed or sent back."""
        return self.state == ActivityState.LOGGED

    @property
    def is_returned(self) -> bool:
        """True while it waits for its student’s correction."""
        return self.state == ActivityState.RETURNED

    @property
    def may_change(self) -> bool:
        """True while it can be corrected and taken back."""
        return REPLACE_ACTIVITY.allowed_from(self.state)


class ActivityTransition(Transition):
    """A move of a logged activity."""

    thing = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="transitions")
