"""What one student need not bring: a requirement waived, with its reason."""

from collections.abc import Collection
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.models import Stamped, Transition
from students.states import WaiverState


class WaiverQuerySet(models.QuerySet["Waiver"]):
    """Waivers, seen by the student, the student's office, and whose requirement it is."""

    def visible_to(self, actor: Actor) -> Self:
        """A student's own; a coordinator's and viewer's institute; a lead's partner; all to administrators. Whether the reason may be
        read is asked of `policies.waivers.may_read_reason`.
        """
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        if actor.acts_as(Role.STUDENT):
            return self.filter(student__user_id=actor.user_id, student__institute_id=actor.institute_id)
        if actor.acts_as(Role.COORDINATOR, Role.VIEWER):
            mine = self.filter(student__institute_id=actor.institute_id)
            return mine.filter(student__programme_id=actor.programme_id) if actor.programme_id else mine
        if actor.acts_as(Role.LEAD):
            ours = Q(requirement__partner_id=actor.partner_id) | Q(requirement__agreement__partner_id=actor.partner_id)
            return self.filter(ours | Q(requirement__department__site__partner_id=actor.partner_id))
        return self.none()

    def for_list(self) -> Self:
        """With student, giver and who asks: one query for any number of rows."""
        return self.select_related(
            "student__user",
            "given_by",
            "requirement__partner",
            "requirement__department__site__partner",
            "requirement__programme",
            "requirement__agreement__partner",
        )

    def that_hold(self, student_ids: Collection[int]) -> Self:
        """Given and not withdrawn; whether they reach the last day is asked of each."""
        return self.filter(student_id__in=student_ids, state=WaiverState.GIVEN)


@pghistory.track()
class Waiver(Stamped):
    """One requirement that one student need not meet: why, who agreed, until when."""

    student = models.ForeignKey("students.Student", on_delete=models.PROTECT, related_name="waivers")
    requirement = models.ForeignKey("institutions.Requirement", on_delete=models.PROTECT, related_name="waivers")
    reason = models.TextField()
    agreed_with = models.CharField(
        max_length=200, blank=True, help_text=_("Who agreed at the partner whose requirement it is, and when.")
    )
    until = models.DateField(null=True, blank=True, help_text=_("The last day for which it holds; empty for good."))
    state = models.CharField(max_length=20, choices=WaiverState, default=WaiverState.GIVEN)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_as = models.CharField(max_length=200, blank=True)
    given_at = models.DateTimeField()

    objects: ClassVar = WaiverQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["student", "requirement"],
                condition=Q(state="given"),
                name="one_waiver_per_student_and_requirement",
            ),
            models.CheckConstraint(name="waiver_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.student_id}: {self.requirement_id}"

    def get_absolute_url(self) -> str:
        return reverse("waiver_detail", args=[self.pk])


class WaiverTransition(Transition):
    """A move of a waiver."""

    thing = models.ForeignKey(Waiver, on_delete=models.CASCADE, related_name="transitions")
