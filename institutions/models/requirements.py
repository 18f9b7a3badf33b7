"""What hosts ask for before the first day: kinds of evidence, requirements, and the set they are copied from."""

from collections.abc import Collection
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.models import Stamped, Versioned
from core.paths import path_of
from institutions.models.partners import Partner
from institutions.rules import Rule, parse
from institutions.states import UNSENT, AgreementState

SIX_WEEKS = 42  # days
ASKERS = ("partner", "department", "programme", "agreement")


class FieldType(models.TextChoices):
    """What may be written into a field of a record."""

    DATE = "date", _("Date")
    TEXT = "text", _("Text")
    CHOICE = "choice", _("One of a list")
    NUMBER = "number", _("Number")
    BOOL = "bool", _("Yes or no")


class EvidenceKindQuerySet(models.QuerySet["EvidenceKind"]):
    """The catalogue is everyone's: it says what there is, nothing of anybody."""

    def visible_to(self, actor: Actor) -> Self:
        """All of it, to whoever is signed in."""
        return self.order_by("position", "name") if actor.is_signed_in else self.none()

    def by_slug(self) -> dict[str, "EvidenceKind"]:
        """The catalogue by slug, in order: one query."""
        return {kind.slug: kind for kind in self.order_by("position", "name")}


@pghistory.track()
class EvidenceKind(Stamped):
    """One kind of evidence that students bring: what its record says, and whether it tells of their health."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    is_health = models.BooleanField(
        default=False, help_text=_("Its records are read only by the student and by those who clear health evidence.")
    )
    issuer_hint = models.CharField(max_length=200, blank=True, help_text=_("Who issues it, and what it must show."))
    default_months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("For how many months a record is good where it states no last day.")
    )
    states_its_end = models.BooleanField(default=False, help_text=_("A record states its own last day."))
    fields = models.JSONField(
        default=list, blank=True, help_text=_("A list of {name, label, type, choices, required}.")
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar = EvidenceKindQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def field_label(self, name: str) -> str:
        """The label of one of its fields; its name where there is none."""
        return str(next((field["label"] for field in self.fields if field["name"] == name), name))


class RequirementQuerySet(models.QuerySet["Requirement"]):
    """Requirements, seen by who asks them and by those of whom they are asked."""

    def visible_to(self, actor: Actor) -> Self:
        """A lead: the partner's own and those of its agreements. An institute's people: their programmes', agreements' and listed
        partners'. Everyone to administrators.
        """
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        unsent, discarded = Q(agreement__state__in=UNSENT), Q(agreement__state=AgreementState.DISCARDED)
        if actor.acts_as(Role.LEAD):
            theirs = Q(partner_id=actor.partner_id) | Q(department__site__partner_id=actor.partner_id)
            return self.filter(theirs | Q(agreement__partner_id=actor.partner_id) & ~unsent)
        if actor.acts_as(Role.COORDINATOR, Role.VIEWER, Role.STUDENT):
            listed = Partner.objects.visible_to(actor)
            asked = Q(partner__in=listed) | Q(department__site__partner__in=listed)
            ours = Q(programme__institute_id=actor.institute_id) | Q(agreement__institute_id=actor.institute_id)
            return self.filter(asked | ours & ~(unsent if actor.acts_as(Role.STUDENT) else discarded))
        return self.none()

    def for_list(self) -> Self:
        """With who asks: one query for any number of rows."""
        return self.select_related(
            "partner",
            "department__site__partner",
            "programme__institute",
            "agreement__partner",
            "agreement__institute",
        )

    def asked_by(
        self,
        *,
        partners: Collection[int] = (),
        departments: Collection[int] = (),
        programmes: Collection[int] = (),
        agreements: Collection[int] = (),
    ) -> Self:
        """What any of these ask: one query, the partner's first."""
        return self.filter(
            Q(partner__in=partners)
            | Q(department__in=departments)
            | Q(programme__in=programmes)
            | Q(agreement__in=agreements)
        ).order_by(models.F("partner").asc(nulls_last=True), "position", "pk")


