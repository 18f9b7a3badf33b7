"""The sending side: institutes, their campuses, programmes and intakes."""

from typing import ClassVar, Self
from zoneinfo import ZoneInfo

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.models import Stamped


class InstituteQuerySet(models.QuerySet["Institute"]):
    """An institute is seen by its own people."""

    def visible_to(self, actor: Actor) -> Self:
        """The acting membership's own institute; every one for an administrator."""
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        return self.filter(pk=actor.institute_id) if actor.institute_id else self.none()

    def with_an_office(self) -> Self:
        """Those with a coordinator: what is written to them is read. Their names are public."""
        return self.filter(memberships__role=Role.COORDINATOR, memberships__ended_at=None).distinct()


@pghistory.track()
class Institute(Stamped):
    """A college or university that sends students."""

    name = models.CharField(max_length=200, unique=True)
    short_name = models.CharField(max_length=60)
    slug = models.SlugField(unique=True)
    city = models.CharField(max_length=80)
    address = models.CharField(max_length=300, blank=True)
    recognised_by = models.CharField(
        max_length=200, blank=True, help_text=_("Council that recognises it; printed on certificates.")
    )
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(
        blank=True, help_text=_("The placement office; printed on certificates and shown on verification.")
    )
    email_domain = models.CharField(max_length=100, blank=True)
    time_zone = models.CharField(max_length=50, default="Asia/Karachi")
    agreement_lead_days = models.PositiveSmallIntegerField(
        default=90, help_text=_("How many days before the first intern an agreement should be signed.")
    )
    asks_for_merit = models.BooleanField(
        _("asks for a table of merit"),
        default=False,
        help_text=_(
            "Where its students applied, the table of merit is public after the release, whatever the partner chose."
        ),
    )
    signatory_name = models.CharField(max_length=150, blank=True)
    signatory_title = models.CharField(max_length=150, blank=True)

    objects: ClassVar = InstituteQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the institute's days and deadlines fall."""
        return ZoneInfo(self.time_zone)


class Campus(Stamped):
    """A place where an institute teaches."""

    institute = models.ForeignKey(Institute, on_delete=models.CASCADE, related_name="campuses")
    name = models.CharField(max_length=120)
    city = models.CharField(max_length=80)

    class Meta:
        verbose_name_plural = "campuses"
        constraints: ClassVar = [models.UniqueConstraint(fields=["institute", "name"], name="one_campus_per_name")]

    def __str__(self) -> str:
        return self.name


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Programmes of institutes."""

    def visible_to(self, actor: Actor) -> Self:
        """Programmes of the acting membership's institute, narrowed to its programme where it has one."""
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        if actor.institute_id is None:
            return self.none()
        mine = self.filter(institute_id=actor.institute_id)
        return mine.filter(pk=actor.programme_id) if actor.programme_id else mine


class Programme(Stamped):
    """A course of study that asks for internships."""

    institute = models.ForeignKey(Institute, on_delete=models.PROTECT, related_name="programmes")
    campus = models.ForeignKey(Campus, null=True, blank=True, on_delete=models.SET_NULL, related_name="programmes")
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=20)
    required_hours = models.PositiveIntegerField(default=0, help_text=_("Hours of internship that it asks for in all."))
    # How its hours are counted. What goes beyond these needs a reason, and shows it to whoever signs.
    breaks_count = models.BooleanField(default=False, help_text=_("Breaks count as practice time."))
    most_hours_a_day = models.PositiveSmallIntegerField(default=12)
    most_hours_a_week = models.PositiveSmallIntegerField(default=60)
    enter_within_days = models.PositiveSmallIntegerField(
        default=15, help_text=_("How many days after its day a shift may be entered without a reason.")
    )
    mentors = models.BooleanField(default=False, help_text=_("Its students are given mentors."))

    objects: ClassVar = ProgrammeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["institute", "code"], name="one_programme_per_code"),
            models.CheckConstraint(
                name="rules_of_hours_fit_days_and_weeks",
                condition=Q(most_hours_a_day__range=(1, 24), most_hours_a_week__range=(1, 168))
                & Q(most_hours_a_week__gte=F("most_hours_a_day")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class IntakeQuerySet(models.QuerySet["Intake"]):
    """Intakes of programmes."""

    def visible_to(self, actor: Actor) -> Self:
        """Intakes of the programmes that the actor sees."""
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        if actor.institute_id is None:
            return self.none()
        mine = self.filter(programme__institute_id=actor.institute_id)
        return mine.filter(programme_id=actor.programme_id) if actor.programme_id else mine


class Intake(Stamped):
    """The students who begin a programme together."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="intakes")
    name = models.CharField(max_length=80, help_text=_("For example “Spring 2027”."))
    starts_on = models.DateField()
    place_by = models.DateField(null=True, blank=True, help_text=_("The day by which everyone should have a place."))

    objects: ClassVar = IntakeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme", "name"], name="one_intake_per_name")]

    def __str__(self) -> str:
        return f"{self.programme} · {self.name}"
