"""Words of the field, as data: career tracks, competencies, ordinal scales."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Track(models.Model):
    """A career track: nursing, imaging, health information."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class Competency(models.Model):
    """An ability named by a framework; an objective leads to one."""

    framework = models.CharField(max_length=60, help_text=_("For example ACGME."))
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "competencies"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["framework", "name"], name="one_competency_per_framework_and_name")
        ]

    def __str__(self) -> str:
        return self.name


class Scale(models.Model):
    """An ordinal scale, versioned: never averaged. Its points never change once used; a new wording is a new version."""

    slug = models.SlugField()
    version = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["slug", "version"], name="one_scale_per_version")]

    def __str__(self) -> str:
        return self.name


class ScalePoint(models.Model):
    """One step of a scale with its anchor in words."""

    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="points")
    rank = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=60, help_text=_("Said by the supervisor: “With me beside”."))
    plain = models.CharField(max_length=80, help_text=_("Said of the student, on papers: “With a supervisor beside”."))

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["scale", "rank"], name="one_point_per_rank")]

    def __str__(self) -> str:
        return f"{self.rank} {self.label}"
