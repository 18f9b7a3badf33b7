"""Letters of placement: an institute names to a partner the students whom it sends."""

from datetime import date
from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role, Via
from core.models import Stamped, Transition
from evaluations.models.papers import filed_once
from evaluations.states import ISSUE_PLACEMENT_LETTER, PlacementLetterState
from placements.models import Placement
from placements.states import PlacementState


class PlacementLetterQuerySet(models.QuerySet["PlacementLetter"]):
    """Letters of placement, seen by the two offices; one about a single intern by that intern too."""

    def visible_to(self, actor: Actor) -> Self:
        """The institute's, a viewer's or coordinator's programme alone where the role has one; the partner's; one's own."""
        if actor.via != Via.PERSON:
            return self.none()
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        if actor.acts_as(Role.COORDINATOR, Role.VIEWER):
            return self._of_office(actor)
        if actor.acts_as(Role.LEAD):
            return self.filter(partner_id=actor.partner_id)
        if actor.acts_as(Role.STUDENT):
            return self.filter(interns=1, placements__student__user_id=actor.user_id, institute_id=actor.institute_id)
        return self.none()

    def _of_office(self, actor: Actor) -> Self:
        mine = self.filter(institute_id=actor.institute_id)
        if not actor.programme_id:
            return mine
        others = Placement.objects.filter(placement_letters=OuterRef("pk")).exclude(
            student__programme_id=actor.programme_id
        )
        return mine.filter(~Exists(others))

    def for_list(self) -> Self:
        """With both parties, and `gone`, the names of those whose placement was cancelled since: one query for any number of rows."""
        cancelled = Placement.objects.filter(placement_letters=OuterRef("pk"), state=PlacementState.CANCELLED)
        names = cancelled.order_by("student__user__name").values("student__user__name")
        return self.select_related("institute", "partner", "issued_by").annotate(gone=ArraySubquery(names))

    def holding(self) -> Self:
        """Not withdrawn."""
        return self.filter(state=PlacementLetterState.ISSUED)

    def without_file(self) -> Self:
        """Issued, the PDF not made yet."""
        return self.filter(state=PlacementLetterState.ISSUED, file=None)


@pghistory.track(exclude=["facts"])
class PlacementLetter(Stamped):
    """One letter to one partner about one intern or several. `facts` is everything it prints; it never changes."""

    institute = models.ForeignKey("institutions.Institute", on_delete=models.PROTECT, related_name="placement_letters")
    partner = models.ForeignKey("institutions.Partner", on_delete=models.PROTECT, related_name="placement_letters")
    placements = models.ManyToManyField("placements.Placement", related_name="placement_letters")
    interns = models.PositiveSmallIntegerField(help_text=_("How many it names."))
    reference = models.CharField(max_length=60, blank=True, help_text=_("The office’s own number for it."))
    facts = models.JSONField()
    state = models.CharField(max_length=20, choices=PlacementLetterState, default=PlacementLetterState.ISSUED)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True, help_text=_("Why it was withdrawn."))
    file = models.ForeignKey("accounts.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = PlacementLetterQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="a_letter_of_placement_names_somebody", condition=Q(interns__gte=1)),
            models.CheckConstraint(
                name="a_withdrawn_letter_of_placement_says_why", condition=Q(state="issued") | ~Q(reason="")
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["issued_at"], name="placement_letter_to_file", condition=Q(file=None, state="issued"))
        ]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(
                name="what_a_letter_of_placement_says_stays", exclude=["state", "reason", "file", "updated_at"]
            ),
            pgtrigger.Protect(name="a_letter_of_placement_is_kept", operation=pgtrigger.Delete),
            filed_once(),
        ]

    def __str__(self) -> str:
        return self.reference or f"Letter of placement {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("placement_letter_detail", args=[self.pk])

    @property
    def holds(self) -> bool:
        """Not withdrawn."""
        return self.state == PlacementLetterState.ISSUED

    @property
    def dated(self) -> date:
        """The day that it carries."""
        return date.fromisoformat(self.facts["issued_on"])


class PlacementLetterTransition(Transition):
    """A move of a letter of placement."""

    thing = models.ForeignKey(PlacementLetter, on_delete=models.CASCADE, related_name="transitions")

    @property
    def label(self) -> str:
        """What happened, rather than how the letter stands since."""
        return gettext("Issued") if self.move == ISSUE_PLACEMENT_LETTER.name else super().label
