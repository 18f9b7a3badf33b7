"""Mentors: who guides whom, when they meet, and what they agreed. A mentor guides and never grades.

A mentor finds students through `Mentorship.visible_to` alone: no placement, record, evaluation or score is visible to the role.
"""

from datetime import date, datetime
from typing import Any, ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Count, DateField, F, IntegerField, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from core import clock
from core.actor import Actor, Role, Via
from core.beside import beside
from core.fields import EncryptedTextField
from core.models import Stamped, Transition
from placements.models.placements import Days
from placements.states_mentoring import AHEAD, HELD, MEETING_TONES, MeetingState, MentorshipState


class MentorshipQuerySet(models.QuerySet["Mentorship"]):
    """Mentorships, seen by the two whom they join and by the placement office."""

    def visible_to(self, actor: Actor) -> Self:
        """A student's own, past ones too; a mentor's while they run; a coordinator's and viewer's institute; all to administrators."""
        if actor.via != Via.PERSON:
            return self.none()
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        if actor.acts_as(Role.STUDENT):
            return self.filter(student__user_id=actor.user_id, student__institute_id=actor.institute_id)
        if actor.acts_as(Role.MENTOR):
            return self.filter(mentor_id=actor.membership_id).running(clock.today())
        if actor.acts_as(Role.COORDINATOR, Role.VIEWER):
            mine = self.filter(student__institute_id=actor.institute_id)
            return mine.filter(student__programme_id=actor.programme_id) if actor.programme_id else mine
        return self.none()

    def running(self, today: date) -> Self:
        """Neither ended nor over, the mentor still one; it may begin later."""
        return self.exclude(state=MentorshipState.ENDED).filter(
            Q(until=None) | Q(until__gte=today), mentor__ended_at=None
        )

    def begun(self, today: date) -> Self:
        """From the first day on."""
        return self.filter(begins_on__lte=today)

    def during(self, first: date, last: date) -> Self:
        """Those that ran on a day between the two."""
        not_over = Q(until=None) | Q(until__gte=first)
        return self.filter(not_over, Q(ended_on=None) | Q(ended_on__gte=first), begins_on__lte=last)

    def for_page(self) -> Self:
        """With everybody whom a page or a message names, and the student's goals: one query for any number of rows."""
        return self.select_related(
            "student__user", "student__programme", "student__institute", "student__goals", "mentor__user"
        )

    def with_meetings(self, today: date) -> Self:
        """Each with `kept` (meetings), `last_on` and `next_on`, the days of the last one kept and of the next. No query of its own."""
        rows = MentorshipMeeting.objects.filter(mentorship=OuterRef("pk")).order_by().values("mentorship")
        kept, ahead = rows.filter(state__in=HELD), rows.filter(state__in=AHEAD, day__gte=today)
        return self.annotate(
            kept=Coalesce(Subquery(kept.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0),
            last_on=Subquery(kept.annotate(day_of=Max("day")).values("day_of"), output_field=DateField()),
            next_on=Subquery(ahead.annotate(day_of=Min("day")).values("day_of"), output_field=DateField()),
        )


# A check sees one row; that the mentor is one, and of the student's own institute, stands in three.
GUIDES_OWN_STUDENTS = pgtrigger.Trigger(
    name="a_mentor_guides_students_of_their_institute",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("mentor_id", "student_id"),
    func="""
        IF NOT EXISTS (
            SELECT 1 FROM institutions_membership m JOIN students_student s ON s.institute_id = m.institute_id
            WHERE m.id = NEW.mentor_id AND m.role = 'mentor' AND s.id = NEW.student_id AND s.user_id <> m.user_id
        ) THEN
            RAISE EXCEPTION 'The mentor is none of this institute (a_mentor_guides_students_of_their_institute)'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)


@pghistory.track()
class Mentorship(Stamped):
    """One mentor for one student, from a day on, perhaps until one."""

    student = models.ForeignKey("students.Student", on_delete=models.PROTECT, related_name="mentorships")
    mentor = models.ForeignKey("institutions.Membership", on_delete=models.PROTECT, related_name="mentorships")
    begins_on = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="The last day; empty while it is open.")
    state = models.CharField(max_length=10, choices=MentorshipState, default=MentorshipState.GIVEN)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    objects: ClassVar = MentorshipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_running_mentorship_per_student_and_mentor",
                expressions=[
                    ("student", RangeOperators.EQUAL),
                    ("mentor", RangeOperators.EQUAL),
                    (Days("begins_on", "until"), RangeOperators.OVERLAPS),
                ],
                condition=~Q(state="ended"),
            ),
            models.CheckConstraint(
                name="a_mentorship_ends_after_it_began", condition=Q(until=None) | Q(until__gte=F("begins_on"))
            ),
            models.CheckConstraint(
                name="an_ended_mentorship_says_when",
                condition=Q(state="ended", ended_on__isnull=False) | ~Q(state="ended") & Q(ended_on=None),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["mentor"], name="mentorships_running", condition=~Q(state="ended"))]
        triggers: ClassVar = [GUIDES_OWN_STUDENTS]

    def __str__(self) -> str:
        return f"{self.mentor_id} for {self.student_id}"

    def get_absolute_url(self) -> str:
        return reverse("mentorship_detail", args=[self.pk])

    def today(self, now: datetime) -> date:
        """The day that `now` is at the institute."""
        return clock.day_of(now, self.student.institute.zone)

    def is_running(self, today: date) -> bool:
        """As `running` has it. Needs the mentor."""
        is_over = self.until is not None and self.until < today
        return self.state != MentorshipState.ENDED and not is_over and self.mentor.ended_at is None

    def ran(self, first: date, last: date) -> bool:
        """As `during` has it."""
        over_on = min((day for day in (self.until, self.ended_on) if day is not None), default=first)
        return self.begins_on <= last and over_on >= first

    def has_begun(self, today: date) -> bool:
        """From the first day on."""
        return self.begins_on <= today


class MentorshipTransition(Transition):
    """A move of a mentorship."""

    thing = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="transitions")


class MentorshipMeetingQuerySet(models.QuerySet["MentorshipMeeting"]):
    """Meetings, seen with their mentorship."""

    def visible_to(self, actor: Actor) -> Self:
        """That they were and will be, to whoever sees the mentorship. What was agreed has a door of its own: `MeetingWords`."""
        return self.filter(mentorship__in=Mentorship.objects.visible_to(actor))

    def ahead(self) -> Self:
        """Proposed or promised, and not written up."""
        return self.filter(state__in=AHEAD)

    def for_page(self) -> Self:
        """With everybody whom a page or a message names: one query for any number of rows."""
        return self.select_related(
            "mentorship__student__user",
            "mentorship__student__programme",
            "mentorship__student__institute",
            "mentorship__mentor__user",
            "proposed_by",
        )


@pghistory.track()
class MentorshipMeeting(Stamped):
    """One meeting: proposed by one of the two, promised when the other agrees, kept when the mentor wrote down what was agreed.

    One that nobody proposed is written down afterwards (`proposed_by` is the mentor), and the student confirms it or objects.
    """

    mentorship = models.ForeignKey(Mentorship, on_delete=models.PROTECT, related_name="meetings")
    day = models.DateField()
    at = models.TimeField(null=True, blank=True, help_text="On the institute’s clock.")
    where = models.CharField(max_length=150, blank=True)
    state = models.CharField(max_length=12, choices=MeetingState, default=MeetingState.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = MentorshipMeetingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_meeting_of_two_a_day", fields=["mentorship", "day"], condition=~Q(state="called_off")
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["day"], name="mentors_meet", condition=Q(state__in=["proposed", "agreed"])),
        ]

    def __str__(self) -> str:
        return f"{self.mentorship_id} {self.day}"

    def get_absolute_url(self) -> str:
        return f"{reverse('mentorship_detail', args=[self.mentorship_id])}#meeting-{self.pk}"

    @property
    def tone(self) -> str:
        """The colour of its pill."""
        return MEETING_TONES[MeetingState(self.state)]

    @property
    def starts_at(self) -> datetime | None:
        """The moment, where a time was said; needs the student's institute."""
        if self.at is None:
            return None
        return datetime.combine(self.day, self.at, tzinfo=self.mentorship.student.institute.zone)


class MentorshipMeetingTransition(Transition):
    """A move of a meeting."""

    thing = models.ForeignKey(MentorshipMeeting, on_delete=models.CASCADE, related_name="transitions")


class MeetingWordsQuerySet(models.QuerySet["MeetingWords"]):
    """What was agreed."""

    def visible_to(self, actor: Actor) -> Self:
        """The two who met, and nobody else: not their offices, not through somebody’s eyes."""
        if actor.viewed_by is not None or not actor.acts_as(Role.STUDENT, Role.MENTOR):
            return self.none()
        return self.filter(meeting__mentorship__in=Mentorship.objects.visible_to(actor))


class MeetingWords(Stamped):
    """What was agreed, as the mentor wrote it down, and what the student says to it. Encrypted; no history keeps what was changed."""

    meeting = models.OneToOneField(MentorshipMeeting, on_delete=models.PROTECT, related_name="words")
    agreed = EncryptedTextField()
    answer = EncryptedTextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = MeetingWordsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "words of meetings"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="an_answer_to_words_has_its_time",
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}"


def with_mentors(rows: Any, student: str, actor: Actor) -> Any:
    """Each with `mentors`: the running mentorships of the student at the path `student`, as far as the actor sees them.

    They carry `mentor_name`, and `next_day` as text. No query of its own.
    """
    from_now = clock.today()
    running = Mentorship.objects.visible_to(actor).running(from_now).with_meetings(from_now)
    here = running.filter(student=OuterRef(student)).order_by("begins_on", "pk")
    return rows.annotate(
        mentors=beside(here, "begins_on", "until", mentor_name="mentor__user__name", next_day="next_on")
    )
