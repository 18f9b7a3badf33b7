"""What is decided of an application and why: private until it is released."""

from typing import ClassVar, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from placements.models.applications import Application
from placements.models.tracking import tracked


class Outcome(models.TextChoices):
    """What the student gets."""

    OFFER = "offer", _("Offer a place")
    WAITLIST = "waitlist", _("Waiting list")
    REJECT = "reject", _("Not chosen")


class ReasonCode(models.TextChoices):
    """Why somebody is not chosen, as the public table says it."""

    MERIT = "merit", _("Others stood higher in the order of merit")
    PLACES = "places", _("Its places are taken")
    EXPERIENCE = "experience", _("Asks for experience or courses that are still missing")
    FIT = "fit", _("Fits another internship better")
    AVAILABLE = "available", _("Days or shifts do not fit")
    PAPERS = "papers", _("Something in the application was missing")
    INTERVIEW = "interview", _("The interview")
    OTHER = "other", _("Another reason")


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions: prepared ones are the partner's leads' alone; released ones are read with the application."""

    def visible_to(self, actor: Actor) -> Self:
        """Released, of applications that the actor sees; a lead's prepared ones too."""
        seen = self.filter(application__in=Application.objects.visible_to(actor))
        return seen if actor.acts_as(Role.LEAD) else seen.filter(released_at__isnull=False)

    def prepared(self) -> Self:
        """Not released yet."""
        return self.filter(released_at=None)


@tracked()
class Decision(models.Model):
    """One decision. At most one of an application is prepared; a released one never changes."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Outcome)
    code = models.CharField(max_length=12, choices=ReasonCode, blank=True)
    reason = models.TextField(blank=True, help_text="The student reads it.")
    group = models.CharField(max_length=80, blank=True, help_text="The quota group in whose place it stands.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    refusal = models.TextField(blank=True, help_text="Why the last release left it.")

    objects: ClassVar = DecisionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(released_at=None), name="one_prepared_decision_an_application"
            ),
            models.CheckConstraint(
                name="a_rejection_has_its_reason", condition=~Q(outcome="reject") | (~Q(code="") & ~Q(reason=""))
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="released_as_it_was",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.released_at IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.outcome}"
