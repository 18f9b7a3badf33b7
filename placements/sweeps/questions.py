"""What the clock does with questions: reminds of those that nobody has answered for three days."""

from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from core import clock
from notifications.reminders import Rule, declare
from placements.models import Question
from placements.notices import questions as notices
from placements.policies.slots import SHOWN
from placements.states import QuestionState

REMIND_AFTER = timedelta(days=3)


def _waiting(now: datetime) -> QuerySet[Question]:
    """Of slots that are still shown."""
    waiting = Question.objects.filter(state=QuestionState.ASKED, created_at__lte=now - REMIND_AFTER)
    return waiting.filter(slot__state__in=SHOWN).select_related("slot")


def _due(question: Question, _now: datetime) -> date:
    return clock.day_of(question.created_at + REMIND_AFTER)


declare(
    Rule(name="question.waits", about=_waiting, due=_due, readers=notices.leads, say=notices.still_waits),
)
