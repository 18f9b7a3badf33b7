"""Affiliation agreements between an institute and a partner."""

from datetime import date, datetime, timedelta
from typing import ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import Stamped, Transition, Versioned
from core.paths import path_of
from institutions.models.agreements_sets import ONE_DAY, AgreementQuerySet
from institutions.models.kinds import SlotKind
from institutions.states import DISPUTE, HELD, SETTLE, AgreementState

EXPIRING_WITHIN = timedelta(days=90)


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
    departments = models.ManyToManyField(
        "institutions.Department",
        blank=True,
        related_name="agreements",
        help_text=_("None chosen: all of the partner’s."),
    )
    kinds = ArrayField(
        models.CharField(max_length=20, choices=SlotKind),
        default=list,
        blank=True,
        help_text=_("None chosen: every kind of stay."),
    )
    places = models.PositiveIntegerField(help_text=_("Interns at once under this agreement."))
    places_a_year = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("Interns who may begin in one year of the agreement; empty for no limit.")
    )
    state = models.CharField(max_length=20, choices=AgreementState, default=AgreementState.DRAFT)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    # Signed by both on paper: the scan, and who signed it on which day. The partner’s lead may object.
    signed_on_paper = models.BooleanField(default=False)
    scan = models.ForeignKey(
        "institutions.AgreementDocument", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_on = models.DateField(null=True, blank=True)
    institute_signatory = models.CharField(max_length=150, blank=True)
    institute_signatory_title = models.CharField(max_length=150, blank=True)
    partner_signatory = models.CharField(max_length=150, blank=True)
    partner_signatory_title = models.CharField(max_length=150, blank=True)
    objected_at = models.DateTimeField(null=True, blank=True)
    predecessor = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successor"
    )

    objects: ClassVar = AgreementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="agreement_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="agreement_has_places", condition=Q(places__gte=1)),
            models.CheckConstraint(
                name="agreement_has_places_a_year", condition=Q(places_a_year=None) | Q(places_a_year__gte=1)
            ),
            models.CheckConstraint(
                name="signed_agreement_has_both_signatures",
                condition=~Q(state="signed")
                | Q(signed_on_paper=False, sent_by__isnull=False, signed_by__isnull=False) & ~Q(sent_by=F("signed_by"))
                | Q(signed_on_paper=True, scan__isnull=False, signed_on__isnull=False)
                & ~Q(institute_signatory="")
                & ~Q(partner_signatory=""),
            ),
            models.CheckConstraint(
                name="discarded_agreement_renews_nothing", condition=~Q(state="discarded") | Q(predecessor=None)
            ),
            models.CheckConstraint(
                name="only_a_paper_signature_is_objected_to", condition=Q(objected_at=None) | Q(signed_on_paper=True)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["ends_on"], name="agreement_ending", condition=Q(state="signed")),
            models.Index(fields=["institute", "partner"], name="agreement_of_a_pair"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return path_of("agreement_detail", self.pk)

    def institute_today(self, now: datetime) -> date:
        """The day that `now` is at the institute, in whose zone the dates are meant."""
        return clock.day_of(now, self.institute.zone)

    @property
    def is_held(self) -> bool:
        """True for what `AgreementQuerySet.held` finds."""
        return self.state in HELD and self.objected_at is None

    @property
    def kind_labels(self) -> list[str]:
        """The kinds of stay that it allows, in words; empty for every kind."""
        return [str(SlotKind(kind).label) for kind in self.kinds]

    def meets(self, first: date, last: date) -> bool:
        """True when it holds on some of these days."""
        return self.starts_on <= last and first <= self.ends_on

    @property
    def cuts_short(self) -> date | None:
        """The last day of the agreement that it renews once this one is signed, where that is earlier than agreed. Reads `predecessor`."""
        old = self.predecessor
        if old is None or old.state != AgreementState.SIGNED or old.ends_on < self.starts_on:
            return None
        return max(self.starts_on - ONE_DAY, old.starts_on)

    def year_of(self, day: date) -> int:
        """In which year of the agreement, counted from 0 at its first day, `day` falls. The database counts in the same way."""
        first = self.starts_on
        return day.year - first.year - ((day.month, day.day) < (first.month, first.day))

    def year_begins(self, number: int) -> date:
        """The first day of that year of the agreement; one that began on a leap day begins its other years in March."""
        try:
            return self.starts_on.replace(year=self.starts_on.year + number)
        except ValueError:
            return date(self.starts_on.year + number, 3, 1)

    def stage(self, today: date) -> str:
        """Stored state, or for a signed one what the dates make of it: upcoming, active, expiring, ended."""
        if self.state != AgreementState.SIGNED:
            return self.state
        if today < self.starts_on:
            return "upcoming"
        if today > self.ends_on:
            return "ended"
        return "expiring" if self.ends_on - today <= EXPIRING_WITHIN else "active"

    def is_in_force(self, today: date) -> bool:
        """Signed, and holding on `today`."""
        return self.state == AgreementState.SIGNED and self.starts_on <= today <= self.ends_on


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


# Moves that lead where the agreement stood already.
SAID = {DISPUTE.name: _("The partner objects"), SETTLE.name: _("The objection is withdrawn")}


class AgreementTransition(Transition):
    """A move of an agreement."""

    thing = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="transitions")

    @property
    def label(self) -> str:
        """Where the move led; an objection and its end in words of their own."""
        return str(SAID.get(self.move) or super().label)
