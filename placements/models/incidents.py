"""Something went wrong on placement: kept apart from what is said of the student’s work."""

from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.models import Stamped, Transition
from placements.models.placements import Placement
from placements.states_support import INCIDENT_TONES, IncidentState


class IncidentKind(models.TextChoices):
    """What happened, in a word."""

    EXPOSURE = "exposure", _("Needlestick or splash")
    INJURY = "injury", _("Injury or fall")
    PATIENT = "patient", _("Harm to a patient, or nearly")
    CONDUCT = "conduct", _("Threat, harassment or insult")
    EQUIPMENT = "equipment", _("Equipment or building")
    OTHER = "other", _("Something else")


class Severity(models.TextChoices):
    """How serious it is, as whoever looked at it says."""

    MINOR = "minor", _("Minor")
    MODERATE = "moderate", _("Moderate")
    SERIOUS = "serious", _("Serious")


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Incidents: the two placement offices', and whoever reported one."""

    def visible_to(self, actor: Actor) -> Self:
        """Coordinators those of their institute, leads those of their partner that were not kept from it, everybody what they reported.

        Nobody through somebody else's eyes, and no administrator: one that is hurt has told few people.
        """
        if not actor.is_signed_in or actor.viewed_by is not None:
            return self.none()
        seen = Q(reported_by_id=actor.user_id, membership_id=actor.membership_id)
        theirs = Q(placement__in=Placement.objects.visible_to(actor))
        if actor.acts_as(Role.COORDINATOR):
            seen |= theirs
        elif actor.acts_as(Role.LEAD):
            seen |= theirs & Q(office_only=False)
        return self.filter(seen)

    def running(self) -> Self:
        """Not closed."""
        return self.exclude(state=IncidentState.CLOSED)

    def for_page(self) -> Self:
        """With the people and places that a page or a message names: one query for any number."""
        return self.select_related(
            "placement__student__user",
            "placement__slot",
            "placement__partner",
            "placement__department",
            "placement__institute",
            "placement__supervisor__user",
            "reported_by",
        )


REPORTED = ["placement", "kind", "happened_at", "where", "what", "done_at_once", "told", "office_only", "reported_by"]


@pghistory.track()
class Incident(Stamped):
    """One report. Its words stay as they were written; what was done about it stands in its history."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="incidents")
    kind = models.CharField(max_length=20, choices=IncidentKind)
    happened_at = models.DateTimeField()
    where = models.CharField(max_length=200, blank=True)
    what = models.TextField(help_text="Screened for what would name a patient.")
    done_at_once = models.TextField(blank=True)
    told = models.CharField(max_length=300, blank=True, help_text="Who was told there and then.")
    office_only = models.BooleanField(default=False, help_text="The student wants the partner not to read it.")
    severity = models.CharField(max_length=20, choices=Severity, blank=True)
    state = models.CharField(max_length=20, choices=IncidentState, default=IncidentState.REPORTED)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey("institutions.Membership", on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = IncidentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="an_incident_looked_at_says_how_serious", condition=Q(state="reported") | ~Q(severity="")
            ),
            models.CheckConstraint(name="an_incident_says_what_happened", condition=~Q(what="")),
        ]
        indexes: ClassVar = [
            models.Index(fields=["placement"], name="incident_by_placement"),
            models.Index(fields=["created_at"], name="incident_untriaged", condition=Q(state="reported")),
        ]
        triggers: ClassVar = [pgtrigger.ReadOnly(name="what_was_reported_stays", fields=REPORTED)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("incident_detail", args=[self.pk])

    @property
    def tone(self) -> str:
        """The colour of its pill."""
        return INCIDENT_TONES[IncidentState(self.state)]

    @property
    def about(self) -> str:
        """Under what name its readings are written down."""
        return f"incident:{self.pk}"


class IncidentTransition(Transition):
    """A move of an incident."""

    thing = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="transitions")
