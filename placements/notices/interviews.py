"""What is said of interviews: invited, booked, called off, missed, and the day before."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.words import when
from institutions.models import Membership
from notifications.services.posting import Message, Notice, Teller
from placements.models import Interview, InterviewTime, InterviewTransition
from placements.notices.applications import leads
from placements.states import BOOK, CALL_OFF, HOLD, MISS, REBOOK

OPEN = _("Open the interview")


def student(interview: Interview) -> list[User]:
    """Who is invited."""
    return [interview.application.student.user]


def interviewer(interview: Interview) -> list[User]:
    """Who holds it; before a time is booked, nobody."""
    return [interview.time.interviewer.user] if interview.time else []


def _facts(interview: Interview) -> dict[str, Any]:
    application = interview.application
    facts = {
        "student": application.student.user,
        "slot": application.slot,
        "partner": application.slot.partner,
        "when": "",
        "place": "",
        "who": "",
    }
    if interview.time is not None:
        facts |= {
            "when": when(interview.time.starts_at, application.institute.zone),
            "place": interview.time.place,
            "who": interview.time.interviewer.user,
        }
    return facts


def _say(text: Any, interview: Interview, note: str) -> Any:
    def said() -> str:
        return (text % {**_facts(interview), "note": note}).strip()

    return lazy(said, str)()


def _tell(
    readers: Iterable[User],
    interview: Interview,
    kind: str,
    subject: Any,
    body: Any,
    note: str = "",
    *,
    in_calendar: bool = False,
) -> Iterator[Notice]:
    """`in_calendar`: with the file that puts it into the reader's calendar, moves it there, or takes it out."""
    message = Message(
        kind=kind,
        subject=_say(subject, interview, ""),
        body=_say(body, interview, note),
        path=interview.get_absolute_url(),
        action=OPEN,
        attachment=f"interview:{interview.pk}" if in_calendar else "",
    )
    for reader in readers:
        yield Notice(reader=reader, message=message, dedupe_key=f"{kind}:{interview.pk}")


def booked_to_both(interview: Interview, _row: InterviewTransition) -> Iterator[Notice]:
    """When and where, with the calendar file."""
    body = _(
        "“%(slot)s” at %(partner)s: %(when)s, with %(who)s.\nWhere: %(place)s\n\n"
        "The file with this mail puts it into your calendar. The page says what to prepare."
    )
    kind, own = "interview.booked", student(interview)
    yield from _tell(own, interview, kind, _("Your interview at %(partner)s: %(when)s"), body, in_calendar=True)
    others = [user for user in interviewer(interview) if user not in own]
    yield from _tell(others, interview, kind, _("Interview on %(when)s: %(student)s"), body, in_calendar=True)


def moved_from(interview: Interview, earlier: InterviewTime) -> Iterator[Notice]:
    """To who would have held it: the student chose a time of somebody else's."""
    zone = interview.application.institute.zone
    subject = _("%(student)s comes to another interviewer")
    body = _("“%(slot)s”: your time on %(note)s is free again. The interview is with %(who)s now.")
    readers, was = [earlier.interviewer.user], when(earlier.starts_at, zone)
    yield from _tell(readers, interview, "interview.moved_from", subject, body, was, in_calendar=True)


def passed_on(interview: Interview, earlier: Membership) -> Iterator[Notice]:
    """To the student, to who would have held it and to the leads: somebody else of the partner's holds it, at the same time."""
    kind, zone = "interview.passed_on", interview.application.institute.zone
    at = when(interview.time.starts_at, zone) if interview.time else ""
    own = _("“%(slot)s” at %(partner)s, %(when)s: you meet %(who)s now, and not %(note)s. Time and place stay.")
    subject = _("Somebody else interviews you at %(partner)s")
    yield from _tell(student(interview), interview, kind, subject, own, str(earlier.user), in_calendar=True)
    subject, body = (
        _("%(student)s comes to another interviewer"),
        _("“%(slot)s”, %(note)s: %(who)s holds the interview now."),
    )
    yield from _tell([earlier.user], interview, kind, subject, body, at, in_calendar=True)
    told = {earlier.user_id, *(user.pk for user in interviewer(interview))}
    others = [user for user in leads(interview.application) if user.pk not in told]
    yield from _tell(others, interview, kind, subject, body, at)


def called_off_to_student(interview: Interview, row: InterviewTransition) -> Iterator[Notice]:
    """It does not take place, and why. Who called it off gets the file alone: it was in their calendar."""
    subject = _("Your interview at %(partner)s is called off")
    body = _("“%(slot)s”. %(note)s\n\nYour application stays; you are told what comes next.")
    if row.by_id == interview.application.student.user_id:
        body = _("“%(slot)s”. The file with this mail takes it out of your calendar.")
        if interview.time is None:
            return
    yield from _tell(student(interview), interview, "interview.called_off", subject, body, row.note, in_calendar=True)


def called_off_to_partner(interview: Interview, row: InterviewTransition) -> Iterator[Notice]:
    """The time is free again: to who would have held it, with the file, and to the leads but for the one who did it."""
    subject = _("The interview with %(student)s is called off")
    body = _("“%(slot)s” %(when)s. %(note)s\n\nThe time is free again.")
    kind, holders = "interview.called_off_for_partner", interviewer(interview)
    yield from _tell(holders, interview, kind, subject, body, row.note, in_calendar=True)
    others = [user for user in leads(interview.application) if user not in holders and user.pk != row.by_id]
    yield from _tell(others, interview, kind, subject, body, row.note)


def missed_to_student(interview: Interview, _row: InterviewTransition) -> Iterator[Notice]:
    """Kindly: something may have come between."""
    subject = _("You were missed at your interview at %(partner)s")
    body = _(
        "It was on %(when)s. If something came between, write to the partner’s placement office soon: "
        "they may invite you again."
    )
    yield from _tell(student(interview), interview, "interview.missed", subject, body)


def soon(interview: Interview, reader: User) -> Message:
    """In the last day, to both: by its day and hour, for it may be today."""
    mine = reader.pk == interview.application.student.user_id
    subject = _("Your interview at %(partner)s: %(when)s") if mine else _("Interview on %(when)s: %(student)s")
    return Message(
        kind="interview.soon",
        subject=_say(subject, interview, ""),
        body=_say(_("It is soon: %(when)s, “%(slot)s”.\nWhere: %(place)s"), interview, ""),
        path=interview.get_absolute_url(),
        action=OPEN,
    )


def both(interview: Interview) -> list[User]:
    """Student and interviewer."""
    return [*student(interview), *interviewer(interview)]


def unbooked(interview: Interview, _reader: User) -> Message:
    """No time is chosen yet, three days on."""
    return Message(
        kind="interview.unbooked",
        subject=_say(_("Choose a time for your interview at %(partner)s"), interview, ""),
        body=_say(_("“%(slot)s” waits for you. Times go to whoever chooses first."), interview, ""),
        path=interview.get_absolute_url(),
        action=OPEN,
    )


# That an interview took place is known to both who sat in it.
INTERVIEW_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    BOOK.name: (booked_to_both,),
    REBOOK.name: (booked_to_both,),
    HOLD.name: (),
    MISS.name: (missed_to_student,),
    CALL_OFF.name: (called_off_to_student, called_off_to_partner),
}
