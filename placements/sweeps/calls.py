"""What the clock does with calls: asks again who is silent, a week and two days before the deadline and a day after it."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from accounts.models import Purpose, User
from accounts.services.links import ensure_link
from core import clock
from notifications.reminders import Rule, declare
from notifications.services.posting import Message
from placements.models import CallAnswer
from placements.notices import calls as notices
from placements.services.calls import LINK_LASTS

REMIND_AT = (timedelta(days=-7), timedelta(days=-2), timedelta(days=1))  # from the deadline
FRESH = timedelta(days=1)  # who was asked within this time, by the call or by hand, is left in peace


def _silent(now: datetime) -> QuerySet[CallAnswer]:
    """Without an answer, the first reminder's moment past, and not asked within a day."""
    silent = CallAnswer.objects.silent().for_page()
    return silent.filter(call__answer_by__lte=now - REMIND_AT[0], sent_at__lte=now - FRESH).exclude(
        chased_at__gt=now - FRESH
    )


def _step(answer: CallAnswer, now: datetime) -> datetime:
    """The latest of the three moments that has come."""
    return max(answer.call.answer_by + step for step in REMIND_AT if answer.call.answer_by + step <= now)


def _say(answer: CallAnswer, reader: User) -> Message:
    """With the reader's own link, made anew where the earlier one has expired."""
    now = clock.now()
    expires_at = max(answer.call.answer_by, now) + LINK_LASTS
    link = ensure_link(purpose=Purpose.CALL, user_id=reader.pk, subject_id=answer.pk, now=now, expires_at=expires_at)
    return notices.again(answer, link)


declare(Rule(name="call.silent", about=_silent, due=_step, readers=notices.leads, say=_say))
