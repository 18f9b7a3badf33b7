"""Offers: a place is held, then accepted, declined, or lost with its deadline.

Everything here locks in one order: student (an acceptance only), partners, agreements, slots, applications.
"""

from collections.abc import Collection
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from core.words import when
from placements.models import Application
from placements.policies import offers as policies
from placements.policies.applications import may_withdraw
from placements.services.applications_moves import lock_with_place, lock_with_places, move_application
from placements.services.offers_places import free_place, hold_place
from placements.services.placements import create_placement
from placements.services.screening import refuse_to_name_patients
from placements.services.waitlist import offer_next
from placements.states import ACCEPT, DECLINE, LAPSE, WITHDRAW, ApplicationState
from students.models import Student

LEAST = timedelta(days=1)  # to read an offer, ask at home, and answer
EVENING = time(17, 0)


@transaction.atomic
def offer_place(*, application_id: int, by: Actor, now: datetime, answer_by: datetime) -> Application:
    """Offer a place, holding it until `answer_by`.

    Locks partner, agreements, slot, application, in that order, so two leads cannot give one place away. Raises NotAllowed,
    IllegalMove, PartnerIsFull, AgreementExhausted, and a Refusal when slot or allotment is full.
    """
    application = lock_with_place(application_id)
    require(policies.may_offer(by, application, now))
    if answer_by <= now:
        raise Refusal(
            _("This moment has passed."), instead=_("Give the student some days to answer."), field="answer_by"
        )
    if clock.day_of(answer_by, application.institute.zone) >= application.slot.starts_on:
        raise Refusal(
            _("The internship has begun by then."), instead=_("Choose a day before it begins."), field="answer_by"
        )
    if answer_by < (least := _soonest_end(application, now)):
        raise Refusal(
            _("The student has less than a day to read and answer it."),
            instead=_("Give them until %(when)s at least.") % {"when": when(least, application.institute.zone)},
            field="answer_by",
        )
    hold_place(application, by=by, now=now, answer_by=answer_by)
    return application


def _soonest_end(application: Application, now: datetime) -> datetime:
    """A day from now, to the minute; the evening before the internship begins, where that comes first."""
    eve = datetime.combine(application.slot.starts_on - timedelta(days=1), EVENING, tzinfo=application.institute.zone)
    return min((now + LEAST).replace(second=0, microsecond=0), eve)


@transaction.atomic
def accept_offer(
    *, application_id: int, by: Actor, now: datetime, decline: Collection[int] = (), withdraw: Collection[int] = ()
) -> Application:
    """Take the place: the placement exists from here on, confirmed at once where a signed agreement covers it.

    `decline` are the student's other offers that are given back by the same act, `withdraw` the applications that wait elsewhere and are
    taken back with it. Locks the student first, so that one student's
    answers come one after the other. Raises NotAllowed, Refusal (too late, or another full-time placement on these days), IllegalMove.
    """
    student_id = Application.objects.values_list("student_id", flat=True).get(pk=application_id)
    Student.objects.select_for_update(of=("self",), no_key=True).get(pk=student_id)
    locked = {application.pk: application for application in lock_with_places([application_id, *decline, *withdraw])}
    application = locked.pop(application_id)
    require(policies.may_accept(by, application, now))
    move_application(application, ACCEPT, by=by, now=now)
    create_placement(application=application, by=by, now=now)
    for other in locked.values():
        # One that lapsed, or was answered in another window meanwhile, is given back already; one that got an offer meanwhile stays.
        if other.state == ApplicationState.OFFERED and other.pk in decline:
            _decline(other, by=by, now=now, reason=_("Accepted another offer."))
        elif other.pk in withdraw and may_withdraw(by, other):
            move_application(other, WITHDRAW, by=by, now=now, note=_("Accepted another offer."))
    return application


@transaction.atomic
def decline_offer(*, application_id: int, by: Actor, now: datetime, reason: str = "") -> Application:
    """Give the offered place back; the next on the waiting list is offered it in the same transaction.

    Locks partner, agreements, slot, application. Raises NotAllowed, Refusal.
    """
    refuse_to_name_patients(reason=reason)
    return _decline(lock_with_place(application_id), by=by, now=now, reason=reason)


def _decline(application: Application, *, by: Actor, now: datetime, reason: str) -> Application:
    require(policies.may_decline(by, application))
    free_place(application, DECLINE, by=by, now=now, note=reason)
    offer_next(slot_id=application.slot_id, now=now)
    return application


@transaction.atomic
def lapse_offer(*, application_id: int, by: Actor, now: datetime) -> Application:
    """End an offer that was not answered in time; the next on the waiting list is offered the place in the same transaction.

    Locks partner, agreements, slot, application: against an acceptance at the same moment, one of the two wins. Raises NotAllowed,
    Refusal.
    """
    application = lock_with_place(application_id)
    require(policies.may_lapse(by, application, now))
    free_place(application, LAPSE, by=by, now=now)
    offer_next(slot_id=application.slot_id, now=now)
    return application
