"""How an interview moves: lock, check, change, history, tell. Used by every service that moves one."""

from datetime import datetime
from typing import Any

from core.actor import Actor
from core.lifecycle import Move
from notifications.services.posting import tell
from placements.models import Application, Interview, InterviewTransition
from placements.notices.interviews import INTERVIEW_TOLD_ABOUT
from placements.states import CALL_OFF


def lock_interview(interview_id: int) -> Interview:
    """The interview with what its policies and notices read, its own row locked. One query."""
    return Interview.objects.for_list().select_for_update(of=("self",), no_key=True).get(pk=interview_id)


def move_interview(
    interview: Interview, move: Move, *, by: Actor, now: datetime, note: str = "", **changes: Any
) -> Interview:
    """Check, change, write the history, tell. The caller holds the lock. Raises IllegalMove."""
    move.check(interview.state, label=interview.get_state_display())
    was, interview.state = interview.state, move.target
    for name, value in changes.items():
        setattr(interview, name, value)
    interview.save(update_fields=["state", *changes])
    row = InterviewTransition.write(interview, move, by=by, now=now, was=was, note=note)
    tell(INTERVIEW_TOLD_ABOUT, interview, move, row, now=now)
    return interview


def call_off_ahead(application: Application, *, by: Actor, now: datetime, note: str) -> None:
    """Whatever interview of the application is ahead is called off: it was decided, or withdrawn."""
    for pk in list(application.interviews.ahead().values_list("pk", flat=True)):
        move_interview(lock_interview(pk), CALL_OFF, by=by, now=now, note=note)
