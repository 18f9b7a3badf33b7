"""What an agreement should say: the clauses that there are, and which of them one agreement has."""

from typing import ClassVar, Self

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Stamped


class ClauseQuerySet(models.QuerySet["Clause"]):
    """Clauses."""

    def in_use(self) -> Self:
        """Those that are asked of new agreements, in order."""
        return self.filter(retired=False).order_by("-is_minimum", "position", "pk")


class Clause(models.Model):
    """One thing that an agreement should settle. Kept by administrators; the starters are in services.clauses."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    explanation = models.CharField(max_length=300, blank=True)
    is_minimum = models.BooleanField(default=False, help_text=_("No agreement is sent without it."))
    position = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False, help_text=_("Not asked of agreements any more."))

    objects: ClassVar = ClauseQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class ClauseAnswer(models.TextChoices):
    """Whether an agreement has a clause."""

    YES = "yes", _("Agreed")
    NO = "no", _("Not agreed")
    NOT_APPLICABLE = "not_applicable", _("Does not apply")


@pghistory.track()
class AgreementClause(Stamped):
    """What one agreement has of one clause."""

    agreement = models.ForeignKey("institutions.Agreement", on_delete=models.CASCADE, related_name="clauses")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="answers")
    answer = models.CharField(max_length=20, choices=ClauseAnswer)
    where = models.CharField(max_length=150, blank=True, help_text=_("For example “Clause 4, page 2”."))
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "clause"], name="one_answer_per_clause"),
            models.CheckConstraint(
                name="clause_that_does_not_apply_says_why",
                condition=~models.Q(answer="not_applicable") | ~models.Q(note=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clause_id}: {self.answer}"
