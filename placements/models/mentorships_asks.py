"""That a mentor or a student asks their placement office for somebody else."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.actor import Actor, Role
from core.fields import EncryptedTextField
from placements.models.mentorships import Mentorship


class MentorAskQuerySet(models.QuerySet["MentorAsk"]):
    """Requests for somebody else."""

    def visible_to(self, actor: Actor) -> Self:
        """Whoever asked, and the office that finds somebody. The other of the two is not told, nor whoever looks through their eyes."""
        if actor.viewed_by is not None:
            return self.none()
        seen = self.filter(mentorship__in=Mentorship.objects.visible_to(actor))
        if actor.acts_as(Role.COORDINATOR):
            return seen
        return seen.filter(by_id=actor.user_id) if actor.acts_as(Role.STUDENT, Role.MENTOR) else self.none()

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(taken_back_at=None)

    def waiting(self, today: date) -> Self:
        """Those of mentorships that still run."""
        return self.standing().filter(mentorship__in=Mentorship.objects.running(today))


class MentorAsk(models.Model):
    """One of the two asks the placement office for somebody else. Kindly: it is no complaint, and the other does not hear of it."""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.PROTECT, related_name="asks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    word = EncryptedTextField(blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = MentorAskQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_standing_ask_for_another_mentor",
                fields=["mentorship", "by"],
                condition=Q(taken_back_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentorship_id} {self.at:%Y-%m-%d}"
