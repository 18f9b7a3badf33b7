"""Conflicts of interest: who must not judge an application. Every list and every verdict asks here."""

from typing import ClassVar, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from core.actor import Actor, Role
from institutions.models import Membership
from placements.models.tracking import tracked

# The application's row is held meanwhile, so that a score and a declared conflict at one moment do not pass each other.
NO_CONFLICT_BESIDE_A_REVIEW = pgtrigger.Trigger(
    name="no_conflict_beside_a_review",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
        PERFORM 1 FROM placements_application WHERE id = NEW.application_id FOR NO KEY UPDATE;
        IF EXISTS (SELECT 1 FROM placements_review
                    WHERE application_id = NEW.application_id AND person_id = NEW.person_id) THEN
            RAISE EXCEPTION 'the person has scored it'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'no_conflict_beside_a_review';
        END IF;
        RETURN NEW;
    """,
)


class ConflictQuerySet(models.QuerySet["Conflict"]):
    """Conflicts: the one place that knows who declared which."""

    def visible_to(self, actor: Actor) -> Self:
        """To the partner's leads, of applications with which they have none themselves."""
        if not actor.acts_as(Role.LEAD):
            return self.none()
        own = Conflict.objects.of(actor.user_id).values("application")
        return self.filter(application__partner_id=actor.partner_id).exclude(application__in=own)

    def of(self, person_id: int | None) -> Self:
        """A person's own, in whatever role they act."""
        return self.filter(person_id=person_id)


@tracked()
class Conflict(models.Model):
    """A person at the partner who must not judge an application, by their own word. It stays."""

    application = models.ForeignKey("placements.Application", on_delete=models.CASCADE, related_name="conflicts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    declared_at = models.DateTimeField()

    objects: ClassVar = ConflictQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "person"], name="one_conflict_a_person"),
            models.CheckConstraint(name="a_conflict_says_why", condition=~Q(reason="")),
        ]
        triggers: ClassVar = [NO_CONFLICT_BESIDE_A_REVIEW]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.application_id}"
