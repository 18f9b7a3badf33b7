"""What a programme asks for in detail: blocks with their hours, competencies, and an intake's days for each block."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.models import Stamped
from institutions.models import Intake, Programme


class OfProgrammeQuerySet(models.QuerySet[models.Model]):
    """Rows that belong to a programme are seen with it."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the programmes that the actor sees."""
        return self.filter(programme__in=Programme.objects.visible_to(actor))


class ProgrammeBlock(Stamped):
    """One stretch of a programme's practice: so many weeks and hours, in one field."""

    programme = models.ForeignKey("institutions.Programme", on_delete=models.CASCADE, related_name="blocks")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    weeks = models.PositiveSmallIntegerField()
    hours = models.PositiveIntegerField()
    track = models.ForeignKey("placements.Track", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = OfProgrammeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "position"],
                name="one_block_per_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["programme", "name"], name="one_block_per_name"),
            models.CheckConstraint(name="block_has_weeks_and_hours", condition=Q(weeks__gte=1, hours__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name


class ProgrammeCompetency(models.Model):
    """What a student of the programme, or of one of its blocks, must come to be able to do."""

    programme = models.ForeignKey("institutions.Programme", on_delete=models.CASCADE, related_name="competencies")
    block = models.ForeignKey(
        ProgrammeBlock, null=True, blank=True, on_delete=models.CASCADE, related_name="competencies"
    )
    competency = models.ForeignKey("placements.Competency", on_delete=models.PROTECT, related_name="+")
    level = models.ForeignKey(
        "placements.ScalePoint", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    count = models.PositiveSmallIntegerField(null=True, blank=True, help_text=_("How often at least."))

    objects: ClassVar = OfProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "programme competencies"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "block", "competency"], nulls_distinct=False, name="asked_for_once_a_block"
            ),
            models.CheckConstraint(name="count_is_one_or_more", condition=Q(count=None) | Q(count__gte=1)),
        ]

    def __str__(self) -> str:
        return str(self.competency)


class IntakeBlockQuerySet(models.QuerySet["IntakeBlock"]):
    """Days of blocks."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the intakes that the actor sees."""
        return self.filter(intake__in=Intake.objects.visible_to(actor))


class IntakeBlock(models.Model):
    """When an intake goes through a block."""

    intake = models.ForeignKey("institutions.Intake", on_delete=models.CASCADE, related_name="blocks")
    block = models.ForeignKey(ProgrammeBlock, on_delete=models.CASCADE, related_name="days")
    starts_on = models.DateField()
    ends_on = models.DateField()

    objects: ClassVar = IntakeBlockQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["intake", "block"], name="one_stretch_an_intake_and_block"),
            models.CheckConstraint(name="block_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.block_id} of {self.intake_id}"


def with_sums(programmes: models.QuerySet[Programme]) -> models.QuerySet[Programme]:
    """Adds `block_count`, `block_hours` and `intake_count`: one query for any number of rows."""
    blocks = ProgrammeBlock.objects.filter(programme=OuterRef("pk")).order_by().values("programme")
    intakes = Intake.objects.filter(programme=OuterRef("pk")).order_by().values("programme")
    return programmes.annotate(
        block_count=_or_none(blocks.annotate(n=Count("pk"))),
        block_hours=_or_none(blocks.annotate(n=Sum("hours"))),
        intake_count=_or_none(intakes.annotate(n=Count("pk"))),
    )


def _or_none(rows: models.QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(rows.values("n"), output_field=models.IntegerField()), 0)
