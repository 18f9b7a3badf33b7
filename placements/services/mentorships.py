"""Mentors: given by the placement office, asked to be another, ended. Each service locks the mentorship, or its student first."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core.actor import Actor
from core.clock import day_of
from core.errors import Refusal
from core.verdict import require
from institutions.models import Membership
from notifications.services.posting import say, tell
from placements.models import (
    MentorAsk,
    Mentorship,
    MentorshipMeeting,
    MentorshipMeetingTransition,
    MentorshipTransition,
    Placement,
)
from placements.notices import mentorships as notices
from placements.policies import mentorships as policies
from placements.services.screening import refuse_to_name_patients
from placements.states import PlacementState
from placements.states_mentoring import CALL_OFF_MEETING, END_MENTORSHIP
from students.models import Student

UNDER_WAY = (PlacementState.PLANNED, PlacementState.CONFIRMED, PlacementState.ACTIVE)


@transaction.atomic
def give_mentor(
    *, student_id: int, by: Actor, now: datetime, mentor: Membership, begins_on: date, until: date | None = None
) -> Mentorship:
    """Give the student a mentor, and tell both. Locks the student, so that two offices' hands do not give one mentor twice.

    Raises NotAllowed, Refusal with the field it is about: days that cannot be, a mentor they have, one who grades them.
    """
    students = Student.objects.select_for_update(of=("self",), no_key=True)
    student = students.select_related("user", "programme", "institute").get(pk=student_id)
    require(policies.may_give(by, student))
    if until is not None and until < max(begins_on, day_of(now, student.institute.zone)):
        raise Refusal(_("The last day is before it begins, or past already."), field="until")
    if not Membership.objects.mentors_for(student.institute_id, student.programme_id).filter(pk=mentor.pk).exists():
        raise Refusal(_("This person is no mentor for this programme."), field="mentor")
    if mentor.user_id == student.user_id:
        raise Refusal(_("Nobody mentors themselves."), field="mentor")
    if grades(mentor, student):
        raise Refusal(
            _("%(name)s supervises %(student)s. A mentor never grades.")
            % {"name": mentor.user, "student": student.user},
            instead=_("Choose somebody who does not evaluate them."),
            field="mentor",
        )
    mentorship = Mentorship(
        student=student, mentor=mentor, begins_on=begins_on, until=until, given_by_id=by.user_id, created_at=now
    )
    try:
        with transaction.atomic():
            mentorship.save()
    except IntegrityError as error:
        if "one_running_mentorship_per_student_and_mentor" not in str(error):
            raise
        raise Refusal(
            _("%(name)s is their mentor in these days already.") % {"name": mentor.user}, field="mentor"
        ) from error
    say(notices.given, mentorship, key=str(mentorship.pk), now=now)
    return mentorship


def grades(mentor: Membership, student: Student) -> bool:
    """True where the person supervises a placement of the student, or a block of one, that is not over. One query."""
    theirs = Membership.objects.filter(user_id=mentor.user_id).values_list("pk", flat=True)
    named = Q(supervisor__user_id=mentor.user_id) | Q(block_supervisors__overlap=list(theirs))
    return Placement.objects.filter(named, student=student, state__in=UNDER_WAY).exists()


@transaction.atomic
def ask_for_another(*, mentorship_id: int, by: Actor, now: datetime, word: str = "") -> MentorAsk:
    """Ask the placement office for somebody else; the other of the two is not told. Raises NotAllowed, Refusal."""
    mentorship = lock_mentorship(mentorship_id)
    today, has_asked = mentorship.today(now), _has_asked(mentorship, by)
    refuse_to_name_patients(word=word)
    require(policies.may_ask_another(by, mentorship, today, has_asked=has_asked))
    ask = MentorAsk.objects.create(mentorship=mentorship, by_id=by.user_id, at=now, word=word)
    say(notices.asked_for_another, ask, key=str(ask.pk), now=now)
    return ask


@transaction.atomic
def take_back_ask(*, mentorship_id: int, by: Actor, now: datetime) -> Mentorship:
    """All is well after all. Raises NotAllowed, Refusal."""
    mentorship = lock_mentorship(mentorship_id)
    require(policies.may_take_back(by, mentorship, has_asked=_has_asked(mentorship, by)))
    MentorAsk.objects.standing().filter(mentorship=mentorship, by_id=by.user_id).update(taken_back_at=now)
    return mentorship


@transaction.atomic
def end_mentorship(*, mentorship_id: int, by: Actor, now: datetime, note: str) -> Mentorship:
    """End it with a word that both read. Meetings that were promised are called off with it. Raises NotAllowed, Refusal, IllegalMove."""
    mentorship = lock_mentorship(mentorship_id)
    require(policies.may_end(by, mentorship))
    refuse_to_name_patients(note=note)
    END_MENTORSHIP.check(mentorship.state, label=mentorship.get_state_display())
    _let_go_of_meetings(mentorship, by=by, now=now)
    was, mentorship.state = mentorship.state, END_MENTORSHIP.target
    mentorship.ended_on = mentorship.today(now)
    mentorship.save(update_fields=["state", "ended_on"])
    row = MentorshipTransition.write(mentorship, END_MENTORSHIP, by=by, now=now, was=was, note=note)
    tell(notices.MENTORSHIP_TOLD_ABOUT, mentorship, END_MENTORSHIP, row, now=now)
    return mentorship


def lock_mentorship(mentorship_id: int) -> Mentorship:
    """The mentorship, its row locked, with everybody whom a message names."""
    rows = Mentorship.objects.select_for_update(of=("self",), no_key=True)
    related = ("student__user", "student__programme", "student__institute", "mentor__user")
    mentorship: Mentorship = rows.select_related(*related).get(pk=mentorship_id)
    return mentorship


def _has_asked(mentorship: Mentorship, by: Actor) -> bool:
    return MentorAsk.objects.standing().filter(mentorship=mentorship, by_id=by.user_id).exists()


def _let_go_of_meetings(mentorship: Mentorship, *, by: Actor, now: datetime) -> None:
    """Silently: whoever hears that it ended hears it once."""
    for meeting in MentorshipMeeting.objects.ahead().filter(mentorship=mentorship).select_for_update():
        was, meeting.state = meeting.state, CALL_OFF_MEETING.target
        meeting.save(update_fields=["state"])
        MentorshipMeetingTransition.write(meeting, CALL_OFF_MEETING, by=by, now=now, was=was)