@pghistory.track()
class Requirement(Stamped, Versioned):
    """What one partner, department, programme or agreement asks of every student it takes or sends."""

    partner = models.ForeignKey(
        "institutions.Partner", null=True, blank=True, on_delete=models.CASCADE, related_name="requirements"
    )
    department = models.ForeignKey(
        "institutions.Department", null=True, blank=True, on_delete=models.CASCADE, related_name="requirements"
    )
    programme = models.ForeignKey(
        "institutions.Programme", null=True, blank=True, on_delete=models.CASCADE, related_name="requirements"
    )
    agreement = models.ForeignKey(
        "institutions.Agreement", null=True, blank=True, on_delete=models.CASCADE, related_name="requirements"
    )
    title = models.CharField(max_length=120)
    rule = models.JSONField(help_text=_("See institutions/rules/shape.py."))
    note = models.TextField(blank=True, help_text=_("Students read it beside the rule."))
    due_days = models.PositiveSmallIntegerField(
        default=SIX_WEEKS, help_text=_("Days before the first day by which it should be met.")
    )
    active_from = models.DateField(null=True, blank=True, help_text=_("Asked of those who begin on this day or later."))
    active_until = models.DateField(
        null=True, blank=True, help_text=_("Asked of those who begin on this day or earlier.")
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar = RequirementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="requirement_is_asked_by_exactly_one",
                condition=Q(partner__isnull=False, department=None, programme=None, agreement=None)
                | Q(partner=None, department__isnull=False, programme=None, agreement=None)
                | Q(partner=None, department=None, programme__isnull=False, agreement=None)
                | Q(partner=None, department=None, programme=None, agreement__isnull=False),
            ),
            models.CheckConstraint(
                name="requirement_ends_after_it_begins",
                condition=Q(active_from=None) | Q(active_until=None) | Q(active_until__gte=models.F("active_from")),
            ),
            models.CheckConstraint(name="requirement_is_due_within_a_year", condition=Q(due_days__lte=366)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return path_of("requirement_detail", self.pk)

    @cached_property
    def parsed(self) -> Rule:
        """The rule, ready to judge by."""
        return parse(self.rule)

    @property
    def asker(self) -> Any:
        """Who asks: the partner, department, programme or agreement."""
        return next(getattr(self, name) for name in ASKERS if getattr(self, f"{name}_id"))

    def is_asked_on(self, first_day: date) -> bool:
        """True for somebody who begins on `first_day`."""
        begun = self.active_from is None or self.active_from <= first_day
        return begun and (self.active_until is None or first_day <= self.active_until)

    def said_before(self) -> list[Any]:
        """Every version that the history has, the newest first, with `rule_then` ready to be said. One query."""
        versions = list(self.events.order_by("-pgh_id").select_related("pgh_context"))  # type: ignore[attr-defined]
        for version in versions:
            version.rule_then = parse(version.rule)
        return versions

    def is_health(self, kinds: dict[str, EvidenceKind]) -> bool:
        """True when any kind that it speaks of tells of health. A kind that the catalogue has lost is taken to."""
        return any(slug not in kinds or kinds[slug].is_health for slug in self.parsed.kinds)


class StarterQuerySet(models.QuerySet["RequirementStarter"]):
    """The set to copy from."""

    def visible_to(self, actor: Actor) -> Self:
        """All of it to those who may ask something."""
        may = actor.acts_as(Role.LEAD, Role.COORDINATOR, Role.ADMINISTRATOR)
        return self.order_by("position", "pk") if may else self.none()


class RequirementStarter(models.Model):
    """A requirement as hosts commonly ask it, to be copied and adapted."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=120)
    rule = models.JSONField()
    note = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar = StarterQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    @cached_property
    def parsed(self) -> Rule:
        """The rule, ready to be said."""
        return parse(self.rule)
