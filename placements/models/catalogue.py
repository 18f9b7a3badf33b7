"""Words of the field, as data: career tracks, competencies, ordinal scales."""

from typing import ClassVar

import pgtrigger
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


# What judgements were given on must be readable as it was: from the first published form on, no step is added, reworded or taken away.
SCALE_STAYS = pgtrigger.Protect(
    name="settled_scale_never_changes",
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Q(old__settled_at__isnull=False),
)
POINTS_STAY = pgtrigger.Trigger(
    name="points_of_a_settled_scale_never_change",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF EXISTS (
            SELECT 1 FROM placements_scale
            WHERE settled_at IS NOT NULL
              AND (TG_OP <> 'DELETE' AND id = NEW.scale_id OR TG_OP <> 'INSERT' AND id = OLD.scale_id)
            FOR SHARE
        ) THEN
            RAISE EXCEPTION 'points_of_a_settled_scale_never_change';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """,
)


class Scale(models.Model):
    """An ordinal scale, versioned: never averaged. Its points never change once used; a new wording is a new version."""

    slug = models.SlugField()
    version = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=120)
    settled_at = models.DateTimeField(null=True, blank=True, help_text=_("Since when a published form uses it."))

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["slug", "version"], name="one_scale_per_version")]
        triggers: ClassVar = [SCALE_STAYS]

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
        triggers: ClassVar = [POINTS_STAY]

    def __str__(self) -> str:
        return f"{self.rank} {self.label}"
