"""What is said when an application moves, and as an offer's deadline comes near."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.words import day, when
from institutions.models import Membership
from notifications.services.posting import Message, Notice, Teller
from placements.models import Application, ApplicationTransition
from placements.states import (
    ACCEPT,
    DECLINE,
    LAPSE,
    NOMINATE,
    OFFER,
    REJECT,
    REOPEN,
    REVIEW,
    SHORTLIST,
    SUBMIT,
    WAITLIST,
    WITHDRAW,
    ApplicationState,
)

OPEN = _("Open the application")


def student(application: Application) -> list[User]:
    """The applicant."""
    return [application.student.user]


def leads(application: Application) -> list[User]:
    """The partner's placement leads."""
    return [membership.user for membership in Membership.objects.leads_of(application.slot.partner_id)]


def coordinators(application: Application) -> list[User]:
    """The institute's coordinators."""
    return [membership.user for membership in Membership.objects.coordinators_of(application.institute_id)]


def _facts(application: Application) -> dict[str, Any]:
    slot = application.slot
    facts = {
        "student": application.student.user,
        "slot": slot,
        "partner": slot.partner,
        "institute": application.institute,
        "first": day(slot.starts_on) if slot.starts_on else "",
        "last": day(slot.ends_on) if slot.ends_on else "",
    }
    if application.answer_by is not None:
        facts["deadline"] = when(application.answer_by, application.institute.zone)
    return facts


def _say(text: Any, application: Application, note: str = "") -> Any:
    """The text with its facts, put together in the language of whoever reads it: days and names of months are words too."""

    def said() -> str:
        return (text % {**_facts(application), "note": note}).strip()

    return lazy(said, str)()


def _tell(
    readers: Iterable[User],
    application: Application,
    kind: str,
    subject: Any,
    body: Any,
    action: Any = OPEN,
    note: str = "",
) -> Iterator[Notice]:
    message = Message(
        kind=kind,
        subject=_say(subject, application),
        body=_say(body, application, note),
        path=application.get_absolute_url(),
        action=action,
    )
    for reader in readers:
        yield Notice(reader=reader, message=message, dedupe_key=f"{kind}:{application.pk}")


def submitted_to_student(application: Application, _row: ApplicationTransition) -> Iterator[Notice]:
    """The receipt."""
    subject = _("Sent: your application for “%(slot)s”")
    body = _(
        "%(partner)s has your application for “%(slot)s”, %(first)s to %(last)s.\n\n"
        "You are told of each step; you may withdraw at any time."
    )
    yield from _tell(student(application), application, "application.submitted", subject, body, _("See what was sent"))


def submitted_to_leads(application: Application, _row: ApplicationTransition) -> Iterator[Notice]:
    """Somebody applied."""
    subject = _("%(student)s applies for “%(slot)s”")
    body = _("%(student)s of %(institute)s has sent statement and CV.\n\nRead them, then shortlist, offer or say no.")
    yield from _tell(leads(application), application, "application.received", subject, body, _("Read the application"))


def shortlisted_to_student(application: Application, _row: ApplicationTransition) -> Iterator[Notice]:
    """Good news, not yet an offer."""
    subject = _("You are on the shortlist for “%(slot)s”")
    body = _("%(partner)s has put you on the shortlist. Nothing is asked of you now.")
    yield from _tell(student(application), application, "application.shortlisted", subject, body)


def waitlisted_to_student(application: Application, _row: ApplicationTransition) -> Iterator[Notice]:
    """What the waiting list means."""
    subject = _("You are on the waiting list for “%(slot)s”")
    body = _(
        "When a place at %(partner)s becomes free and it is your turn, you get the offer by itself, with some days to answer."
    )
    yield from _tell(student(application), application, "application.waitlisted", subject, body, _("See your position"))


def offered_to_student(application: Application, _row: ApplicationTransition) -> Iterator[Notice]:
    """The offer and its deadline."""
    subject = _("%(partner)s offers you a place: answer by %(deadline)s")
    body = _(
        "The place is in “%(slot)s”, from %(first)s to %(last)s. It is held for you until %(deadline)s.\n\n"
        "Accept or decline it before then; after that it goes to somebody else."
    )
    yield from _tell(student(application), application, "offer.made", subject, body, _("See the offer"))


def accepted_to_offices(application: Application, _row: ApplicationTransition) -> Iterator[Notice]:
    """Both offices learn who comes."""
    subject = _("%(student)s accepted the place in “%(slot)s”")
    body = _("%(student)s of %(institute)s comes to %(partner)s from %(first)s to %(last)s.")
    yield from _tell([*leads(application), *coordinators(application)], application, "offer.accepted", subject, body)


