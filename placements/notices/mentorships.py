"""What is said about mentors: who it is, when the two meet. What they agree is read on its page alone."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.actor import Via
from core.words import day, listed
from institutions.models import Membership
from notifications.services.posting import Message, Notice, Teller
from placements.models import (
    MentorAsk,
    Mentorship,
    MentorshipMeeting,
    MentorshipMeetingTransition,
    MentorshipTransition,
    Reflection,
)
from placements.states_mentoring import (
    AGREE_MEETING,
    CALL_OFF_MEETING,
    CONFIRM_MEETING,
    END_MENTORSHIP,
    KEEP_MEETING,
    MOVE_MEETING,
    OBJECT_TO_MEETING,
    WRITE_UP_MEETING,
)

OPEN = _("Open it")
ANSWER = _("Say whether it fits")


def given(mentorship: Mentorship, _row: Any) -> Iterator[Notice]:
    """Both are told, each what it means."""
    facts = _facts(mentorship)
    yield from _notices(
        [mentorship.student.user],
        mentorship,
        kind="meeting.mentor_given",
        subject=_("%(mentor)s is your mentor") % facts,
        body=_(
            "A mentor guides you and never grades. %(mentor)s sees what you look for and the reflections that you share with them; "
            "not your hours, evaluations or records. Propose a day to meet."
        )
        % facts,
    )
    yield from _notices(
        [mentorship.mentor.user],
        mentorship,
        kind="meeting.mentor_given",
        subject=_("You are the mentor of %(student)s") % facts,
        body=_("%(programme)s, from %(first)s. You guide and never grade. Propose a day to meet.") % facts,
    )


def ended(mentorship: Mentorship, row: MentorshipTransition) -> Iterator[Notice]:
    """Both, with thanks; where the mentor has left, the student and the office."""
    facts = _facts(mentorship) | {"note": row.note}
    left = row.via == Via.CLOCK
    yield from _notices(
        [mentorship.student.user],
        mentorship,
        kind="meeting.mentor_ended",
        subject=_("%(mentor)s is no longer your mentor") % facts,
        body=_("%(note)s\n\nWhat you agreed stays with you. Your placement office can give you another mentor.")
        % facts,
    )
    yield from _notices(
        office(mentorship) if left else [mentorship.mentor.user],
        mentorship,
        kind="meeting.mentor_ended",
        subject=(_("%(student)s is without %(mentor)s as mentor") if left else _("You no longer mentor %(student)s"))
        % facts,
        body=(
            _("%(note)s Give another, if one is wanted.") if left else _("%(note)s\n\nThank you for the time you gave.")
        )
        % facts,
        path="" if not left else mentorship.get_absolute_url(),
    )


def asked_for_another(ask: MentorAsk, _row: Any) -> Iterator[Notice]:
    """The placement office alone."""
    facts = _facts(ask.mentorship) | {"name": ask.by, "word": ask.word}
    yield from _notices(
        office(ask.mentorship),
        ask.mentorship,
        kind="meeting.mentor_asked",
        subject=_("%(name)s asks for somebody else") % facts,
        body=_("%(mentor)s guides %(student)s. The other of the two does not know: find the words with care.") % facts,
    )


def proposed(meeting: MentorshipMeeting, _row: Any) -> Iterator[Notice]:
    """The other of the two says whether the day fits."""
    yield from _of_meeting(meeting, "meeting.proposed", _("%(name)s would like to meet you on %(day)s"), ANSWER)


def moved(meeting: MentorshipMeeting, _row: MentorshipMeetingTransition) -> Iterator[Notice]:
    """The other of the two says whether the new day fits."""
    yield from _of_meeting(meeting, "meeting.moved", _("%(name)s proposes another day: %(day)s"), ANSWER)


def agreed(meeting: MentorshipMeeting, row: MentorshipMeetingTransition) -> Iterator[Notice]:
    """Whoever proposed it."""
    yield from _of_meeting(meeting, "meeting.agreed", _("You meet %(name)s on %(day)s"), OPEN, by_id=row.by_id)


def called_off(meeting: MentorshipMeeting, row: MentorshipMeetingTransition) -> Iterator[Notice]:
    """The other of the two, with the reason."""
    subject = _("%(name)s cannot meet you on %(day)s")
    yield from _of_meeting(meeting, "meeting.called_off", subject, OPEN, by_id=row.by_id, words=row.note)


def kept(meeting: MentorshipMeeting, row: MentorshipMeetingTransition) -> Iterator[Notice]:
    """The student reads what was written down."""
    subject = _("%(name)s wrote down what you agreed on %(day)s")
    words = _("Read it, and say so if something should be otherwise.")
    yield from _of_meeting(meeting, "meeting.kept", subject, _("Read it"), by_id=row.by_id, words=words)


def written_up(meeting: MentorshipMeeting, _row: MentorshipMeetingTransition) -> Iterator[Notice]:
    """The student says whether it is so: nobody had proposed this meeting."""
    subject = _("%(name)s wrote down that you met on %(day)s")
    words = _("Read what you agreed, and say whether it is so. You may object for thirty days.")
    yield from _of_meeting(meeting, "meeting.written_up", subject, _("Say whether it is so"), words=words)


def confirmed(meeting: MentorshipMeeting, row: MentorshipMeetingTransition) -> Iterator[Notice]:
    """The mentor's inbox."""
    subject = _("%(name)s confirms that you met on %(day)s")
    yield from _of_meeting(meeting, "meeting.confirmed", subject, OPEN, by_id=row.by_id, quiet=True)


