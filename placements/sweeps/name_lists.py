"""The clock reminds a partner of names that wait for an answer: three days after they came, and each week from then on."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from core import clock
from notifications.reminders import Rule, declare
from placements.models import NameList
from placements.notices import name_lists as notices
from placements.states import ListState

REMIND_AFTER = timedelta(days=3)
AGAIN_AFTER = timedelta(days=7)


def _waiting(now: datetime) -> QuerySet[NameList]:
    """Sent three days ago or more, for a block that is ahead."""
    sent = NameList.objects.for_list().filter(state=ListState.SENT, sent_at__lte=now - REMIND_AFTER)
    return sent.filter(slot__starts_on__gt=clock.day_of(now))


def _step(name_list: NameList, now: datetime) -> datetime:
    """The moment of the latest reminder that is due."""
    first = name_list.sent_at + REMIND_AFTER
    return first + (now - first) // AGAIN_AFTER * AGAIN_AFTER


declare(Rule(name="name_list.waiting", about=_waiting, due=_step, readers=notices.leads, say=notices.waiting))
