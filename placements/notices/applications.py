"""What is said when an application moves, and as an offer's deadline comes near."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications.services.posting import Message, Notice, Teller
from placements.models import Application, ApplicationTransition
from placements.notices import applying
from placements.notices.applications_words import coordinators, leads, readers_from, say, student, told
from placements.states import (
    ACCEPT,
    ANSWER_OFFICE,
    ANSWER_PARTNER,
    ASK,
    BRING,
    DECLINE,
    ENDORSE,
    INVITE,
    LAPSE,
    NOMINATE,
    OFFER,
    REFUSE,
    REJECT,
    REOPEN,
    REVIEW,
    SHORTLIST,
    SUBMIT,
    TAKE_BACK,
    WAITLIST,
    WITHDRAW,
    ApplicationState,
)


def shortlisted_to_student(application: Application, _row: ApplicationTransition) -> Iterator[Notice]:
    """Good news, not yet an offer."""
    subject = _("You are on the shortlist for “%(slot)s”")
    body = _("%(partner)s has put you on the shortlist. Nothing is asked of you now.")
    yield from told(student(application), application, "application.shortlisted", subject, body)


def invited_to_student(application: Application, _row: ApplicationTransition) -> Iterator[Notice]:
    """Choose a time."""
    subject = _("%(partner)s invites you to an interview")
    body = _(
        "For “%(slot)s”. Choose a time; times go to whoever chooses first.\n\n"
        "The interview’s page says what to ask, and the mail that follows puts it into your calendar."
    )
    ahead = application.interviews.ahead().order_by("pk").last()
    path = reverse("interview_book", args=[ahead.pk]) if ahead else ""
    kind, action = "application.invited", _("Choose a time")
    yield from told(student(application), application, kind, subject, body, action, path=path)


def waitlisted_to_student(application: Application, _row: ApplicationTransition) -> Iterator[Notice]:
    """What the waiting list means."""
    subject = _("You are on the waiting list for “%(slot)s”")
    body = _(
        "When a place at %(partner)s becomes free and it is your turn, you get the offer by itself, with some days to answer."
    )
    yield from told(student(application), application, "application.waitlisted", subject, body, _("See your position"))


def offered_to_student(application: Application, _row: ApplicationTransition) -> Iterator[Notice]:
    """The offer and its deadline."""
    subject = _("%(partner)s offers you a place: answer by %(deadline)s")
    body = _(
        "The place is in “%(slot)s”, from %(first)s to %(last)s. It is held for you until %(deadline)s.\n\n"
        "Accept or decline it before then; after that it goes to somebody else."
    )
    yield from told(student(application), application, "offer.made", subject, body, _("See the offer"))


def accepted_to_offices(application: Application, _row: ApplicationTransition) -> Iterator[Notice]:
    """Both offices learn who comes."""
    subject = _("%(student)s accepted the place in “%(slot)s”")
    body = _("%(student)s of %(institute)s comes to %(partner)s from %(first)s to %(last)s.")
    yield from told([*leads(application), *coordinators(application)], application, "offer.accepted", subject, body)


def accepted_to_student(application: Application, _row: ApplicationTransition) -> Iterator[Notice]:
    """The student's own copy of the answer."""
    subject = _("You accepted the place at %(partner)s")
    body = _(
        "“%(slot)s”, from %(first)s to %(last)s.\n\nYour placement office and %(partner)s know. Your home page shows what comes next."
    )
    yield from told(student(application), application, "offer.accepted_by_you", subject, body)


def nominated_to_student(application: Application, row: ApplicationTransition) -> Iterator[Notice]:
    """Placed by a list: where, when, and until when the student may object."""
    subject = _("Your placement office has placed you at %(partner)s")
    body = _(
        "“%(slot)s”, from %(first)s to %(last)s. %(institute)s sent your name and the partner accepted it.\n\n"
        "If something stands against it, object on the placement’s page within seven days: your placement office reads it at once."
    )
    yield from told(student(application), application, "application.nominated", subject, body)


def declined_to_offices(application: Application, row: ApplicationTransition) -> Iterator[Notice]:
    """A place is free again."""
    subject = _("%(student)s declined the place in “%(slot)s”")
    body = _("The place is free. If somebody waits for it, they are offered it by itself.\n\n%(note)s")
    yield from told(
        [*leads(application), *coordinators(application)], application, "offer.declined", subject, body, note=row.note
    )