def objected(meeting: MentorshipMeeting, row: MentorshipMeetingTransition) -> Iterator[Notice]:
    """The mentor; why is read on the page."""
    subject = _("%(name)s objects to what you wrote of %(day)s")
    words = _("Read why, and speak with them. It is not counted as a meeting meanwhile.")
    yield from _of_meeting(meeting, "meeting.objected", subject, _("Read it"), by_id=row.by_id, words=words)


def answered(meeting: MentorshipMeeting, _row: Any) -> Iterator[Notice]:
    """The mentor's inbox: the student said something to what was written."""
    student = meeting.mentorship.student.user_id
    yield from _of_meeting(
        meeting,
        "meeting.answered",
        _("%(name)s answered what you wrote on %(day)s"),
        _("Read it"),
        by_id=student,
        quiet=True,
    )


def tomorrow(meeting: MentorshipMeeting, reader: User) -> Message:
    """The reminder on the day before, to each of the two."""
    other = other_of(meeting.mentorship, reader.pk)
    place = listed(part for part in (f"{meeting.at:%H:%M}" if meeting.at else "", meeting.where) if part)
    return Message(
        kind="meeting.with_mentor_tomorrow",
        subject=_("Tomorrow you meet %(name)s") % {"name": other},
        body=_("%(place)s\n\nIf it does not fit any more, propose another day.") % {"place": place or day(meeting.day)},
        path=meeting.get_absolute_url(),
        action=OPEN,
    )


def reflection_for_mentor(reflection: Reflection, _row: Any) -> Iterator[Notice]:
    """A line in the inbox of the student's mentors; what was written stays on its page."""
    student = reflection.placement.student
    today = reflection.placement.today(reflection.updated_at)
    running = Mentorship.objects.filter(student=student).running(today).begun(today).for_page()
    for mentorship in running:
        yield from _notices(
            [mentorship.mentor.user],
            mentorship,
            kind="reflection.for_mentor",
            subject=_("%(student)s shares a reflection with you") % {"student": student.user},
            body=_("Only what was shared with mentors is read by you."),
            action=_("Read it"),
            quiet=True,
        )


def office(mentorship: Mentorship) -> list[User]:
    """The student's placement office."""
    return [m.user for m in Membership.objects.coordinators_of(mentorship.student.institute_id)]


def other_of(mentorship: Mentorship, user_id: int | None) -> User:
    """The other of the two."""
    student, mentor = mentorship.student.user, mentorship.mentor.user
    return mentor if user_id == student.pk else student


def _facts(mentorship: Mentorship) -> dict[str, Any]:
    return {
        "student": mentorship.student.user,
        "mentor": mentorship.mentor.user,
        "programme": mentorship.student.programme,
        "first": day(mentorship.begins_on),
    }


def _of_meeting(
    meeting: MentorshipMeeting,
    kind: str,
    subject: Any,
    action: Any,
    *,
    by_id: int | None = None,
    words: Any = "",
    quiet: bool = False,
) -> Iterator[Notice]:
    """To the other of the two than who did it, by default whoever proposed it."""
    did = by_id or meeting.proposed_by_id
    reader = other_of(meeting.mentorship, did)
    facts = {"name": other_of(meeting.mentorship, reader.pk), "day": day(meeting.day)}
    said = (f"{meeting.at:%H:%M}" if meeting.at else "", meeting.where, words)
    yield from _notices(
        [reader],
        meeting,
        kind=kind,
        subject=subject % facts,
        body=" · ".join(str(part) for part in said if part) or facts["day"],
        action=action,
        quiet=quiet,
    )


def _notices(
    readers: Iterable[User],
    thing: Mentorship | MentorshipMeeting,
    *,
    kind: str,
    subject: Any,
    body: Any,
    action: Any = OPEN,
    path: str | None = None,
    quiet: bool = False,
) -> Iterator[Notice]:
    where = thing.get_absolute_url() if path is None else path
    message = Message(kind=kind, subject=subject, body=body, path=where, action=action if where else "", quiet=quiet)
    for reader in readers:
        yield Notice(reader=reader, message=message, dedupe_key=f"{kind}:{thing.pk}")


MENTORSHIP_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {END_MENTORSHIP.name: (ended,)}
MEETING_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    AGREE_MEETING.name: (agreed,),
    MOVE_MEETING.name: (moved,),
    KEEP_MEETING.name: (kept,),
    CALL_OFF_MEETING.name: (called_off,),
    WRITE_UP_MEETING.name: (written_up,),
    CONFIRM_MEETING.name: (confirmed,),
    OBJECT_TO_MEETING.name: (objected,),
}
