"""Offering a place, one after the other. At once: test_offers_races."""

from datetime import datetime, time, timedelta

import pytest
from django.db import IntegrityError

from core import clock
from core.actor import CLOCK
from core.errors import NotAllowed, Refusal
from placements.models import Seat
from placements.policies import offers as policies
from placements.services import offers as services
from placements.services import offers_places
from placements.services.seats import AgreementExhausted, PartnerIsFull
from placements.states import ApplicationState
from tests.factories.institutions import InstituteFactory, MembershipFactory, a_day
from tests.factories.placements import AllotmentFactory, ApplicationFactory, SlotFactory
from tests.placements.offering import accept, held, offer, states, told, unchanged
from tests.placements.stage import a_stage, acting, in_days

pytestmark = pytest.mark.django_db
A = ApplicationState


# Offering


@pytest.mark.parametrize("state", ["under_review", "shortlisted", "waitlisted"])
def test_offer_place_holds_a_place_and_a_seat_and_tells_the_student(stage, state):
    application = stage.application(**{state: True})
    offer(stage, application)
    seat = Seat.objects.get(application=application)
    assert (states(application), held(stage.slot)) == ([A.OFFERED], 1)
    assert (seat.under.get().agreement, seat.under.get().number, seat.partner_number) == (stage.agreement, 1, 1)
    assert (seat.during.lower, seat.during.upper) == (stage.slot.starts_on, stage.slot.ends_on + timedelta(days=1))
    assert told(application) == [(application.student.user_id, "offer.made")]


def test_offer_place_when_slot_is_full_changes_nothing():
    stage = a_stage(places=1)
    stage.application(offered=True)
    application = stage.application(under_review=True)
    with pytest.raises(Refusal, match=r"Its 1 place is taken. Put the student on the waiting list"):
        offer(stage, application)
    assert unchanged(application)


def test_offer_place_when_the_allotment_is_full_names_the_institute(stage):
    AllotmentFactory(slot=stage.slot, institute=stage.institute, places=1)
    stage.application(offered=True)
    application = stage.application(under_review=True)
    with pytest.raises(Refusal, match=f"The 1 place kept for {stage.institute.name} is taken"):
        offer(stage, application)
    assert unchanged(application)


def test_offer_place_when_the_rest_is_kept_for_others(stage):
    AllotmentFactory(slot=stage.slot, institute=InstituteFactory(), places=1)
    stage.application(offered=True)
    application = stage.application(under_review=True)
    with pytest.raises(Refusal, match="open to every institute"):
        offer(stage, application)
    assert unchanged(application)


def test_offer_place_when_the_agreement_is_exhausted_changes_nothing():
    stage = a_stage(agreement_places=1)
    stage.application(offered=True)
    application = stage.application(under_review=True)
    with pytest.raises(AgreementExhausted, match="The 1 place of the agreement"):
        offer(stage, application)
    assert unchanged(application)


def test_offer_place_of_another_institute_does_not_use_the_agreement_of_the_first():
    stage = a_stage(agreement_places=1)
    stage.application(offered=True)
    application = ApplicationFactory(slot=stage.slot, under_review=True)
    offer(stage, application)
    assert not Seat.objects.get(application=application).under.exists()


def test_an_agreements_place_serves_again_on_other_days():
    stage = a_stage(agreement_places=1)
    stage.application(offered=True)
    later = SlotFactory(partner=stage.slot.partner, starts_on=a_day(151), ends_on=a_day(200))
    application = stage.application(slot=later, under_review=True)
    assert offer(stage, application).seat.under.get().number == 1


def test_offer_place_when_the_partners_cap_is_reached_changes_nothing():
    stage = a_stage(people_cap=1)
    stage.application(offered=True)
    application = stage.application(under_review=True)
    with pytest.raises(PartnerIsFull, match="takes 1 intern at once"):
        offer(stage, application)
    assert unchanged(application)


def test_offer_place_to_somebody_who_has_taken_a_placement_on_these_days(stage):
    application = stage.application(under_review=True)
    accept(ApplicationFactory(student=application.student, offered=True))
    with pytest.raises(Refusal, match="has taken a placement until"):
        offer(stage, application)


def test_an_offer_leaves_the_student_a_day(stage):
    application = stage.application(shortlisted=True)
    now = clock.now()
    with pytest.raises(Refusal, match="less than a day to read and answer it") as caught:
        offer(stage, application, answer_by=now + timedelta(minutes=12))
    assert (caught.value.field, states(application)) == ("answer_by", [A.SHORTLISTED])
    next_day = (now + timedelta(days=1)).replace(second=0, microsecond=0)
    assert offer(stage, application, answer_by=next_day + timedelta(minutes=1)).state == A.OFFERED


def test_a_place_that_begins_the_day_after_is_offered_until_the_eve(stage):
    application = stage.application(shortlisted=True)
    zone, first_day = application.institute.zone, stage.slot.starts_on
    morning = datetime.combine(first_day - timedelta(days=1), time(9), tzinfo=zone)
    sent = {"application_id": application.pk, "by": stage.lead.as_actor(), "now": morning}
    with pytest.raises(Refusal, match="less than a day"):
        services.offer_place(**sent, answer_by=morning.replace(hour=12))
    assert services.offer_place(**sent, answer_by=morning.replace(hour=17)).state == A.OFFERED


@pytest.mark.parametrize(("answer_by", "words"), [(-1, "This moment has passed"), (60, "has begun by then")])
def test_offer_place_with_an_impossible_deadline_says_so_beside_it(stage, answer_by, words):
    application = stage.application(under_review=True)
    with pytest.raises(Refusal, match=words) as caught:
        offer(stage, application, answer_by=in_days(answer_by))
    assert caught.value.field == "answer_by"
    assert unchanged(application)


def test_offer_place_before_anybody_has_read_it(stage):
    with pytest.raises(Refusal, match="Begin the review first"):
        offer(stage, stage.application(submitted=True))


def test_offer_place_twice_is_refused_in_words(stage):
    application = stage.application(offered=True)
    with pytest.raises(Refusal, match="It stands at “Offer”"):
        offer(stage, application)


def test_offer_place_when_the_internship_has_begun():
    stage = a_stage(starts_on=a_day(0))
    with pytest.raises(Refusal, match="has begun"):
        offer(stage, stage.application(under_review=True))


def test_nobody_but_the_partners_lead_offers(stage):
    application = stage.application(under_review=True)
    for by in (acting(application), stage.coordinator.as_actor(), MembershipFactory(lead=True).as_actor()):
        with pytest.raises(NotAllowed):
            offer(stage, application, by=by)
    with pytest.raises(Refusal, match="not on the waiting list"):
        offer(stage, application, by=CLOCK)


def test_what_only_the_database_refuses_is_said_in_words(stage, monkeypatch):
    """As if policies and seats had not seen it coming: the CHECK speaks, and its name becomes a sentence."""
    stage.application(offered=True)
    stage.application(offered=True)
    monkeypatch.setattr(policies, "has_room", lambda _application: True)
    application = stage.application(under_review=True)
    with pytest.raises(Refusal, match=r"All places are taken."):
        offer(stage, application)
    assert unchanged(application)


def test_a_broken_promise_without_words_stays_a_bug(stage, monkeypatch):
    monkeypatch.setattr(offers_places, "PROMISES", {})
    monkeypatch.setattr(policies, "has_room", lambda _application: True)
    stage.application(offered=True)
    stage.application(offered=True)
    with pytest.raises(IntegrityError, match="slot_never_over_its_places"):
        offer(stage, stage.application(under_review=True))
