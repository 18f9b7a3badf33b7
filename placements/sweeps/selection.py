"""What the clock does in choosing: releases decisions at their moment, reminds of interviews."""

from datetime import datetime, timedelta

import structlog
from celery import shared_task
from django.db.models import Exists, OuterRef, QuerySet

from core import clock
from core.actor import CLOCK
from core.errors import Refusal, place_of
from notifications.reminders import Rule, declare
from placements.models import Interview, InterviewTransition, Selection
from placements.notices import interviews as notices
from placements.services.decisions_release import forget_release, release_decisions
from placements.states import InterviewState

log = structlog.get_logger(__name__)

DAY_BEFORE, FRESH = timedelta(hours=24), timedelta(hours=12)
ASK_AGAIN = timedelta(days=3)


@shared_task(name="placements.sweep_releases")
def sweep_releases() -> int:
    """Release what is prepared where the moment has come. Each slot in a transaction of its own; returns how many."""
    now = clock.now()
    due = Selection.objects.filter(release_at__lte=now).order_by("release_at", "pk")
    released = 0
    for slot_id in list(due.values_list("slot_id", flat=True)):
        try:
            release_decisions(slot_id=slot_id, by=CLOCK, now=now)
            released += 1
        except Refusal as refusal:
            log.info("decisions_not_released", slot=slot_id, refused_at=place_of(refusal))
            forget_release(slot_id=slot_id, by=CLOCK, now=now)
    return released


def _tomorrow(now: datetime) -> QuerySet[Interview]:
    """Booked, in the next 24 hours; not by who chose the time just now, and has it in the calendar."""
    booked = Interview.objects.for_list().filter(state=InterviewState.BOOKED)
    near = booked.filter(time__starts_at__gt=now, time__starts_at__lte=now + DAY_BEFORE)
    just_now = InterviewTransition.objects.filter(to_state=InterviewState.BOOKED, at__gt=now - FRESH)
    return near.exclude(Exists(just_now.filter(thing=OuterRef("pk"))))


def _begins(interview: Interview, _now: datetime) -> datetime:
    return interview.during.lower


def _unbooked(now: datetime) -> QuerySet[Interview]:
    """Invited three days ago or longer, and no time chosen."""
    return Interview.objects.for_list().filter(state=InterviewState.PROPOSED, created_at__lte=now - ASK_AGAIN)


def _asked(interview: Interview, _now: datetime) -> datetime:
    return interview.created_at + ASK_AGAIN


declare(
    Rule(name="interview.soon", about=_tomorrow, due=_begins, readers=notices.both, say=notices.soon),
    Rule(name="interview.unbooked", about=_unbooked, due=_asked, readers=notices.student, say=notices.unbooked),
)
