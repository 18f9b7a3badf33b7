"""Evaluation forms as data, versioned: a published version never changes; another wording is another version."""

from typing import ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role, Via
from evaluations.models.evaluations import Occasion

# Keys of what a student is asked about the own mentor, beside the site. No part of what is said of a partner.
ABOUT_MENTOR = frozenset({"own-mentor-days", "own-mentor-helped"})
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
    """Forms: the portal's own, and those that institutes make."""

    def visible_to(self, actor: Actor) -> Self:
        """Whoever keeps forms: administrators all; an institute's office the portal's published ones, and its own with the drafts."""
        if actor.via != Via.PERSON:
            return self.none()
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        if actor.acts_as(Role.COORDINATOR):
            return self.filter(Q(institute=None, published_at__isnull=False) | Q(institute_id=actor.institute_id))
        return self.none()

    def for_list(self) -> Self:
        """With whose it is and its scale: one query for any number of rows."""
        return self.select_related("institute", "scale")

    def newest(self) -> Self:
        """The newest version of each form."""
        order = ("institute_id", "slug", "-version")
        return self.filter(pk__in=self.order_by(*order).distinct("institute_id", "slug").values("pk"))

    def in_use(self, institute_id: int) -> Self:
        """What an institute's evaluations may be filled in on: the newest published version of each form, its own before the portal's."""
        ours = self.filter(Q(institute=None) | Q(institute_id=institute_id), published_at__isnull=False)
        order = ("slug", F("institute_id").asc(nulls_last=True), "-version")
        return self.filter(pk__in=ours.order_by(*order).distinct("slug").values("pk")).order_by("title", "pk")

    def published(self, slug: str, *, institute_id: int | None = None) -> Self:
        """The published versions of one form that an institute uses: its own before the portal's, the newest first."""
        ours = (
            self.filter(Q(institute=None) | Q(institute_id=institute_id))
            if institute_id
            else self.filter(institute=None)
        )
        return ours.filter(slug=slug, published_at__isnull=False).order_by(
            F("institute_id").asc(nulls_last=True), "-version"
        )


class Instrument(models.Model):
    """One version of one form. Evaluations are filled in on published ones alone."""

    class Perspective(models.TextChoices):
        RETROSPECTIVE = "retrospective", _("what happened")
        PROSPECTIVE = "prospective", _("what I would trust")

    class Use(models.TextChoices):
        SUPERVISOR = "supervisor", _("A supervisor evaluates an intern")
        OBSERVATION = "observation", _("A supervisor judges one observed task")
        SELF = "self", _("A student looks at the own work")
        SITE = "site", _("A student rates the site")

    slug = models.SlugField()
    institute = models.ForeignKey(
        "institutions.Institute",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="instruments",
        help_text=_("Whose form it is. Without one it is the whole portal’s."),
    )
    version = models.PositiveSmallIntegerField(default=1)
    use = models.CharField(max_length=15, choices=Use, default=Use.SUPERVISOR)
    title = models.CharField(max_length=150)
    perspective = models.CharField(max_length=15, choices=Perspective, default=Perspective.RETROSPECTIVE)
    scale = models.ForeignKey("placements.Scale", on_delete=models.PROTECT, related_name="instruments")
    comment_label = models.CharField(
        max_length=100, default="One thing to do next", help_text=_("Above the one free sentence.")
    )
    published_at = models.DateTimeField(null=True, blank=True, help_text=_("From then on nothing in it changes."))

    objects: ClassVar = InstrumentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institute", "slug", "version"], nulls_distinct=False, name="one_instrument_per_version"
            ),
            models.UniqueConstraint(
                fields=["institute", "slug"],
                condition=Q(published_at=None),
                nulls_distinct=False,
                name="one_draft_of_an_instrument",
            ),
        ]
        triggers: ClassVar = [PUBLISHED_STAYS]

    def __str__(self) -> str:
        return f"{self.title} (v{self.version})"

    def get_absolute_url(self) -> str:
        return reverse("instrument_detail", args=[self.pk])

    @property
    def by_student(self) -> bool:
        """Filled in by the student."""
        return self.use in {self.Use.SELF, self.Use.SITE}

    @property
    def trusts(self) -> bool:
        """Asks what the evaluator would trust, rather than what happened."""
        return self.perspective == self.Perspective.PROSPECTIVE

    @property
    def is_draft(self) -> bool:
        """Not published yet."""
        return self.published_at is None


class Criterion(models.Model):
    """One thing that is judged, or one question that is answered in words."""

    class Kind(models.TextChoices):
        RATING = "rating", _("A step of the scale")
        TEXT = "text", _("Words")

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    key = models.SlugField(
        max_length=60, help_text="The same thing in every version and in the self-assessment beside it."
    )
    section = models.CharField(max_length=80, blank=True, help_text=_("The heading under which it stands."))
    text = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.RATING)
    may_be_unseen = models.BooleanField(default=True, help_text=_("Offers “Not observed”, which is not zero."))
    asks_at = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("An answer at this step or a lower one asks for a sentence.")
    )

    class Meta:
        verbose_name_plural = "criteria"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["instrument", "position"], name="one_criterion_per_position"),
            models.UniqueConstraint(fields=["instrument", "key"], name="one_criterion_per_key"),
            models.CheckConstraint(name="words_ask_for_no_sentence", condition=Q(kind="rating") | Q(asks_at=None)),
        ]
        triggers: ClassVar = [CRITERIA_STAY]

    def __str__(self) -> str:
        return self.text

    @property
    def is_rating(self) -> bool:
        """Answered by a step of the scale."""
        return self.kind == self.Kind.RATING


class InstrumentChoice(models.Model):
    """Which form a programme uses on one occasion, where it is not the usual one."""

    programme = models.ForeignKey("institutions.Programme", on_delete=models.CASCADE, related_name="instrument_choices")
    occasion = models.CharField(max_length=10, choices=Occasion)
    slug = models.SlugField(help_text=_("The form; the newest published version is used."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "occasion"], name="one_form_per_programme_and_occasion")
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.occasion}: {self.slug}"
