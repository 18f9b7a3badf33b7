"""What is said when a record moves, as it ends, and when somebody had to open what is closed to them."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from core.actor import Actor
from core.words import day
from institutions.models import Membership
from notifications.services.posting import Message, Notice, Teller
from students.models import Record, RecordTransition, Student
from students.states import BRING_RECORD, REJECT_RECORD, SUBMIT_RECORD, SUPERSEDE_RECORD, VERIFY_RECORD


def checkers(record: Record) -> list[User]:
    """The coordinators who may read this record: of the student's programme; for health evidence those who clear it."""
    memberships = Membership.objects.coordinators_of(record.student.institute_id)
    if record.kind.is_health:
        memberships = memberships.filter(clears_health_evidence=True)
    ours = [m for m in memberships if m.programme_id in {None, record.student.programme_id}]
    return [m.user for m in ours]


def verified_to_student(record: Record, row: RecordTransition) -> Iterator[Notice]:
    """It counts from now on, everywhere."""
    until = _("It holds until %(day)s.") % {"day": day(record.until)} if record.until else _("It has no last day.")
    body = _("“%(kind)s” was checked. It counts for every partner that asks for it. %(until)s") % {
        "kind": record.kind.name,
        "until": until,
    }
    yield _to_student(
        record,
        Message(
            kind="record.verified",
            subject=_("Verified: %(record)s") % {"record": record.plain_name},
            body=f"{body}\n\n{row.note}".strip(),
            path=record.get_absolute_url(),
            action=_("Open the record"),
        ),
    )


def rejected_to_student(record: Record, row: RecordTransition) -> Iterator[Notice]:
    """What is wrong, and that what was written is not lost."""
    yield _to_student(
        record,
        Message(
            kind="record.rejected",
            subject=_("Please send again: %(record)s") % {"record": record.plain_name},
            body=_("“%(kind)s” could not be accepted: %(reason)s.\n\n%(words)s\n\nWhat you filled in is kept.")
            % {
                "kind": record.kind.name,
                "reason": str(record.get_reason_display()).rstrip("."),
                "words": record.words,
            },
            path=record.get_absolute_url(),
            action=_("Put it right"),
        ),
    )


def _to_student(record: Record, message: Message) -> Notice:
    return Notice(reader=record.student.user, message=message, dedupe_key=f"{message.kind}:{record.pk}")


def opened_to_student(record: Record, by: Actor, reason: str) -> Message:
    """Somebody who does not clear health evidence opened it, and why. Nobody can switch this off."""
    return Message(
        kind="account.record_opened",
        subject=_("A health record of yours was opened"),
        body=_(
            "%(name)s (%(label)s) opened “%(kind)s”. The reason they gave:\n\n%(reason)s\n\nAsk them, or your placement office, "
            "if you want to know more."
        )
        % {"name": by.name, "label": by.label, "kind": record.kind.name, "reason": reason},
        path=record.get_absolute_url(),
        action=_("See who opened it"),
    )


def draft_goes(record: Record, last: datetime) -> Message:
    """A draft that was never sent is kept for two weeks more."""
    return Message(
        kind="record.draft_goes",
        subject=_("Not sent yet: %(record)s") % {"record": record.plain_name},
        body=_(
            "You began “%(kind)s” and have not sent it. Nobody else has seen it. Send it, or go on writing, by %(day)s; after that what "
            "you filled in and its document are removed."
        )
        % {"kind": record.kind.name, "day": day(last.date())},
        path=reverse("record_list"),
        action=_("Go on with it"),
    )


def ending_to_student(record: Record, _reader: User) -> Message:
    """The reminder 60, 30 and 7 days before the last day."""
    return Message(
        kind="record.ending",
        subject=_("Ends on %(day)s: %(record)s") % {"day": day(record.until), "record": record.plain_name},
        body=_(
            "“%(kind)s” holds until %(day)s. Send the new one before then; the old one counts until the new one is verified."
        )
        % {"kind": record.kind.name, "day": day(record.until)},
        path=reverse("record_renew", args=[record.pk]),
        action=_("Renew it"),
    )


def ending_to_office(record: Record, _reader: User) -> Message:
    """One word to the office, thirty days before."""
    return Message(
        kind="record.ending",
        subject=_("%(name)s: %(record)s ends on %(day)s")
        % {"name": record.student.user.name, "record": record.plain_name, "day": day(record.until)},
        body=_("Nothing newer has come yet. %(name)s was reminded.") % {"name": record.student.user.name},
        path=record.get_absolute_url(),
        action=_("Open the record"),
    )


def brought_to_student(student: Student, count: int, now: datetime) -> Notice:
    """One message, however many of their records came."""
    message = Message(
        kind="record.brought",
        subject=ngettext_lazy(
            "%(n)d record of yours was brought into the portal",
            "%(n)d records of yours were brought into the portal",
            count,
        )
        % {"n": count},
        body=_(
            "They stand there as your placement office has them in its earlier records, without the documents.\n\n"
            "Add a photo of each document, or show the papers at the office: then they are verified and count for every partner."
        ),
        path=reverse("record_list"),
        action=_("See your records"),
    )
    return Notice(reader=student.user, message=message, dedupe_key=f"{message.kind}:{student.pk}:{now.isoformat()}")


# Every move has its entry: silence is a decision. What was sent stands in the queue, and a replaced one speaks through its successor.
RECORD_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    SUBMIT_RECORD.name: (),
    VERIFY_RECORD.name: (verified_to_student,),
    REJECT_RECORD.name: (rejected_to_student,),
    SUPERSEDE_RECORD.name: (),
    # A student is told once of all that came on one list (brought_to_student).
    BRING_RECORD.name: (),
}
