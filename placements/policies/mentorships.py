"""Who gives mentors, and what a mentor and a student may do with each other. No word here lets a mentor grade, score or sign."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role, Via
from core.clock import day_of
from core.verdict import YES, Verdict, never, no
from institutions.models.recordings import OBJECT_WITHIN
from placements.models import Mentorship, MentorshipMeeting
from placements.states_mentoring import (
    AGREE_MEETING,
    AHEAD,
    CALL_OFF_MEETING,
    CONFIRM_MEETING,
    END_MENTORSHIP,
    KEEP_MEETING,
    MOVE_MEETING,
    OBJECT_TO_MEETING,
    MeetingState,
)
from students.models import Student
from students.policies.students import is_own, keeps

_OFFICE = _("The institute’s placement office gives mentors.")
_TWO = _("This is between the mentor and the student.")
_STUDENTS_WORD = _("The student says whether it is so.")
_OVER = no(_("This mentorship is over."), _("The placement office can give a mentor again."))


def may_list(actor: Actor) -> Verdict:
    """Whom somebody guides: mentors and students their own, the placement office and who looks over it their institute’s."""
    if actor.acts_as(Role.MENTOR, Role.STUDENT, Role.COORDINATOR, Role.VIEWER, Role.ADMINISTRATOR):
        return YES
    return never(_("Mentors are a matter of the student’s institute."))


def may_give(actor: Actor, student: Student) -> Verdict:
    """The student’s own placement office, where the programme has mentors. Expects `student.programme` loaded."""
    if not keeps(actor, student):
        return never(_OFFICE)
    if not student.programme.mentors:
        return no(
            _("%(programme)s has no mentors.") % {"programme": student.programme},
            _("Switch them on, on the page of the programme."),
        )
    return YES


def is_mentor(actor: Actor, mentorship: Mentorship) -> bool:
    """The mentor, in the role of one."""
    return actor.acts_as(Role.MENTOR) and actor.membership_id == mentorship.mentor_id


def is_mentee(actor: Actor, mentorship: Mentorship) -> bool:
    """The student."""
    return is_own(actor, mentorship.student)


def is_one_of_two(actor: Actor, mentorship: Mentorship) -> bool:
    """Mentor or student."""
    return is_mentor(actor, mentorship) or is_mentee(actor, mentorship)


def may_read_words(actor: Actor, mentorship: Mentorship) -> Verdict:
    """The two, in their own eyes: what they agreed, and what the student shares."""
    if is_one_of_two(actor, mentorship) and actor.viewed_by is None:
        return YES
    return never(_TWO)


def may_ask_another(actor: Actor, mentorship: Mentorship, today: date, *, has_asked: bool) -> Verdict:
    """Either of the two, while it runs. What the other has asked stands in nobody’s way, and shows on no page of theirs."""
    if not is_one_of_two(actor, mentorship):
        return never(_TWO)
    if not mentorship.is_running(today):
        return _OVER
    if has_asked:
        return no(_("You have asked already."), _("Your placement office knows, and finds somebody."))
    return YES


def may_take_back(actor: Actor, mentorship: Mentorship, *, has_asked: bool) -> Verdict:
    """Whoever asked."""
    if not is_one_of_two(actor, mentorship):
        return never(_TWO)
    return YES if has_asked else no(_("You have not asked for anybody else."))


def may_end(actor: Actor, mentorship: Mentorship) -> Verdict:
    """The placement office; the clock where the mentor has left."""
    if not (keeps(actor, mentorship.student) or actor.via == Via.CLOCK):
        return never(_OFFICE, _("Either of you may ask it for somebody else."))
    return YES if END_MENTORSHIP.allowed_from(mentorship.state) else no(_("It has ended already."))


def may_meet(actor: Actor, mentorship: Mentorship, today: date) -> Verdict:
    """Either of the two proposes a day, while it runs."""
    if not is_one_of_two(actor, mentorship):
        return never(_TWO)
    return YES if mentorship.is_running(today) else _OVER


def may_agree(actor: Actor, meeting: MentorshipMeeting, today: date) -> Verdict:
    """Whoever did not propose it, until its day is past."""
    if not (verdict := may_meet(actor, meeting.mentorship, today)):
        return verdict
    if not AGREE_MEETING.allowed_from(meeting.state):
        return _stands(meeting)
    if meeting.proposed_by_id == actor.user_id:
        return no(_("You proposed it."), _("The other of you says whether the day fits."))
    return YES if meeting.day >= today else no(_("This day is past."), _("Propose another."))


def may_move(actor: Actor, meeting: MentorshipMeeting, today: date) -> Verdict:
    """Either proposes another day, until it was written up."""
    if not (verdict := may_meet(actor, meeting.mentorship, today)):
        return verdict
    return YES if MOVE_MEETING.allowed_from(meeting.state) else _stands(meeting)


def may_call_off(actor: Actor, meeting: MentorshipMeeting, today: date) -> Verdict:
    """Either, until it was written up."""
    if not (verdict := may_meet(actor, meeting.mentorship, today)):
        return verdict
    return YES if CALL_OFF_MEETING.allowed_from(meeting.state) else _stands(meeting)


def may_write_up(actor: Actor, mentorship: Mentorship, today: date) -> Verdict:
    """The mentor, while it runs: what was agreed at a meeting, also at one that nobody had proposed."""
    if not is_mentor(actor, mentorship):
        return never(_("The mentor writes down what was agreed; the student answers it."))
    return YES if mentorship.is_running(today) else _OVER


def may_keep(actor: Actor, meeting: MentorshipMeeting, today: date) -> Verdict:
    """The mentor writes up what was agreed, from its day on."""
    if not (verdict := may_write_up(actor, meeting.mentorship, today)):
        return verdict
    if not KEEP_MEETING.allowed_from(meeting.state):
        return _stands(meeting)
    return YES if meeting.day <= today else no(_("This day is still ahead."), _("Write it down when you have met."))


def may_confirm(actor: Actor, meeting: MentorshipMeeting) -> Verdict:
    """The student, of what was written down afterwards: it is so. After an objection, too."""
    if not is_mentee(actor, meeting.mentorship):
        return never(_STUDENTS_WORD)
    return YES if CONFIRM_MEETING.allowed_from(meeting.state) else _stands(meeting)


def may_object(actor: Actor, meeting: MentorshipMeeting, today: date) -> Verdict:
    """The student, as long as to whatever is recorded in somebody’s name; also when the mentorship is over."""
    if not is_mentee(actor, meeting.mentorship):
        return never(_STUDENTS_WORD)
    if not OBJECT_TO_MEETING.allowed_from(meeting.state):
        return _stands(meeting)
    written_on = day_of(meeting.created_at, meeting.mentorship.student.institute.zone)
    if today > written_on + OBJECT_WITHIN:
        return no(_("This was written down more than thirty days ago."), _("Speak with your placement office."))
    return YES


def may_word(actor: Actor, meeting: MentorshipMeeting) -> Verdict:
    """Of what is written down: the mentor words anew what was agreed, the student says what is otherwise. They are their own words."""
    if not (verdict := may_read_words(actor, meeting.mentorship)):
        return verdict
    if meeting.state in AHEAD or meeting.state == MeetingState.CALLED_OFF:
        return no(_("Nothing is written down of this meeting yet."))
    return YES


def _stands(meeting: MentorshipMeeting) -> Verdict:
    return no(
        _("This meeting stands at “%(state)s”.") % {"state": meeting.get_state_display()},
        _("Propose another day."),
    )
