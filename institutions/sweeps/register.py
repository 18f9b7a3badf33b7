"""What the clock reminds of in the register: calls on their morning, accreditations before they run out. Imported at the app's start."""

from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from core import clock
from institutions.models import Accreditation, ContactEntry
from institutions.notices import register
from notifications.reminders import Rule, declare

REMIND_OF_PAPERS_AT = (60, 30)  # days before an accreditation's last day
MORNING = timedelta(hours=7)  # of the day of a call, when its reminder leaves
FORGOTTEN = timedelta(days=7)  # after which a call that nobody made stands on the home page alone


def _calls(now: datetime) -> QuerySet[ContactEntry]:
    """Calls of this morning; one that a resting clock missed, for a week."""
    morning = clock.day_of(now - MORNING)
    waiting = ContactEntry.objects.due(morning).filter(next_on__gt=morning - FORGOTTEN)
    return waiting.select_related("partner", "institute")


def _call_day(entry: ContactEntry, _now: datetime) -> date:
    return entry.next_on


CALL_DUE = Rule(name="partner.call_due", about=_calls, due=_call_day, readers=register.callers, say=register.call_due)


def _papers(now: datetime) -> QuerySet[Accreditation]:
    """Accreditations in their last sixty days."""
    today = clock.day_of(now)
    last = today + timedelta(days=REMIND_OF_PAPERS_AT[0])
    return Accreditation.objects.filter(valid_until__range=(today, last)).select_related("partner")


def _paper_step(accreditation: Accreditation, now: datetime) -> date:
    """The day of the latest reminder that is due: 60 or 30 days before the end."""
    last = accreditation.valid_until
    left = (last - clock.day_of(now)).days
    return last - timedelta(days=min(step for step in REMIND_OF_PAPERS_AT if step >= left))


ACCREDITATION_ENDING = Rule(
    name="partner.accreditation_ending",
    about=_papers,
    due=_paper_step,
    readers=register.accreditation_readers,
    say=register.accreditation_ending,
)
declare(CALL_DUE, ACCREDITATION_ENDING)
