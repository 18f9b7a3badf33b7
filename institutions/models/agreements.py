"""Affiliation agreements between an institute and a partner."""

from datetime import date, datetime, timedelta
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actor import Actor, Role
from core.models import Stamped, Transition, Versioned
from institutions.states import AgreementState

EXPIRING_WITHIN = timedelta(days=90)


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Agreements, seen by the two parties."""

    def visible_to(self, actor: Actor) -> Self:
        """A coordinator's and viewer's institute; a lead's partner, from the moment it is sent; all to administrators."""
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        if actor.acts_as(Role.COORDINATOR, Role.VIEWER):
            return self.filter(institute_id=actor.institute_id)
        if actor.acts_as(Role.LEAD):
            return self.filter(partner_id=actor.partner_id).exclude(state=AgreementState.DRAFT)
        return self.none()

    def for_list(self) -> Self:
        """With both parties, and how many programmes it covers: one query for any number of rows."""
        return self.select_related("institute", "partner").annotate(programme_count=models.Count("programmes"))

    def in_force(self, day: date) -> Self:
        """Signed, and holding on `day`."""
        return self.filter(state=AgreementState.SIGNED, starts_on__lte=day, ends_on__gte=day)

    def covering(
        self, *, institute_id: int, partner_id: int, programme_id: int, starts_on: date, ends_on: date
    ) -> Self:
        """Signed agreements of the pair whose programmes and dates cover a placement from first to last day."""
        return self.filter(
            institute_id=institute_id,
            partner_id=partner_id,
            programmes=programme_id,
            state__in=[AgreementState.SIGNED, AgreementState.RENEWED],
            starts_on__lte=starts_on,
            ends_on__gte=ends_on,
        )


@pghistory.track()
class Agreement(Stamped, Versioned):
    """What an institute and a partner have promised each other, for how long and how many places."""

    institute = models.ForeignKey("institutions.Institute", on_delete=models.PROTECT, related_name="agreements")
    partner = models.ForeignKey("institutions.Partner", on_delete=models.PROTECT, related_name="agreements")
    programmes = models.ManyToManyField("institutions.Programme", related_name="agreements")
    title = models.CharField(max_length=200)
    terms = models.TextField(help_text=_("The clauses, or where the signed original can be read."))
    starts_on = models.DateField()
    ends_on = models.DateField(help_text=_("The last day on which it holds."))
    places = models.PositiveIntegerField(help_text=_("Interns at once under this agreement."))
    state = models.CharField(max_length=20, choices=AgreementState, default=AgreementState.DRAFT)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    predecessor = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successor"
    )

    objects: ClassVar = AgreementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="agreement_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="agreement_has_places", condition=Q(places__gte=1)),
            models.CheckConstraint(
                name="signed_agreement_has_both_signatures",
                condition=~Q(state="signed")
                | Q(sent_by__isnull=False, signed_by__isnull=False) & ~Q(sent_by=F("signed_by")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["ends_on"], name="agreement_ending", condition=Q(state="signed"))]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("agreement_detail", args=[self.pk])

    def institute_today(self, now: datetime) -> date:
        """The day that `now` is at the institute, in whose zone the dates are meant."""
        return clock.day_of(now, self.institute.zone)

    def stage(self, today: date) -> str:
        """Stored state, or for a signed one what the dates make of it: upcoming, active, expiring, ended."""
        if self.state != AgreementState.SIGNED:
            return self.state
        if today < self.starts_on:
            return "upcoming"
        if today > self.ends_on:
            return "ended"
        return "expiring" if self.ends_on - today <= EXPIRING_WITHIN else "active"


class AgreementCover(models.Model):
    """One programme's stretch of a signed agreement: the rows by which the database keeps a pair's agreements apart.

    Written when an agreement is signed, shortened or removed when it ends early. Nothing else reads them.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="covers")
    partner = models.ForeignKey("institutions.Partner", on_delete=models.CASCADE, related_name="+")
    programme = models.ForeignKey("institutions.Programme", on_delete=models.CASCADE, related_name="+")
    during = DateRangeField()

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_signed_agreement_a_pair_and_programme",
                expressions=[
                    ("partner", RangeOperators.EQUAL),
                    ("programme", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.programme_id}"


class AgreementTransition(Transition):
    """A move of an agreement."""

    thing = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="transitions")
