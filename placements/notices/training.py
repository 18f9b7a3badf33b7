"""What is said about hours, objectives and feedback."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.words import day, hours
from institutions.models import Recording
from notifications.services.posting import Message, Notice, Teller
from placements.models import FeedbackAsk, FeedbackNote, HoursEntry, HoursTransition, Placement
from placements.states import (
    APPROVE_HOURS,
    RETURN_HOURS,
    SUBMIT_HOURS,
    SUPERSEDE_HOURS,
    SUPERSEDE_OPENING,
    TAKE_BACK_HOURS,
    PlacementState,
)


def returned_to_student(entry: HoursEntry, row: HoursTransition) -> Iterator[Notice]:
    """The student reads what to put right."""
    message = Message(
        kind="hours.returned",
        subject=_("Your hours of %(day)s were returned") % {"day": day(entry.local_start.date())},
        body=_("%(supervisor)s wrote:\n\n%(note)s\n\nCorrect them and send them again.")
        % {"supervisor": entry.placement.supervisor.user if entry.placement.supervisor else "", "note": row.note},
        path=entry.get_absolute_url(),
        action=_("Open these hours"),
    )
    yield Notice(reader=entry.placement.student.user, message=message, dedupe_key=f"hours.returned:{entry.pk}")


def approved_to_student(placement: Placement, entries: Sequence[HoursEntry], now: datetime) -> Notice:
    """One message a sign-off, however many shifts it holds."""
    message = Message(
        kind="hours.approved",
        subject=_("%(hours)s approved at %(partner)s")
        % {"hours": hours(sum(entry.minutes for entry in entries)), "partner": placement.partner},
        body=_("%(name)s signed %(count)s of your shifts.")
        % {"name": placement.supervisor.user if placement.supervisor else "", "count": len(entries)},
        path=reverse("hours_list", args=[placement.pk]),
        action=_("Open my hours"),
    )
    return Notice(
        reader=placement.student.user, message=message, dedupe_key=f"hours.approved:{placement.pk}:{now.isoformat()}"
    )


def taken_back(placement: Placement, entries: Sequence[HoursEntry], recording: Recording) -> Iterator[Notice]:
    """The student learns that shifts do not count as approved; the supervisor that they wait, while they can still be signed."""
    minutes = {"hours": hours(sum(entry.minutes for entry in entries)), "partner": placement.partner}
    active = PlacementState(placement.state) == PlacementState.ACTIVE
    waits = _("They wait for a signature again; you need not send them anew.") if active else ""
    message = Message(
        kind="hours.taken_back",
        subject=_("%(hours)s at %(partner)s do not count as approved any more") % minutes,
        body=_("The sign-off was recorded for %(person)s, and that was withdrawn. %(waits)s")
        % {"person": recording.person, "waits": waits},
        path=reverse("hours_list", args=[placement.pk]),
        action=_("Open my hours"),
    )
    key = f"hours.taken_back:{recording.pk}"
    yield Notice(reader=placement.student.user, message=message, dedupe_key=key)
    if active and placement.supervisor is not None:
        yield Notice(reader=placement.supervisor.user, message=_wait_again(placement, entries), dedupe_key=key)


def _wait_again(placement: Placement, entries: Sequence[HoursEntry]) -> Message:
    return Message(
        kind="hours.taken_back",
        subject=_("%(hours)s of %(student)s wait for your own signature")
        % {"hours": hours(sum(entry.minutes for entry in entries)), "student": placement.student.user},
        body=_(
            "What was recorded in your name was withdrawn, so these shifts are not approved. Look at them and decide."
        ),
        path=reverse("hours_sign", args=[placement.pk]),
        action=_("Look at the hours"),
    )


def objectives_to_student(placement: Placement, count: int, now: datetime) -> Notice:
    """One message for all the levels given at once."""
    message = Message(
        kind="placement.objectives",
        subject=_("%(name)s confirmed objectives of your placement")
        % {"name": placement.supervisor.user if placement.supervisor else ""},
        body=_("Levels given or changed: %(count)s.") % {"count": count},
        path=reverse("objective_list", args=[placement.pk]),
        action=_("See the objectives"),
    )
    return Notice(
        reader=placement.student.user,
        message=message,
        dedupe_key=f"placement.objectives:{placement.pk}:{now.isoformat()}",
    )


def feedback_to_student(note: FeedbackNote) -> Notice:
    """The note itself: it should be read at once."""
    message = Message(
        kind="feedback.left",
        subject=_("Feedback from %(name)s") % {"name": note.by},
        body=_("%(kind)s: %(text)s") % {"kind": note.get_kind_display(), "text": note.text},
        path=reverse("feedback_list", args=[note.placement_id]),
        action=_("Open the feedback"),
    )
    return Notice(reader=note.placement.student.user, message=message, dedupe_key=f"feedback.left:{note.pk}")


def feedback_asked(ask: FeedbackAsk, _row: Any) -> Iterator[Notice]:
    """The supervisor, with the way to the two taps."""
    student = ask.placement.student.user
    message = Message(
        kind="feedback.asked",
        subject=_("%(name)s asks how it goes") % {"name": student},
        body=_("One sentence on what you saw, or what to do next, and a tap. It takes half a minute."),
        path=reverse("feedback_add", args=[ask.placement_id]),
        action=_("Say it in a sentence"),
    )
    if ask.placement.supervisor is not None:
        yield Notice(reader=ask.placement.supervisor.user, message=message, dedupe_key=message.kind)


def thanks_to_supervisor(note: FeedbackNote) -> Notice:
    """The student says thank you; in the inbox alone."""
    message = Message(
        kind="feedback.thanked",
        subject=_("%(name)s thanks you for your feedback") % {"name": note.placement.student.user},
        body=_("You wrote: “%(text)s”") % {"text": note.text},
        path=reverse("feedback_list", args=[note.placement_id]),
        action=_("Open the feedback"),
        quiet=True,
    )
    return Notice(reader=note.by, message=message, dedupe_key=f"feedback.thanked:{note.pk}")


def unsigned(placement: Placement, _reader: User) -> Message:
    """The reminder when the oldest entry has waited for 14 days: one a placement, whatever waits behind it."""
    return Message(
        kind="hours.unsigned",
        subject=_("Hours of %(student)s wait for your signature") % {"student": placement.student.user},
        body=_(
            "The oldest have waited for two weeks. Most supervisors sign a whole week at once: open, look, approve."
        ),
        path=reverse("hours_sign", args=[placement.pk]),
        action=_("Sign the hours"),
    )


# Every move has its entry: silence is a decision. What is sent shows on the supervisor's home, and the reminder follows;
# a sign-off speaks once for all its entries (approved_to_student), and so does a withdrawal (taken_back); another figure of opening hours
# is told with the new one.
HOURS_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    SUBMIT_HOURS.name: (),
    APPROVE_HOURS.name: (),
    RETURN_HOURS.name: (returned_to_student,),
    SUPERSEDE_HOURS.name: (),
    TAKE_BACK_HOURS.name: (),
    SUPERSEDE_OPENING.name: (),
}
