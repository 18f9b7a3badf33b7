"""What the clock does with references: reminds whoever was asked, 14, 7 and 2 days before the day it is needed by."""

from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from accounts.models import Purpose, User
from accounts.services.links import ensure_link
from core import clock
from notifications.reminders import Rule, declare
from notifications.services.posting import Message
from placements.models import Reference
from placements.notices import references as notices
from placements.services.references_moves import link_ends

REMIND_AT = (14, 7, 2)  # days before
FRESH = timedelta(days=1)  # who was asked within this time is left in peace


def _waiting(now: datetime) -> QuerySet[Reference]:
    """Asked, not answered and still of use, in the last 14 days; today's date is the portal's, a day either way is judged by `_step`."""
    today = clock.day_of(now)
    soon = Reference.objects.waiting().filter(needed_by__range=(today, today + timedelta(days=REMIND_AT[0])))
    return soon.needed().filter(asked_at__lte=now - FRESH).for_page()


def _step(reference: Reference, now: datetime) -> date:
    """The day of the latest reminder that is due."""
    left = (reference.needed_by - reference.today(now)).days
    return reference.needed_by - timedelta(days=min((step for step in REMIND_AT if step >= left), default=REMIND_AT[0]))


def _say(reference: Reference, reader: User) -> Message:
    """With the reader's own link, made anew where the earlier one has expired."""
    link = ensure_link(
        purpose=Purpose.REFERENCE,
        user_id=reader.pk,
        subject_id=reference.pk,
        now=clock.now(),
        expires_at=link_ends(reference),
    )
    return notices.due(reference, link)


declare(Rule(name="reference.due", about=_waiting, due=_step, readers=notices.referee, say=_say))
