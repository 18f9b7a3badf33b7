"""The waiting list: it moves by itself when a place is given back."""

from datetime import datetime, time, timedelta

import structlog
from django.db import transaction

from core.actor import CLOCK
from core.clock import day_of
from core.errors import Refusal, place_of
from core.verdict import require
from placements.models import Application, Slot
from placements.policies import offers as policies
from placements.ranking import next_by_quota
from placements.services.applications_moves import lock_application
from placements.services.offers_places import hold_place
from placements.services.seats import give_back_seat

log = structlog.get_logger(__name__)

ANSWER_WITHIN = timedelta(days=3)  # for an offer from the waiting list
ANSWER_HOUR = time(17, 0)


def offer_next(*, slot_id: int, now: datetime) -> Application | None:
    """Offer a free place of the slot to the first on its waiting list who can have it; None when nobody can.

    Somebody who is in the way of no rule but has no seat, under their own institute's agreement for instance, is passed over and keeps
    their turn. The caller's transaction holds the locks on partner, agreements and slot.
    """
    slot = Slot.objects.get(pk=slot_id)
    if slot.places_left <= 0:
        return None
    for pk in next_by_quota(slot, list(Application.objects.waiting_in(slot_id).values_list("pk", flat=True))):
        try:
            with transaction.atomic():
                application = lock_application(pk)
                require(policies.may_offer(CLOCK, application, now))
                hold_place(application, by=CLOCK, now=now, answer_by=next_deadline(application, now))
        except Refusal as refusal:
            log.info("passed_over_on_waiting_list", application=pk, refused_at=place_of(refusal))
        else:
            return application
    return None


def offer_places(*, slot_id: int, places: int, now: datetime) -> None:
    """Offer so many places, one after the other, while somebody on the waiting list can have one. Locks as `offer_next`."""
    for _place in range(places):
        if offer_next(slot_id=slot_id, now=now) is None:
            return


def next_deadline(application: Application, now: datetime, *, within: timedelta = ANSWER_WITHIN) -> datetime:
    """17:00 some days from now at the institute, or the end of the day before the internship begins, whichever is sooner."""
    zone = application.institute.zone
    in_some_days = datetime.combine(day_of(now, zone) + within, ANSWER_HOUR, tzinfo=zone)
    return min(in_some_days, datetime.combine(application.slot.starts_on, time.min, tzinfo=zone))


def release_place(*, application_id: int, now: datetime) -> None:
    """Give back an accepted place: the acceptance stays in the history, the next on the waiting list is offered the place.

    For the cancelling of a placement, whose transaction holds the locks on partner, agreements, slot and application.
    """
    application = Application.objects.get(pk=application_id)
    application.released_at = now
    application.save(update_fields=["released_at"])
    give_back_seat(application_id=application_id)
    offer_next(slot_id=application.slot_id, now=now)
