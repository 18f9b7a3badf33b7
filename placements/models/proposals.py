"""Sites that students found by themselves: proposed to their placement office, which makes partner and slot of them or says why not."""

from typing import ClassVar, Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.models import Stamped, Transition
from institutions.models import has_lead
from placements.states import PROPOSAL_TONES, ProposalState
from students.models import Student


class SiteProposalQuerySet(models.QuerySet["SiteProposal"]):
    """Proposals, between a student and the placement office."""

    def visible_to(self, actor: Actor) -> Self:
        """The student's own; the institute's, within the programme where the membership has one; all to administrators."""
        if actor.acts_as(Role.STUDENT, Role.COORDINATOR, Role.ADMINISTRATOR):
            return self.filter(student__in=Student.objects.visible_to(actor))
        return self.none()

    def for_list(self) -> Self:
        """With student, partner and slot: one query for any number of rows."""
        return self.select_related("student__user", "student__programme", "student__institute", "partner", "slot")

    def with_lead(self) -> Self:
        """With `has_lead`: whether somebody acts for the partner that came of it."""
        return self.annotate(has_lead=has_lead("partner"))

    def waiting(self) -> Self:
        """Without an answer."""
        return self.filter(state=ProposalState.PROPOSED)

    def waiting_first(self) -> Self:
        """What waits first, the oldest before the others; then the rest, the latest first."""
        waits = models.Case(models.When(state=ProposalState.PROPOSED, then=0), default=1)
        return self.order_by(waits, "starts_on", "-pk")


@pghistory.track()
class SiteProposal(Stamped):
    """A place that takes the student, in the student's words; `partner` and `slot` are what came of it."""

    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="proposals")
    name = models.CharField(max_length=150)
    city = models.CharField(max_length=80)
    department = models.CharField(max_length=120)
    contact_name = models.CharField(max_length=150)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    why = models.TextField(help_text=_("What the student would learn there."))
    state = models.CharField(max_length=20, choices=ProposalState, default=ProposalState.PROPOSED)
    partner = models.ForeignKey(
        "institutions.Partner", null=True, blank=True, on_delete=models.PROTECT, related_name="proposals"
    )
    slot = models.OneToOneField(
        "placements.Slot", null=True, blank=True, on_delete=models.PROTECT, related_name="proposal"
    )

    objects: ClassVar = SiteProposalQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="proposed_stay_ends_after_it_begins", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="somebody_at_a_proposed_site_can_be_reached", condition=~Q(contact_email="") | ~Q(contact_phone="")
            ),
            models.CheckConstraint(
                name="an_approved_proposal_has_its_partner", condition=~Q(state="approved") | Q(partner__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("proposal_detail", args=[self.pk])

    @property
    def tone(self) -> str:
        """The colour of its pill."""
        return PROPOSAL_TONES[ProposalState(self.state)]


class SiteProposalTransition(Transition):
    """A move of a proposal."""

    thing = models.ForeignKey(SiteProposal, on_delete=models.CASCADE, related_name="transitions")
