"""How a partner stands towards interns: said by its leads, kept as rows, the latest that still holds counts."""

from datetime import date
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role, Via
from institutions.models.agreements import Agreement
from institutions.models.memberships import Membership
from institutions.models.partners import Partner


class Interest(models.TextChoices):
    """What a partner says before any detail."""

    LOOKING = "actively_looking", _("Actively looking")
    INTERESTED = "interested", _("Interested")
    NOT_NOW = "not_now", _("Not now")
    FULL = "full", _("Full")


INTEREST_TONES = {
    Interest.LOOKING: "good",
    Interest.INTERESTED: "wait",
    Interest.NOT_NOW: "",
    Interest.FULL: "",
}


class PartnerInterestQuerySet(models.QuerySet["PartnerInterest"]):
    """What was said, the newest first where it matters."""

    def visible_to(self, actor: Actor) -> Self:
        """Every partner's to institutes' staff and administrators; its own to a lead."""
        if actor.acts_as(Role.COORDINATOR, Role.VIEWER, Role.ADMINISTRATOR):
            return self
        return self.filter(partner_id=actor.partner_id) if actor.acts_as(Role.LEAD) else self.none()

    def newest_first(self) -> Self:
        """With `said_by_name`."""
        return self.annotate(said_by_name=F("said_by__name")).order_by("-said_at", "-pk")


@pghistory.track()
class PartnerInterest(models.Model):
    """One saying. Nothing is changed afterwards: another word is another row."""

    partner = models.ForeignKey("institutions.Partner", on_delete=models.PROTECT, related_name="interests")
    interest = models.CharField(max_length=20, choices=Interest)
    note = models.CharField(max_length=500, blank=True)
    holds_until = models.DateField(null=True, blank=True, help_text=_("The last day on which it counts."))
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey("institutions.Membership", on_delete=models.PROTECT, related_name="+")
    via = models.CharField(max_length=10, choices=Via)
    as_label = models.CharField(max_length=200)
    recording = models.ForeignKey(
        "institutions.Recording", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar = PartnerInterestQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="interest_is_one_of_four", condition=Q(interest__in=Interest.values))
        ]
        indexes: ClassVar = [models.Index(fields=["partner", "-said_at", "-id"], name="interest_latest")]

    def __str__(self) -> str:
        return f"{self.get_interest_display()} {self.said_at:%Y-%m-%d}"

    @property
    def tone(self) -> str:
        """How its pill is coloured."""
        return INTEREST_TONES[Interest(self.interest)]


def interest_on(day: date, partner: str = "pk") -> Coalesce:
    """For `annotate` on partners: what the latest saying is on `day`; empty when nothing was said, or it holds no more.

    `partner` names the partner's key on other rows.
    """
    latest = PartnerInterest.objects.filter(partner=OuterRef(partner)).order_by("-said_at", "-pk")
    holds = When(Q(holds_until=None) | Q(holds_until__gte=day), then=F("interest"))
    said = latest.annotate(now=Case(holds, default=Value(""))).values("now")[:1]
    return Coalesce(Subquery(said), Value(""))


def with_standing(
    partners: models.QuerySet[Partner], institute_id: int | None, day: date, *, first_day: date | None = None
) -> models.QuerySet[Partner]:
    """For lists of partners to write to; one query for any number of rows.

    Adds `interest_now`, on `day`; `agreed`, whether an agreement with the institute holds on `first_day`, or else on `day`; `leads`, how
    many would get the mail; `asked_on`, when the institute asked last how they stand. Those with an agreement come first.
    """
    leads = Membership.objects.current().filter(partner=OuterRef("pk"), role=Role.LEAD)
    asked = InterestRequest.objects.filter(partner=OuterRef("pk"), institute=institute_id).order_by("-asked_on")
    agreed = Agreement.objects.in_force(first_day or day).filter(partner=OuterRef("pk"), institute=institute_id)
    counted = leads.order_by().values("partner").annotate(n=Count("pk")).values("n")
    return partners.annotate(
        interest_now=interest_on(day),
        agreed=Exists(agreed),
        leads=Coalesce(Subquery(counted), Value(0)),
        asked_on=Subquery(asked.values("asked_on")[:1]),
    ).order_by("-agreed", "name")


class InterestRequest(models.Model):
    """An institute asked a partner how it stands: what keeps it from asking again too soon, and says whom to tell."""

    partner = models.ForeignKey("institutions.Partner", on_delete=models.CASCADE, related_name="interest_requests")
    institute = models.ForeignKey("institutions.Institute", on_delete=models.CASCADE, related_name="interest_requests")
    asked_on = models.DateField(help_text=_("The day in the institute’s zone."))
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "institute", "asked_on"], name="asked_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} by {self.institute_id} {self.asked_on}"
