"""A placement office's word to a student who has no place yet: at most one a day, whoever presses."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery

from core.actor import Actor
from students.models import Student


class NudgeQuerySet(models.QuerySet["Nudge"]):
    """Nudges, through their students."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the students whom the actor sees."""
        return self.filter(student__in=Student.objects.visible_to(actor))


class Nudge(models.Model):
    """One student, one day."""

    student = models.ForeignKey("students.Student", on_delete=models.CASCADE, related_name="nudges")
    on = models.DateField(help_text="The day in the institute’s zone.")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey("institutions.Membership", on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=20, help_text="How far the student was.")
    word = models.TextField(blank=True)

    objects: ClassVar = NudgeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["student", "on"], name="nudged_once_a_day")]

    def __str__(self) -> str:
        return f"{self.student_id} {self.on}"


def with_last_nudge(students: models.QuerySet[Student]) -> models.QuerySet[Student]:
    """Adds `nudged_on`, the last day on which the office reminded them; None for never."""
    latest = Nudge.objects.filter(student=OuterRef("pk")).order_by("-on")
    return students.annotate(nudged_on=Subquery(latest.values("on")[:1]))
