"""What the clock does with offers: lets go of those that were not answered in time, and reminds before."""

from datetime import datetime, timedelta

import structlog
from celery import shared_task
from django.db.models import QuerySet

from core import clock
from core.actor import CLOCK
from core.errors import Refusal, place_of
from notifications.reminders import Rule, declare
from placements.models import Application
from placements.notices import applications as notices
from placements.services.offers import lapse_offer
from placements.states import OFFER, ApplicationState

log = structlog.get_logger(__name__)

REMIND_AT = (timedelta(hours=48), timedelta(hours=24))  # before the deadline
FRESH = timedelta(hours=12)  # an offer as new as this was announced with its deadline


@shared_task(name="placements.sweep_offers")
def sweep_offers() -> int:
    """End every offer whose time is over; the waiting list moves with it. Each in a transaction of its own; returns how many."""
    now = clock.now()
    lapsed = 0
    for pk in list(Application.objects.lapsed(now).order_by("answer_by").values_list("pk", flat=True)):
        try:
            lapse_offer(application_id=pk, by=CLOCK, now=now)
            lapsed += 1
        except Refusal as refusal:
            log.info("offer_not_lapsed", application=pk, refused_at=place_of(refusal))
    return lapsed


def _ending(now: datetime) -> QuerySet[Application]:
    """Offers in their last 48 hours, but for those that have only just been made."""
    ending = Application.objects.filter(
        state=ApplicationState.OFFERED, answer_by__gt=now, answer_by__lte=now + max(REMIND_AT)
    )
    fresh = ending.filter(transitions__move=OFFER.name, transitions__at__gt=now - FRESH)
    return ending.exclude(pk__in=fresh).select_related("student__user", "slot__partner", "institute")


def _step(application: Application, now: datetime) -> datetime:
    """The moment of the latest reminder that is due: 48 or 24 hours before the deadline."""
    left = application.answer_by - now
    return application.answer_by - min(step for step in REMIND_AT if step >= left)


OFFER_ENDING = Rule(name="offer.ending", about=_ending, due=_step, readers=notices.student, say=notices.ending)
declare(OFFER_ENDING)
