"""What the clock does with calls: asks again who is silent, a week and two days before the deadline, and closes what is past it."""

from datetime import datetime, timedelta

import structlog
from celery import shared_task
from django.db.models import QuerySet

from accounts.models import Purpose, User
from accounts.services.links import ensure_link
from core import clock
from core.actor import CLOCK
from core.errors import Refusal, place_of
from notifications.reminders import Rule, declare
from notifications.services.posting import Message
from placements.models import Call, CallAnswer
from placements.notices import calls as notices
from placements.services.calls import LINK_LASTS, close_call
from placements.states import CallState

REMIND_AT = (timedelta(days=-7), timedelta(days=-2))  # from the deadline
FRESH = timedelta(days=1)  # who was asked within this time, by the call or by hand, is left in peace


log = structlog.get_logger(__name__)


@shared_task(name="placements.sweep_calls")
def sweep_calls() -> int:
    """Close every open call whose deadline has passed, each in a transaction of its own; returns how many."""
    now = clock.now()
    past = Call.objects.filter(state=CallState.OPEN, answer_by__lt=now).order_by("answer_by")
    closed = 0
    for pk in list(past.values_list("pk", flat=True)):
        try:
            close_call(call_id=pk, by=CLOCK, now=now)
            closed += 1
        except Refusal as refusal:
            log.info("call_not_closed", call=pk, refused_at=place_of(refusal))
    return closed


def _silent(now: datetime) -> QuerySet[CallAnswer]:
    """Without an answer, the first reminder's moment past, and not asked within a day."""
    silent = CallAnswer.objects.silent().for_page()
    return silent.filter(call__answer_by__lte=now - REMIND_AT[0], sent_at__lte=now - FRESH).exclude(
        chased_at__gt=now - FRESH
    )


def _step(answer: CallAnswer, now: datetime) -> datetime:
    """The latest of the moments that has come."""
    return max(answer.call.answer_by + step for step in REMIND_AT if answer.call.answer_by + step <= now)


def _say(answer: CallAnswer, reader: User) -> Message:
    """With the reader's own link, made anew where the earlier one has expired."""
    now = clock.now()
    expires_at = max(answer.call.answer_by, now) + LINK_LASTS
    link = ensure_link(purpose=Purpose.CALL, user_id=reader.pk, subject_id=answer.pk, now=now, expires_at=expires_at)
    return notices.again(answer, link)


declare(Rule(name="call.silent", about=_silent, due=_step, readers=notices.leads, say=_say))