def accepted_to_student(application: Application, _row: ApplicationTransition) -> Iterator[Notice]:
    """The student's own copy of the answer."""
    subject = _("You accepted the place at %(partner)s")
    body = _(
        "“%(slot)s”, from %(first)s to %(last)s.\n\nYour placement office and %(partner)s know. Your home page shows what comes next."
    )
    yield from _tell(student(application), application, "offer.accepted_by_you", subject, body)


def nominated_to_student(application: Application, row: ApplicationTransition) -> Iterator[Notice]:
    """Placed by a list: where, when, and until when the student may object."""
    subject = _("Your placement office has placed you at %(partner)s")
    body = _(
        "“%(slot)s”, from %(first)s to %(last)s. %(institute)s sent your name and the partner accepted it.\n\n"
        "If something stands against it, object on the placement’s page within seven days: your placement office reads it at once."
    )
    yield from _tell(student(application), application, "application.nominated", subject, body)


def declined_to_offices(application: Application, row: ApplicationTransition) -> Iterator[Notice]:
    """A place is free again."""
    subject = _("%(student)s declined the place in “%(slot)s”")
    body = _("The place is free. If somebody waits for it, they are offered it by itself.\n\n%(note)s")
    yield from _tell(
        [*leads(application), *coordinators(application)], application, "offer.declined", subject, body, note=row.note
    )


def lapsed_to_student(application: Application, _row: ApplicationTransition) -> Iterator[Notice]:
    """Too late, and what can still be done."""
    subject = _("Your offer from %(partner)s has lapsed")
    body = _(
        "The time to answer ended on %(deadline)s, and the place in “%(slot)s” goes to somebody else.\n\n"
        "If you still want it, ask the placement office whether a place is left."
    )
    yield from _tell(student(application), application, "offer.lapsed", subject, body)


def lapsed_to_offices(application: Application, _row: ApplicationTransition) -> Iterator[Notice]:
    """Nobody answered; the place is free again."""
    subject = _("The offer to %(student)s has lapsed")
    body = _(
        "There was no answer by %(deadline)s. The place in “%(slot)s” is free; if somebody waits for it, they are offered it by itself."
    )
    yield from _tell(
        [*leads(application), *coordinators(application)], application, "offer.lapsed_for_offices", subject, body
    )


def rejected_to_student(application: Application, row: ApplicationTransition) -> Iterator[Notice]:
    """No, and why."""
    subject = _("%(partner)s has not chosen you for “%(slot)s”")
    body = _("They give this reason:\n\n%(note)s\n\nOther internships are open: look for your next one.")
    yield from _tell(student(application), application, "application.rejected", subject, body, note=row.note)


def withdrawn_to_leads(application: Application, row: ApplicationTransition) -> Iterator[Notice]:
    """The partner need not read it any more; of a draft it never knew."""
    if row.from_state == ApplicationState.DRAFT:
        return
    subject = _("%(student)s withdrew the application for “%(slot)s”")
    body = _("Nothing is asked of you.\n\n%(note)s")
    yield from _tell(leads(application), application, "application.withdrawn", subject, body, note=row.note)


def ending(application: Application, _reader: User) -> Message:
    """The reminder 48 and 24 hours before an offer lapses."""
    return Message(
        kind="offer.ending",
        subject=_say(_("Answer the offer from %(partner)s by %(deadline)s"), application),
        body=_say(
            _("The place in “%(slot)s” is held for you until then. After that it goes to somebody else."), application
        ),
        path=application.get_absolute_url(),
        action=_("See the offer"),
    )


# Every move has its entry: silence is a decision. That a review has begun is seen on the page; a reopened draft is the student's own.
APPLICATION_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    SUBMIT.name: (submitted_to_student, submitted_to_leads),
    REVIEW.name: (),
    SHORTLIST.name: (shortlisted_to_student,),
    WAITLIST.name: (waitlisted_to_student,),
    OFFER.name: (offered_to_student,),
    ACCEPT.name: (accepted_to_student, accepted_to_offices),
    DECLINE.name: (declined_to_offices,),
    LAPSE.name: (lapsed_to_student, lapsed_to_offices),
    REJECT.name: (rejected_to_student,),
    WITHDRAW.name: (withdrawn_to_leads,),
    REOPEN.name: (),
    NOMINATE.name: (nominated_to_student,),
}
