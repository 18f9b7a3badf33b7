"""What is agreed with a student who falls behind: a goal, steps, who does them, and a day to look again."""

from datetime import date
from typing import Any, ClassVar, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.models import Stamped, Transition
from placements.models.hours import ThroughPlacementQuerySet
from placements.models.placements import Placement
from placements.states_support import SUPPORT_TONES, SupportState


class SupportOutcome(models.TextChoices):
    """What came of a plan."""

    HELPED = "helped", _("It helped: the goal is reached")
    PARTLY = "partly", _("It helped in part")
    NOT = "not", _("It did not help")
    NOT_NEEDED = "not_needed", _("It was not needed after all")
    ENDED = "ended", _("The placement ended")

    @classmethod
    def to_say(cls) -> list[tuple[str, Any]]:
        """Those that a person chooses from: that the placement ended is known."""
        return [(choice.value, choice.label) for choice in cls if choice != cls.ENDED]


class StepBy(models.TextChoices):
    """Who does a step."""

    STUDENT = "student", _("Student")
    SUPERVISOR = "supervisor", _("Supervisor")
    OFFICE = "office", _("Placement office")


class SupportPlanQuerySet(ThroughPlacementQuerySet["SupportPlan"]):
    """Support plans."""

    def visible_to(self, actor: Actor) -> Self:
        """The student's own, their supervisor's, the institute's coordinators'. Nobody else needs to know that there is one."""
        if not actor.acts_as(Role.STUDENT, Role.SUPERVISOR, Role.COORDINATOR):
            return self.none()
        return super().visible_to(actor)

    def running(self) -> Self:
        """Not closed."""
        return self.exclude(state=SupportState.CLOSED)

    def for_page(self) -> Self:
        """With the people and places that a page or a message names: one query for any number."""
        return self.select_related(
            "placement__student__user",
            "placement__student__programme",
            "placement__slot",
            "placement__partner",
            "placement__department",
            "placement__institute",
            "placement__supervisor__user",
            "opened_by",
        )


@pghistory.track()
class SupportPlan(Stamped):
    """One plan for one placement: proposed by the placement office, agreed by the student."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="support_plans")
    facts = ArrayField(
        models.CharField(max_length=300), default=list, blank=True, help_text="What was seen when it was opened."
    )
    goal = models.CharField(max_length=300)
    review_on = models.DateField(help_text="When it is looked at again.")
    state = models.CharField(max_length=20, choices=SupportState, default=SupportState.PROPOSED)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=SupportOutcome, blank=True)
    outcome_note = models.CharField(max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = SupportPlanQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_running_support_plan", fields=["placement"], condition=~Q(state="closed")
            ),
            models.CheckConstraint(
                name="a_closed_plan_says_what_came_of_it",
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(outcome="")
                | ~Q(state="closed") & Q(outcome="", closed_at=None),
            ),
            models.CheckConstraint(
                name="an_agreed_plan_says_when", condition=~Q(state="agreed") | Q(agreed_at__isnull=False)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["review_on"], name="support_to_review", condition=~Q(state="closed")),
        ]

    def __str__(self) -> str:
        return self.goal[:60]

    def get_absolute_url(self) -> str:
        return reverse("support_detail", args=[self.pk])

    @property
    def tone(self) -> str:
        """The colour of its pill."""
        return SUPPORT_TONES[SupportState(self.state)]

    def is_due(self, today: date) -> bool:
        """True from the day on which it is to be looked at again."""
        return self.state != SupportState.CLOSED and self.review_on <= today


class SupportStepQuerySet(models.QuerySet["SupportStep"]):
    """Steps of plans."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the plans that the actor sees."""
        return self.filter(plan__in=SupportPlan.objects.visible_to(actor))


class SupportStep(models.Model):
    """One thing that somebody does."""

    plan = models.ForeignKey(SupportPlan, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    who = models.CharField(max_length=20, choices=StepBy)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar = SupportStepQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="one_step_a_position", fields=["plan", "position"]),
            models.CheckConstraint(
                name="a_step_that_is_done_says_by_whom",
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class SupportPlanTransition(Transition):
    """A move of a support plan."""

    thing = models.ForeignKey(SupportPlan, on_delete=models.CASCADE, related_name="transitions")
