"""What a student looks for in an internship: one row a student, each answer kept as it was given."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self
from zlib import crc32

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.models import Stamped
from students.models.students import Student

ANY_NUMBER = 30  # of ticked boxes and typed skills


class Pay(models.TextChoices):
    """How much a stipend matters; empty until it was answered."""

    NEEDED = "needed", _("I need a stipend")
    WELCOME = "welcome", _("A stipend is welcome")
    ANY = "any", _("It does not matter")


class GoalsQuerySet(models.QuerySet["Goals"]):
    """Goals."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the students that the actor sees."""
        return self.filter(student__in=Student.objects.visible_to(actor))


def _slugs(label: Any) -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.SlugField(max_length=80), size=ANY_NUMBER, default=list, blank=True, verbose_name=label)


class Goals(Stamped):
    """Answers of the goals wizard. What is empty is open: it neither fits nor misses."""

    student = models.OneToOneField(Student, on_delete=models.CASCADE, related_name="goals")
    # Slugs of words that stand higher in the street (placements), hence no foreign keys; one that is gone fits nothing.
    tracks = _slugs(_("career tracks"))
    specialties = _slugs(_("specialties"))
    settings = _slugs(_("settings"))
    skills = models.TextField(_("skills to learn"), blank=True, help_text=_("One a line."))
    city = models.CharField(_("city"), max_length=80, blank=True)
    # From where the kilometres count: the middle of the sites in that city, as it was when the answer was kept.
    latitude = models.FloatField(null=True, blank=True, editable=False)
    longitude = models.FloatField(null=True, blank=True, editable=False)
    km_at_most = models.PositiveSmallIntegerField(_("kilometres at most"), null=True, blank=True)
    weeks_at_least = models.PositiveSmallIntegerField(_("weeks at least"), null=True, blank=True)
    weeks_at_most = models.PositiveSmallIntegerField(_("weeks at most"), null=True, blank=True)
    hours_at_most = models.PositiveSmallIntegerField(_("hours a week at most"), null=True, blank=True)
    no_nights = models.BooleanField(_("no night shifts"), default=False)
    pay = models.CharField(_("stipend"), max_length=10, choices=Pay, blank=True)
    answered = ArrayField(models.SlugField(max_length=20), default=list, blank=True, editable=False)

    objects: ClassVar = GoalsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "goals"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="goals_weeks_at_most_is_no_less_than_at_least",
                condition=Q(weeks_at_most__gte=F("weeks_at_least")),
            ),
            models.CheckConstraint(
                name="goals_hours_fit_into_a_week",
                condition=Q(hours_at_most__isnull=True) | Q(hours_at_most__range=(1, 168)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student_id}"

    def mark_of(self, names: Iterable[str]) -> int:
        """What stands in these answers as a number, for the form that writes them and no others: two questions may be answered side by
        side in two windows.
        """
        return crc32(repr([(name, getattr(self, name)) for name in sorted(names)]).encode())

    @property
    def origin(self) -> tuple[float, float] | None:
        """Latitude and longitude from which the distance counts; None where no site of the city has a place on the map."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude

    @property
    def skill_list(self) -> list[str]:
        """The skills, one each."""
        return [line.strip() for line in self.skills.splitlines() if line.strip()]

    @property
    def says_something(self) -> bool:
        """True when any answer tells one internship from another."""
        chosen = (self.tracks, self.specialties, self.settings, self.skill_list, self.city)
        measured = (self.weeks_at_least, self.weeks_at_most, self.hours_at_most)
        return any(chosen) or any(value is not None for value in measured) or self.no_nights or self.pay == Pay.NEEDED
