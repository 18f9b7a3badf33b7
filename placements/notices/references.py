"""What is said when a reference is asked for, written or declined, and as its day comes near."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessLink, Purpose, User
from core.words import day
from institutions.models import Membership
from notifications.services.posting import Message, Notice, Teller
from placements.models import Application, Reference, ReferenceTransition
from placements.states import (
    ANSWER_REFERENCE,
    CANCEL_REFERENCE,
    DECLINE_REFERENCE,
    REFUSE_REFEREE,
    SEND_REFERENCE,
    ReferenceState,
)

OPEN = _("Open the request")
ANSWER = _("Write or decline")


def office(reference: Reference) -> list[User]:
    """The coordinators of the student's institute and programme."""
    student = reference.student
    everyone = Membership.objects.coordinators_of(student.institute_id)
    return [row.user for row in everyone.filter(Q(programme=None) | Q(programme=student.programme_id))]


def referee(reference: Reference) -> list[User]:
    """The writer."""
    return [reference.referee.user]


def _slots(uses: Iterable[Application]) -> str:
    return "\n".join(
        f"– {use.slot.partner}: {use.slot}" + (f" ({day(use.slot.starts_on)})" if use.slot.starts_on else "")
        for use in uses
    )


def _message(reference: Reference, kind: str, subject: Any, body: Any, action: Any = OPEN, **more: Any) -> Message:
    words = {
        "student": reference.student.user,
        "referee": reference.referee,
        "institute": reference.student.institute,
        "needed": day(reference.needed_by),
        "slots": _slots(more.get("uses", reference.uses)),
        "message": reference.message,
        "note": more.get("note", ""),
    }
    return Message(
        kind=kind,
        subject=subject % words,
        body=(body % words).strip(),
        path=reference.get_absolute_url(),
        action=action,
        link=more.get("link"),
    )


def _to(readers: Iterable[User], message: Message, reference: Reference, key: str = "") -> Iterator[Notice]:
    for reader in readers:
        yield Notice(reader=reader, message=message, dedupe_key=f"{message.kind}:{reference.pk}{key}")


def link_of(reference: Reference) -> AccessLink | None:
    """The referee's live link. One query."""
    links = AccessLink.objects.filter(purpose=Purpose.REFERENCE, subject_id=reference.pk, used_at=None, revoked_at=None)
    return links.filter(user_id=reference.referee.user_id).order_by("pk").last()


def named_to_office(reference: Reference, row: None) -> Iterator[Notice]:
    """An address to confirm: nothing goes to it before."""
    subject = _("Confirm the address of %(referee)s, whom %(student)s asks for a reference")
    body = _("It is needed by %(needed)s. The request is sent once you have said that the address is theirs.")
    yield from _to(
        office(reference), _message(reference, "reference.named", subject, body, _("Look at the address")), reference
    )


def asked_to_referee(reference: Reference, row: ReferenceTransition) -> Iterator[Notice]:
    """The request, with the referee's own link."""
    subject = _("%(student)s asks you for a reference by %(needed)s")
    body = _(
        "%(student)s of %(institute)s applies for:\n\n%(slots)s\n\n%(message)s\n\n"
        "The page behind this link has the CV and what each place asks for. You may write there, send your own letter, or decline with "
        "one button; no account is needed. What you begin is kept."
    )
    message = _message(reference, "reference.asked", subject, body, ANSWER, link=link_of(reference))
    yield from _to(referee(reference), message, reference)


def sent_to_student(reference: Reference, row: ReferenceTransition) -> Iterator[Notice]:
    """The office has confirmed the address; said only where the student had to wait for it."""
    if row.by_id == reference.student.user_id:
        return
    subject = _("Your request has gone to %(referee)s")
    body = _("Your placement office confirmed the address. You are told of the answer.")
    yield from _to([reference.student.user], _message(reference, "reference.sent", subject, body), reference)


def refused_to_student(reference: Reference, row: ReferenceTransition) -> Iterator[Notice]:
    """The address is not confirmed, and why."""
    subject = _("Your request to %(referee)s was not sent")
    body = _("Your placement office could not confirm the address:\n\n%(note)s\n\nAsk again with another one.")
    yield from _to(
        [reference.student.user], _message(reference, "reference.refused", subject, body, note=row.note), reference
    )


def answered_to_student(reference: Reference, row: ReferenceTransition) -> Iterator[Notice]:
    """Written: no more than that, for the text may not be the student's to read."""
    subject = _("%(referee)s has written your reference")
    body = _("It stands with your applications. A word of thanks is a good idea.")
    yield from _to([reference.student.user], _message(reference, "reference.answered", subject, body), reference)


def answered_to_leads(reference: Reference, row: ReferenceTransition) -> Iterator[Notice]:
    """Each partner that has an application of it, about its own internships alone."""
    yield from _to_leads(reference, reference.uses)


def came_along_to_leads(reference: Reference, application: Application) -> Iterator[Notice]:
    """A reference that was written before goes with one more application that the partner has."""
    yield from _to_leads(reference, [application])


def _to_leads(reference: Reference, uses: Iterable[Application]) -> Iterator[Notice]:
    """By partner; to none while a blind review hides whose it is."""
    by_partner: dict[int, list[Application]] = {}
    for use in uses:
        if use.submitted_at is not None and not use.is_veiled:
            by_partner.setdefault(use.slot.partner_id, []).append(use)
    subject, body = _("A reference for %(student)s has come"), _("From %(referee)s.\n\n%(slots)s")
    for partner, theirs in sorted(by_partner.items()):
        leads = [lead.user for lead in Membership.objects.leads_of(partner)]
        message = _message(reference, "reference.received", subject, body, _("Read it"), uses=theirs)
        yield from _to(leads, message, reference, key=f":{partner}")


def declined_to_student(reference: Reference, row: ReferenceTransition) -> Iterator[Notice]:
    """No, and what can still be done."""
    subject = _("%(referee)s cannot write for you")
    body = _("%(note)s\n\nNobody reads anything into it. Ask somebody else while there is time.")
    yield from _to(
        [reference.student.user], _message(reference, "reference.declined", subject, body, note=row.note), reference
    )


def cancelled_to_referee(reference: Reference, row: ReferenceTransition) -> Iterator[Notice]:
    """Whoever was asked need not write."""
    if row.from_state != ReferenceState.ASKED:
        return
    subject = _("You need not write for %(student)s any more")
    body = _("The request was taken back; the link opens nothing.\n\n%(note)s\n\nThank you for your readiness.")
    yield from _to(
        referee(reference), _message(reference, "reference.cancelled", subject, body, note=row.note), reference
    )


def due(reference: Reference, link: AccessLink) -> Message:
    """The reminder 14, 7 and 2 days before the day it is needed by."""
    subject = _("%(student)s needs your reference by %(needed)s")
    body = _(
        "For:\n\n%(slots)s\n\nWhat you have begun is kept behind the link. If you cannot write, one button says so, "
        "and %(student)s can ask somebody else in time."
    )
    return _message(reference, "reference.due", subject, body, ANSWER, link=link)


# Every move has its entry: silence is a decision.
REFERENCE_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    SEND_REFERENCE.name: (asked_to_referee, sent_to_student),
    REFUSE_REFEREE.name: (refused_to_student,),
    ANSWER_REFERENCE.name: (answered_to_student, answered_to_leads),
    DECLINE_REFERENCE.name: (declined_to_student,),
    CANCEL_REFERENCE.name: (cancelled_to_referee,),
}
