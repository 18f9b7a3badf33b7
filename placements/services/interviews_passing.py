"""An interviewer's time goes to a colleague: with the interview that is booked at it, whose student, interviewers and leads are told."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from institutions.models import Membership
from notifications.services.posting import say
from placements.models import Conflict, Interview, InterviewTime
from placements.notices import interviews as notices
from placements.services.interviews import PROMISES
from placements.services.interviews_moves import lock_interview, move_interview
from placements.states import REBOOK, InterviewState

STAYS = {
    **PROMISES,
    "one_time_an_interviewer": PROMISES["an_interviewer_is_in_one_interview_at_a_time"],
}


def pass_time(time_id: int, giver: Membership, to: Membership, *, by: Actor, now: datetime) -> bool:
    """Let `to` hold it. False where it is no longer the giver's. The caller judges who may.

    Locks the interview that is booked at it, then the time. Raises the Refusal that says why it stays with the giver.
    """
    booked = Interview.objects.filter(time=time_id, state=InterviewState.BOOKED)
    held = [lock_interview(pk) for pk in booked.values_list("pk", flat=True)]
    offered = InterviewTime.objects.select_for_update(of=("self",), no_key=True)
    row = offered.filter(pk=time_id, interviewer=giver, starts_at__gt=now).first()
    if row is None:
        return False
    taken = list(booked.values_list("pk", flat=True))  # by whom it was booked before it was locked
    interviews = [interview for interview in held if interview.pk in taken] or [lock_interview(pk) for pk in taken]
    if not interviews:
        _refuse_beside_another(row, to)
    for interview in interviews:
        _refuse_for(interview, to)
    try:
        with transaction.atomic():
            row.interviewer = to
            row.save(update_fields=["interviewer"])
            for interview in interviews:
                interview.time = row
                move_interview(interview, REBOOK, by=by, now=now, time=row, person_id=to.user_id)
    except IntegrityError as error:
        broken = error.__cause__.diag.constraint_name  # type: ignore[attr-defined]  # the driver's own error
        if broken not in STAYS:
            raise
        raise _another_then(to) from error
    for interview in interviews:
        say(notices.passed_on, interview, giver, key=str(interview.transitions.count()), now=now)
    return True


def _refuse_beside_another(offered: InterviewTime, to: Membership) -> None:
    there = InterviewTime.objects.filter(interviewer__user=to.user_id)
    if there.filter(starts_at__lt=offered.ends_at, ends_at__gt=offered.starts_at).exists():
        raise _another_then(to)


def _another_then(to: Membership) -> Refusal:
    return Refusal(
        _("%(name)s has another interview or time on offer then.") % {"name": to.user},
        instead=_("A placement lead takes the time off, or calls the interview off and offers another."),
    )


def _refuse_for(interview: Interview, to: Membership) -> None:
    """Refuse who must not judge this applicant."""
    declared = Conflict.objects.of(to.user_id).filter(application=interview.application_id)
    if interview.application.student.user_id == to.user_id or declared.exists():
        raise Refusal(
            _("%(name)s must not judge one of the applicants who booked a time.") % {"name": to.user},
            instead=_("A placement lead calls that interview off and offers a time with somebody else."),
        )
