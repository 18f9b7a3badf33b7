"""Interviews: the times that a lead offers, and the one that a student books."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.models import Stamped, Transition
from institutions.models import Membership
from placements.models.applications import Application
from placements.models.conflicts import Conflict
from placements.models.slots import Slot
from placements.models.tracking import tracked
from placements.states import AHEAD, INTERVIEW_TONES, InterviewState


class InterviewTimeQuerySet(models.QuerySet["InterviewTime"]):
    """Times on offer."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the partner's slots, to its leads; to a student those of the slots that invited them."""
        if actor.acts_as(Role.LEAD):
            return self.filter(slot__in=Slot.objects.managed_by(actor))
        if actor.acts_as(Role.STUDENT):
            mine = Application.objects.visible_to(actor).filter(interviews__state__in=AHEAD)
            return self.filter(slot__in=mine.values("slot"))
        return self.none()

    def for_list(self) -> Self:
        """With the interviewer: one query for any number of rows."""
        return self.select_related("interviewer__user").order_by("starts_at", "pk")

    def free(self, now: datetime) -> Self:
        """Ahead, and booked by nobody."""
        return self.filter(starts_at__gt=now).exclude(interviews__state=InterviewState.BOOKED)

    def fit_for(self, application: Application) -> Self:
        """Those of its slot with whoever declared no conflict of interest with it."""
        declared = Conflict.objects.filter(application=application).values("person")
        return self.filter(slot=application.slot_id).exclude(interviewer__user__in=declared)

    def beside_others_of(self, application: Application) -> Self:
        """Those at which its student has no other interview."""
        booked = Interview.objects.filter(student=application.student_id, state=InterviewState.BOOKED)
        met = booked.filter(time__starts_at__lt=OuterRef("ends_at"), time__ends_at__gt=OuterRef("starts_at"))
        return self.exclude(Exists(met.exclude(application=application)))


@tracked()
class InterviewTime(models.Model):
    """One time for one student with one of the partner's people."""

    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="interview_times")
    interviewer = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="interview_times")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200, help_text=_("A room, or the link of a call."))

    objects: ClassVar = InterviewTimeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="interview_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.UniqueConstraint(fields=["slot", "interviewer", "starts_at"], name="one_time_an_interviewer"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class InterviewQuerySet(models.QuerySet["Interview"]):
    """Interviews, seen through their application, and by who holds them."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the applications that the actor sees; an interviewer's own, unless they declared a conflict."""
        seen = Q(application__in=Application.objects.visible_to(actor))
        if actor.acts_as(Role.SUPERVISOR):
            seen |= Q(time__interviewer_id=actor.membership_id)
            own = Conflict.objects.of(actor.user_id).values("application")
            return self.filter(seen).exclude(application__in=own)
        return self.filter(seen)

    def for_list(self) -> Self:
        """With student, slot, partner and the booked time: one query for any number of rows."""
        return self.select_related(
            "application__student__user", "application__institute", "application__slot__partner",
            "application__slot__department", "application__slot__selection", "time__interviewer__user",
        )  # fmt: skip

    def next_first(self) -> Self:
        """Those ahead by their time, those without a time before them; then what is over, the latest first."""
        over = models.Case(models.When(state__in=AHEAD, then=0), default=1)
        waiting = models.Case(models.When(state__in=AHEAD, then="time__starts_at"))
        return self.order_by(over, waiting.asc(nulls_first=True), "-updated_at", "-pk")

    def ahead(self) -> Self:
        """To be booked or held."""
        return self.filter(state__in=AHEAD)


@tracked()
class Interview(Stamped):
    """One invitation. `during`, `student` and `person` repeat the booked time, so that the database itself refuses an overlap."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="interviews")
    state = models.CharField(max_length=10, choices=InterviewState, default=InterviewState.PROPOSED)
    time = models.ForeignKey(InterviewTime, null=True, blank=True, on_delete=models.SET_NULL, related_name="interviews")
    student = models.ForeignKey("students.Student", on_delete=models.PROTECT, related_name="interviews")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    during = DateTimeRangeField(null=True, blank=True)

    objects: ClassVar = InterviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(state__in=["proposed", "booked"]), name="one_interview_ahead"
            ),
            models.CheckConstraint(
                name="a_booked_interview_has_its_time",
                condition=Q(state__in=["proposed", "cancelled"])
                | Q(time__isnull=False, person__isnull=False, during__isnull=False),
            ),
            models.UniqueConstraint(fields=["time"], condition=Q(state="booked"), name="a_time_is_booked_once"),
            ExclusionConstraint(
                name="a_student_is_in_one_interview_at_a_time",
                expressions=[("student", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(state="booked"),
            ),
            ExclusionConstraint(
                name="an_interviewer_is_in_one_interview_at_a_time",
                expressions=[("person", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(state="booked"),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["during"], name="interviews_ahead", condition=Q(state="booked"))]

    def __str__(self) -> str:
        return f"{self.application_id}"

    def get_absolute_url(self) -> str:
        return reverse("interview_detail", args=[self.pk])

    @property
    def is_booked(self) -> bool:
        """True while its time is ahead or going on."""
        return self.state == InterviewState.BOOKED

    @property
    def is_called_off(self) -> bool:
        """True for one that does not take place."""
        return self.state == InterviewState.CANCELLED

    @property
    def tone(self) -> str:
        """The colour of its pill."""
        return INTERVIEW_TONES[InterviewState(self.state)]


class InterviewTransition(Transition):
    """A move of an interview."""

    thing = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="transitions")
