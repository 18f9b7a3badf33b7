"""Evaluation forms as data, versioned: a published version never changes; another wording is another version."""

from typing import ClassVar, Self

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

# What evaluations were filled in on must be readable as it was: not even the admin or a raw UPDATE touches it.
PUBLISHED_STAYS = pgtrigger.Protect(
    name="published_instrument_never_changes",
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Q(old__published_at__isnull=False),
)
CRITERIA_STAY = pgtrigger.Trigger(
    name="criteria_of_a_published_instrument_never_change",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF EXISTS (
            SELECT 1 FROM evaluations_instrument
            WHERE published_at IS NOT NULL
              AND (TG_OP <> 'DELETE' AND id = NEW.instrument_id OR TG_OP <> 'INSERT' AND id = OLD.instrument_id)
            FOR SHARE
        ) THEN
            RAISE EXCEPTION 'criteria_of_a_published_instrument_never_change';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """,
)


class InstrumentQuerySet(models.QuerySet["Instrument"]):
    """Forms by their name."""

    def published(self, slug: str) -> Self:
        """The published versions of one form, newest first."""
        return self.filter(slug=slug, published_at__isnull=False).order_by("-version")


class Instrument(models.Model):
    """One version of one form. Evaluations are filled in on published ones alone."""

    class Perspective(models.TextChoices):
        RETROSPECTIVE = "retrospective", _("what happened")
        PROSPECTIVE = "prospective", _("what I would trust")

    slug = models.SlugField()
    version = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=150)
    perspective = models.CharField(max_length=15, choices=Perspective, default=Perspective.RETROSPECTIVE)
    scale = models.ForeignKey("placements.Scale", on_delete=models.PROTECT, related_name="instruments")
    comment_label = models.CharField(
        max_length=100, default="One thing to do next", help_text=_("Above the one free sentence.")
    )
    published_at = models.DateTimeField(null=True, blank=True, help_text=_("From then on nothing in it changes."))

    objects: ClassVar = InstrumentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["slug", "version"], name="one_instrument_per_version")]
        triggers: ClassVar = [PUBLISHED_STAYS]

    def __str__(self) -> str:
        return f"{self.title} (v{self.version})"


class Criterion(models.Model):
    """One thing that is judged."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "criteria"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["instrument", "position"], name="one_criterion_per_position")
        ]
        triggers: ClassVar = [CRITERIA_STAY]

    def __str__(self) -> str:
        return self.text
