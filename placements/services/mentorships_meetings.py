"""Meetings of mentor and student: proposed, promised, moved, called off, kept, written down afterwards; their words.

Each service locks the mentorship first.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actor import Actor
from core.errors import Refusal
from core.lifecycle import Move
from core.screening import refuse_patient_data
from core.verdict import require
from notifications.services.posting import say, tell
from placements.models import MeetingWords, Mentorship, MentorshipMeeting, MentorshipMeetingTransition
from placements.notices import mentorships as notices
from placements.policies import mentorships as policies
from placements.services.mentorships import lock_mentorship
from placements.services.screening import refuse_to_name_patients
from placements.states_mentoring import (
    AGREE_MEETING,
    CALL_OFF_MEETING,
    CONFIRM_MEETING,
    KEEP_MEETING,
    MOVE_MEETING,
    OBJECT_TO_MEETING,
    WRITE_UP_MEETING,
    MeetingState,
)

AHEAD_AT_MOST = timedelta(days=183)
NO_PATIENT = gettext_lazy("Write “a patient” instead. Your words are kept below.")


@transaction.atomic
def propose_meeting(
    *, mentorship_id: int, by: Actor, now: datetime, day: date, at: time | None = None, where: str = ""
) -> MentorshipMeeting:
    """Propose a day to the other, who is asked whether it fits. Raises NotAllowed, Refusal with the field it is about."""
    mentorship = lock_mentorship(mentorship_id)
    require(policies.may_meet(by, mentorship, mentorship.today(now)))
    refuse_to_name_patients(where=where)
    _require_within(mentorship, day, now, field="day")
    meeting = _made(mentorship, by, now, field="day", day=day, at=at, where=where)
    say(notices.proposed, meeting, key=str(meeting.pk), now=now)
    return meeting


@transaction.atomic
def agree_meeting(*, meeting_id: int, by: Actor, now: datetime, shown_version: int | None = None) -> MentorshipMeeting:
    """The day that was shown fits. From now on it is promised, and both are reminded. Raises NotAllowed, Refusal, IllegalMove; Stale
    where another day was proposed meanwhile.
    """
    meeting = lock_meeting(meeting_id)
    require(policies.may_agree(by, meeting, meeting.mentorship.today(now)))
    meeting.refuse_stale(shown_version)
    return _move(meeting, AGREE_MEETING, by=by, now=now)


@transaction.atomic
def move_meeting(
    *, meeting_id: int, by: Actor, now: datetime, day: date, at: time | None = None, where: str = ""
) -> MentorshipMeeting:
    """Another day, which the other agrees to anew. Raises NotAllowed, Refusal with the field it is about, IllegalMove."""
    meeting = lock_meeting(meeting_id)
    require(policies.may_move(by, meeting, meeting.mentorship.today(now)))
    refuse_to_name_patients(where=where)
    _require_within(meeting.mentorship, day, now, field="day")
    try:
        with transaction.atomic():
            return _move(meeting, MOVE_MEETING, by=by, now=now, day=day, at=at, where=where, proposed_by_id=by.user_id)
    except IntegrityError as error:
        raise _taken(error, field="day") from error


@transaction.atomic
def call_off_meeting(*, meeting_id: int, by: Actor, now: datetime, reason: str) -> MentorshipMeeting:
    """It does not take place; the other reads why. Raises NotAllowed, Refusal, IllegalMove."""
    meeting = lock_meeting(meeting_id)
    require(policies.may_call_off(by, meeting, meeting.mentorship.today(now)))
    refuse_to_name_patients(reason=reason)
    return _move(meeting, CALL_OFF_MEETING, by=by, now=now, note=reason)


@transaction.atomic
def keep_meeting(
    *, meeting_id: int, by: Actor, now: datetime, agreed: str, next_on: date | None = None
) -> MentorshipMeeting:
    """The mentor writes down what was agreed; `next_on` is promised with it, for they said it to each other.

    Raises NotAllowed, Refusal with the field it is about, IllegalMove.
    """
    meeting = lock_meeting(meeting_id)
    require(policies.may_keep(by, meeting, meeting.mentorship.today(now)))
    _write_down(meeting, by=by, now=now, agreed=agreed, next_on=next_on)
    return _move(meeting, KEEP_MEETING, by=by, now=now)


@transaction.atomic
def write_up_meeting(
    *,
    mentorship_id: int,
    by: Actor,
    now: datetime,
    day: date,
    agreed: str,
    where: str = "",
    next_on: date | None = None,
) -> MentorshipMeeting:
    """The mentor writes down what was agreed at a meeting that nobody had proposed. The student confirms it, or objects.

    Raises NotAllowed, Refusal with the field it is about.
    """
    mentorship = lock_mentorship(mentorship_id)
    today = mentorship.today(now)
    require(policies.may_write_up(by, mentorship, today))
    refuse_to_name_patients(where=where)
    if day > today:
        raise Refusal(_("This day is still ahead."), instead=_("Propose it to them instead."), field="day")
    _require_runs(mentorship, day, field="day")
    meeting = _made(mentorship, by, now, field="day", day=day, where=where)
    _write_down(meeting, by=by, now=now, agreed=agreed, next_on=next_on)
    return _move(meeting, WRITE_UP_MEETING, by=by, now=now)


@transaction.atomic
def confirm_meeting(*, meeting_id: int, by: Actor, now: datetime) -> MentorshipMeeting:
    """The student says that what was written down afterwards is so. Raises NotAllowed, Refusal, IllegalMove."""
    meeting = lock_meeting(meeting_id)
    require(policies.may_confirm(by, meeting))
    return _move(meeting, CONFIRM_MEETING, by=by, now=now)


@transaction.atomic
def object_to_meeting(*, meeting_id: int, by: Actor, now: datetime, text: str) -> MentorshipMeeting:
    """The student says that it was otherwise: it is not counted any more, and the mentor alone reads why.

    Raises NotAllowed, Refusal, IllegalMove.
    """
    meeting = lock_meeting(meeting_id)
    require(policies.may_object(by, meeting, meeting.mentorship.today(now)))
    refuse_patient_data(text, field="text", instead=NO_PATIENT)
    MeetingWords.objects.filter(meeting=meeting).update(answer=text, answered_at=now)
    return _move(meeting, OBJECT_TO_MEETING, by=by, now=now)


@transaction.atomic
def word_meeting(*, meeting_id: int, by: Actor, now: datetime, text: str) -> MeetingWords:
    """One's own words of a meeting that is written down, anew: the mentor's of what was agreed, the student's answer to it.

    Raises NotAllowed, Refusal.
    """
    meeting = lock_meeting(meeting_id)
    require(policies.may_word(by, meeting))
    refuse_patient_data(text, field="text", instead=NO_PATIENT)
    words: MeetingWords = MeetingWords.objects.select_for_update().get(meeting=meeting)
    if policies.is_mentor(by, meeting.mentorship):
        words.agreed = text
    else:
        words.answer, words.answered_at = text, now
    words.save()
    if words.answered_at == now:
        say(notices.answered, meeting, key=f"{meeting.pk}:{now.isoformat()}", now=now)
    return words


def lock_meeting(meeting_id: int) -> MentorshipMeeting:
    """The meeting, its mentorship locked first."""
    mentorship = lock_mentorship(MentorshipMeeting.objects.values_list("mentorship_id", flat=True).get(pk=meeting_id))
    meeting: MentorshipMeeting = MentorshipMeeting.objects.select_for_update(of=("self",)).get(pk=meeting_id)
    meeting.mentorship = mentorship
    return meeting


def _require_within(mentorship: Mentorship, day: date, now: datetime, *, field: str) -> None:
    if day < mentorship.today(now):
        raise Refusal(_("This day is past."), field=field)
    if day > mentorship.today(now) + AHEAD_AT_MOST:
        raise Refusal(_("This day is more than half a year ahead."), instead=_("Choose a nearer one."), field=field)
    _require_runs(mentorship, day, field=field)


def _require_runs(mentorship: Mentorship, day: date, *, field: str) -> None:
    if day < mentorship.begins_on or (mentorship.until is not None and day > mentorship.until):
        raise Refusal(_("The mentorship does not run on this day."), field=field)


def _write_down(meeting: MentorshipMeeting, *, by: Actor, now: datetime, agreed: str, next_on: date | None) -> None:
    """What was agreed; and the next day, promised at once."""
    refuse_patient_data(agreed, field="agreed", instead=NO_PATIENT)
    if next_on is not None:
        _require_within(meeting.mentorship, next_on, now, field="next_on")
        if next_on <= meeting.day:
            raise Refusal(_("The next meeting comes after this one."), field="next_on")
        said = {"day": next_on, "where": meeting.where, "state": MeetingState.AGREED}
        _made(meeting.mentorship, by, now, field="next_on", **said)
    MeetingWords.objects.create(meeting=meeting, agreed=agreed, created_at=now)


def _made(mentorship: Mentorship, by: Actor, now: datetime, *, field: str, **said: Any) -> MentorshipMeeting:
    meeting = MentorshipMeeting(mentorship=mentorship, proposed_by_id=by.user_id, created_at=now, **said)
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError as error:
        raise _taken(error, field=field) from error
    return meeting


def _taken(error: IntegrityError, *, field: str) -> Exception:
    if "one_meeting_of_two_a_day" not in str(error):
        return error
    instead = _("Choose another day, or write down what you agreed beside the one that is there.")
    return Refusal(_("You meet on this day already."), instead=instead, field=field)


def _move(
    meeting: MentorshipMeeting, move: Move, *, by: Actor, now: datetime, note: str = "", **changes: Any
) -> MentorshipMeeting:
    move.check(meeting.state, label=meeting.get_state_display())
    was, meeting.state = meeting.state, move.target
    for name, value in changes.items():
        setattr(meeting, name, value)
    meeting.save(update_fields=["state", *changes])
    row = MentorshipMeetingTransition.write(meeting, move, by=by, now=now, was=was, note=note)
    tell(notices.MEETING_TOLD_ABOUT, meeting, move, row, now=now)
    return meeting
