"""What is said about the learning contract, the activity log and what a student shares."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from core.words import day
from notifications.services.posting import Message, Notice, Teller
from placements.models import (
    Activity,
    ActivityTransition,
    FeedbackNote,
    LearningContract,
    LearningContractTransition,
    MentorMeeting,
    Reflection,
)
from placements.notices.placements import facts, student, supervisor
from placements.states_learning import (
    AGREE_CONTRACT,
    CONFIRM_ACTIVITY,
    PROPOSE_CONTRACT,
    REPLACE_ACTIVITY,
    RETURN_ACTIVITY,
    RETURN_CONTRACT,
    WITHDRAW_ACTIVITY,
)

OPEN_CONTRACT = _("Open the learning contract")


def contract_proposed(contract: LearningContract, _row: Any) -> Iterator[Notice]:
    """The supervisor is asked, at first and after every change."""
    message = Message(
        kind="contract.proposed",
        subject=_("%(student)s proposes what to learn with you") % facts(contract.placement),
        body=_("%(slot)s, %(first)s to %(last)s.\n\nRead the aims, then agree, or send them back with a word.")
        % facts(contract.placement),
        path=contract.get_absolute_url(),
        action=OPEN_CONTRACT,
    )
    for reader in supervisor(contract.placement):
        yield Notice(reader=reader, message=message, dedupe_key=message.kind)


def contract_answered(contract: LearningContract, row: LearningContractTransition) -> Iterator[Notice]:
    """The student reads the answer with its word."""
    agreed = row.to_state == AGREE_CONTRACT.target
    subject = _("Agreed: what you will learn at %(partner)s") if agreed else _("Your learning contract came back")
    message = Message(
        kind="contract.agreed" if agreed else "contract.returned",
        subject=subject % facts(contract.placement),
        body=_("%(name)s: %(word)s") % {"name": contract.answered_by, "word": row.note or subject},
        path=contract.get_absolute_url(),
        action=OPEN_CONTRACT,
    )
    for reader in student(contract.placement):
        yield Notice(reader=reader, message=message, dedupe_key=message.kind)


def contract_waiting(contract: LearningContract, _reader: User) -> Message:
    """The reminder when a proposal has waited for five days: one a proposal."""
    return Message(
        kind="contract.waiting",
        subject=_("%(student)s waits for your word on what to learn") % facts(contract.placement),
        body=_("It takes two minutes: read the aims, then agree, or send them back with a word."),
        path=contract.get_absolute_url(),
        action=OPEN_CONTRACT,
    )


def meeting_tomorrow(meeting: MentorMeeting, _reader: User) -> Message:
    """The reminder on the day before. What was agreed stays on its page."""
    return Message(
        kind="meeting.tomorrow",
        subject=_("Tomorrow you meet %(mentor)s") % {"mentor": meeting.mentor},
        body=_("Look again at what you agreed the last time."),
        path=reverse("meeting_list", args=[meeting.placement_id]),
        action=_("Open the meetings"),
    )


def activities_confirmed(activities: Sequence[Activity], now: datetime) -> Notice:
    """One line in the student's inbox, however many were confirmed; no mail."""
    placement, n = activities[0].placement, len(activities)
    words = ngettext("%(n)d line of your log was confirmed", "%(n)d lines of your log were confirmed", n)
    message = Message(
        kind="activity.confirmed",
        subject=words % {"n": n},
        body=_("At %(partner)s. They count towards your objectives.") % facts(placement),
        path=reverse("activity_list", args=[placement.pk]),
        action=_("Open the log"),
        quiet=True,
    )
    key = f"{message.kind}:{placement.pk}:{now.isoformat()}"
    return Notice(reader=placement.student.user, message=message, dedupe_key=key)


def reflection_shared(reflection: Reflection, _row: Any) -> Iterator[Notice]:
    """A line in the supervisor's inbox; what was written stays on its page."""
    message = Message(
        kind="reflection.shared",
        subject=_("%(student)s shares a reflection with you") % facts(reflection.placement),
        body=_("%(slot)s, %(department)s.") % facts(reflection.placement),
        path=reflection.get_absolute_url(),
        action=_("Read it"),
        quiet=True,
    )
    for reader in supervisor(reflection.placement):
        yield Notice(reader=reader, message=message, dedupe_key=message.kind)


def answer_to_supervisor(note: FeedbackNote) -> Notice:
    """What the student answers to a note, in the inbox of whoever wrote it."""
    message = Message(
        kind="feedback.answered",
        subject=_("%(name)s answers your feedback") % {"name": note.placement.student.user},
        body=_("You wrote: “%(text)s”\n\nThe answer: “%(answer)s”") % {"text": note.text, "answer": note.answer},
        path=reverse("feedback_list", args=[note.placement_id]),
        action=_("Open the feedback"),
        quiet=True,
    )
    return Notice(reader=note.by, message=message, dedupe_key=f"{message.kind}:{note.pk}")


def activity_returned(line: Activity, row: ActivityTransition) -> Iterator[Notice]:
    """The student reads why, and corrects it."""
    message = Message(
        kind="activity.returned",
        subject=_("A line of your log came back: %(kind)s") % {"kind": line.get_kind_display()},
        body=_("%(name)s writes of %(day)s:\n\n%(word)s") % {"name": row.by, "day": day(line.day), "word": row.note},
        path=reverse("activity_correct", args=[line.placement_id, line.pk]),
        action=_("Correct it"),
    )
    yield Notice(reader=line.placement.student.user, message=message, dedupe_key=f"{message.kind}:{line.pk}")


# What is logged shows on the supervisor's home; a batch of confirmations speaks once (activities_confirmed).
ACTIVITY_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    CONFIRM_ACTIVITY.name: (),
    RETURN_ACTIVITY.name: (activity_returned,),
    REPLACE_ACTIVITY.name: (),
    WITHDRAW_ACTIVITY.name: (),
}
CONTRACT_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    PROPOSE_CONTRACT.name: (contract_proposed,),
    RETURN_CONTRACT.name: (contract_answered,),
    AGREE_CONTRACT.name: (contract_answered,),
}