def lapsed_to_student(application: Application, _row: ApplicationTransition) -> Iterator[Notice]:
    """Too late, and what can still be done."""
    subject = _("Your offer from %(partner)s has lapsed")
    body = _(
        "The time to answer ended on %(deadline)s, and the place in “%(slot)s” goes to somebody else.\n\n"
        "If you still want it, ask the placement office whether a place is left."
    )
    yield from told(student(application), application, "offer.lapsed", subject, body)


def lapsed_to_offices(application: Application, _row: ApplicationTransition) -> Iterator[Notice]:
    """Nobody answered; the place is free again."""
    subject = _("The offer to %(student)s has lapsed")
    body = _(
        "There was no answer by %(deadline)s. The place in “%(slot)s” is free; if somebody waits for it, they are offered it by itself."
    )
    yield from told(
        [*leads(application), *coordinators(application)], application, "offer.lapsed_for_offices", subject, body
    )


def rejected_to_student(application: Application, row: ApplicationTransition) -> Iterator[Notice]:
    """No, and why."""
    subject = _("%(partner)s has not chosen you for “%(slot)s”")
    body = _("They give this reason:\n\n%(note)s\n\nOther internships are open: look for your next one.")
    yield from told(student(application), application, "application.rejected", subject, body, note=row.note)


def withdrawn_to_readers(application: Application, row: ApplicationTransition) -> Iterator[Notice]:
    """The partner need not read it any more; of a draft it never knew."""
    if row.from_state == ApplicationState.DRAFT:
        return
    readers = readers_from(row.from_state, application)
    subject = _("%(student)s withdrew the application for “%(slot)s”")
    if row.by_id != application.student.user_id:
        subject = _("Withdrawn: %(title)s")
    body = _("Nothing is asked of you.\n\n%(note)s")
    words = {"note": row.note, "title": application.slot.title}
    yield from told(readers, application, "application.withdrawn", subject, body, **words)


def withdrawn_to_student(application: Application, row: ApplicationTransition) -> Iterator[Notice]:
    """Not their own act: their days were taken by being placed."""
    if row.by_id == application.student.user_id:
        return
    subject, words = _("Withdrawn: %(title)s"), {"note": row.note, "title": application.slot.title}
    yield from told(student(application), application, "application.withdrawn_for_you", subject, "%(note)s", **words)


def ending(application: Application, _reader: User) -> Message:
    """The reminder 48 and 24 hours before an offer lapses."""
    return Message(
        kind="offer.ending",
        subject=say(_("Answer the offer from %(partner)s by %(deadline)s"), application),
        body=say(
            _("The place in “%(slot)s” is held for you until then. After that it goes to somebody else."), application
        ),
        path=application.get_absolute_url(),
        action=_("See the offer"),
    )


# Every move has its entry: silence is a decision. That a review has begun is seen on the page; a reopened draft is the student's own;
# of what is brought over the placement speaks.
APPLICATION_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    SUBMIT.name: (applying.submitted_to_student, applying.submitted_to_readers),
    TAKE_BACK.name: (applying.taken_back_to_readers,),
    ASK.name: (applying.asked_to_student,),
    ANSWER_OFFICE.name: (applying.answered_to_office,),
    ANSWER_PARTNER.name: (applying.answered_to_leads,),
    ENDORSE.name: (applying.endorsed_to_student, applying.endorsed_to_leads),
    REFUSE.name: (applying.refused_to_student,),
    REVIEW.name: (),
    SHORTLIST.name: (shortlisted_to_student,),
    INVITE.name: (invited_to_student,),
    WAITLIST.name: (waitlisted_to_student,),
    OFFER.name: (offered_to_student,),
    ACCEPT.name: (accepted_to_student, accepted_to_offices),
    DECLINE.name: (declined_to_offices,),
    LAPSE.name: (lapsed_to_student, lapsed_to_offices),
    REJECT.name: (rejected_to_student,),
    WITHDRAW.name: (withdrawn_to_readers, withdrawn_to_student),
    REOPEN.name: (),
    NOMINATE.name: (nominated_to_student,),
    BRING.name: (),
}
