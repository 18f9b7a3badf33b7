"""What the clock does with agreements: ends them, and reminds of the end. Imported by nobody but Celery and the app's start."""

from datetime import date, datetime, timedelta

import structlog
from celery import shared_task
from django.db.models import QuerySet

from accounts.models import User
from core import clock
from core.actor import CLOCK
from core.errors import Refusal, place_of
from institutions.models import Agreement
from institutions.notices import agreements as notices
from institutions.services.agreements import expire_agreement
from institutions.states import HELD, AgreementState
from notifications.reminders import Rule, declare

log = structlog.get_logger(__name__)

REMIND_AT = (90, 60, 30)  # days before the last day


@shared_task(name="institutions.sweep_agreements")
def sweep_agreements() -> int:
    """End what has passed its last day. Each in a transaction of its own; returns how many."""
    now = clock.now()
    # A day too many, since days begin at different times: the service decides in the institute's zone.
    ids = Agreement.objects.filter(state=AgreementState.SIGNED, ends_on__lte=clock.day_of(now)).values_list(
        "pk", flat=True
    )
    ended = 0
    for pk in list(ids):
        try:
            expire_agreement(agreement_id=pk, by=CLOCK, now=now)
            ended += 1
        except Refusal as refusal:
            log.info("agreement_not_ended", agreement=pk, refused_at=place_of(refusal))
    return ended


def _ending(now: datetime) -> QuerySet[Agreement]:
    """Signed agreements in their last 90 days, unless a successor is signed or waits for the partner: a draft alone renews nothing."""
    today = clock.day_of(now)
    return (
        Agreement.objects.in_force(today)
        .filter(ends_on__lte=today + timedelta(days=REMIND_AT[0]))
        .exclude(successor__state__in={AgreementState.WITH_PARTNER, *HELD})
        .select_related("institute", "partner")
    )


def _step(agreement: Agreement, now: datetime) -> date:
    """The day of the latest reminder that is due: 90, 60 or 30 days before the end."""
    left = (agreement.ends_on - agreement.institute_today(now)).days
    return agreement.ends_on - timedelta(days=min((step for step in REMIND_AT if step >= left), default=REMIND_AT[0]))


def _both_sides(agreement: Agreement) -> list[User]:
    return notices.both_sides(agreement.institute_id, agreement.partner_id)


AGREEMENT_ENDING = Rule(name="agreement.ending", about=_ending, due=_step, readers=_both_sides, say=notices.ending)
declare(AGREEMENT_ENDING)
