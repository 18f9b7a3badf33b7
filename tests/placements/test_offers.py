"""Offers, answers, lapses and the waiting list, one after the other. At the same time: test_offers_races."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from core import clock
from core.actor import CLOCK
from core.errors import NotAllowed, Refusal
from notifications import reminders
from notifications.models import Notification
from placements.models import Allotment, Application, Placement, Seat, Slot
from placements.policies import offers as policies
from placements.services import offers as services
from placements.services import offers_places
from placements.services.seats import AgreementExhausted, PartnerIsFull
from placements.services.waitlist import next_deadline, release_place
from placements.states import ApplicationState, PlacementState
from placements.sweeps.offers import OFFER_ENDING, sweep_offers
from tests.factories.institutions import InstituteFactory, MembershipFactory, a_day
from tests.factories.placements import AllotmentFactory, ApplicationFactory, SlotFactory
from tests.placements.stage import a_stage, acting, in_days

pytestmark = pytest.mark.django_db
A = ApplicationState


@pytest.fixture
def stage():
    return a_stage()


def offer(stage, application, *, by=None, answer_by=None):
    by = by or stage.lead.as_actor()
    return services.offer_place(
        application_id=application.pk, by=by, now=clock.now(), answer_by=answer_by or in_days(5)
    )


def accept(application, **more):
    return services.accept_offer(application_id=application.pk, by=acting(application), now=clock.now(), **more)


def decline(application, by=None):
    return services.decline_offer(application_id=application.pk, by=by or acting(application), now=clock.now())


def lapse(application, now=None, by=CLOCK):
    return services.lapse_offer(application_id=application.pk, by=by, now=now or in_days(6))


def states(*applications):
    found = dict(Application.objects.values_list("pk", "state"))
    return [found[application.pk] for application in applications]


def held(slot):
    return Slot.objects.get(pk=slot.pk).held


def told(application):
    return list(
        Notification.objects.filter(path=application.get_absolute_url())
        .values_list("reader_id", "kind")
        .order_by("kind", "reader_id")
    )


def unchanged(application):
    """The application still waits for a decision, holds nothing, and nobody was told."""
    return (states(application), Seat.objects.filter(application=application).exists(), told(application)) == (
        [A.UNDER_REVIEW],
        False,
        [],
    )


# Offering


@pytest.mark.parametrize("state", ["under_review", "shortlisted", "waitlisted"])
def test_offer_place_holds_a_place_and_a_seat_and_tells_the_student(stage, state):
    application = stage.application(**{state: True})
    offer(stage, application)
    seat = Seat.objects.get(application=application)
    assert (states(application), held(stage.slot)) == ([A.OFFERED], 1)
    assert (seat.agreement, seat.agreement_number, seat.partner_number) == (stage.agreement, 1, 1)
    assert (seat.during.lower, seat.during.upper) == (stage.slot.starts_on, stage.slot.ends_on + timedelta(days=1))
    assert told(application) == [(application.student.user_id, "offer.made")]


def test_offer_place_when_slot_is_full_changes_nothing():
    stage = a_stage(places=1)
    stage.application(offered=True)
    application = stage.application(under_review=True)
    with pytest.raises(Refusal, match="Its 1 place is taken. Put the student on the waiting list"):
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
    assert Seat.objects.get(application=application).agreement is None


def test_an_agreements_place_serves_again_on_other_days():
    stage = a_stage(agreement_places=1)
    stage.application(offered=True)
    later = SlotFactory(partner=stage.slot.partner, starts_on=a_day(151), ends_on=a_day(200))
    application = stage.application(slot=later, under_review=True)
    assert offer(stage, application).seat.agreement_number == 1


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
    with pytest.raises(Refusal, match="All places are taken."):
        offer(stage, application)
    assert unchanged(application)


def test_a_broken_promise_without_words_stays_a_bug(stage, monkeypatch):
    monkeypatch.setattr(offers_places, "PROMISES", {})
    monkeypatch.setattr(policies, "has_room", lambda _application: True)
    stage.application(offered=True)
    stage.application(offered=True)
    with pytest.raises(IntegrityError, match="slot_never_over_its_places"):
        offer(stage, stage.application(under_review=True))


# Accepting


def test_accept_offer_makes_a_confirmed_placement_where_an_agreement_covers_it(stage):
    application = stage.application(offered=True)
    accept(application)
    placement = Placement.objects.get()
    assert (states(application), placement.state, placement.agreement) == (
        [A.ACCEPTED],
        PlacementState.CONFIRMED,
        stage.agreement,
    )
    assert held(stage.slot) == 1
    assert {kind for _reader, kind in told(application)} == {"offer.accepted", "offer.accepted_by_you"}
    assert {reader for reader, kind in told(application) if kind == "offer.accepted"} == {
        stage.lead.user_id,
        stage.coordinator.user_id,
    }


def test_accept_offer_makes_a_planned_placement_while_no_agreement_covers_it():
    stage = a_stage(agreement_places=None, agreement_follows=True)
    application = stage.application(offered=True)
    accept(application)
    assert Placement.objects.get().state == PlacementState.PLANNED


def test_accept_offer_after_the_deadline_is_refused(stage):
    application = stage.application(offered=True, answer_by=clock.now() - timedelta(seconds=1))
    with pytest.raises(Refusal, match="The time to answer ended on"):
        accept(application)
    assert (states(application), Placement.objects.count()) == ([A.OFFERED], 0)


def test_accept_offer_beside_an_overlapping_placement_is_refused_in_words(stage):
    first = stage.application(offered=True)
    second = ApplicationFactory(student=first.student, offered=True)
    accept(first)
    with pytest.raises(Refusal, match=f"You are at {stage.slot.partner.name} from .* two full-time placements at once"):
        accept(second)
    assert (states(second), Placement.objects.count()) == ([A.OFFERED], 1)


@pytest.mark.parametrize("other", [{"full_time": False}, {"starts_on": a_day(151), "ends_on": a_day(200)}])
def test_accept_offer_beside_a_placement_that_does_not_clash(stage, other):
    first = stage.application(offered=True)
    second = ApplicationFactory(student=first.student, slot=SlotFactory(**other), offered=True)
    assert list(policies.overlapping_offers(first)) == []
    accept(first)
    accept(second)
    assert Placement.objects.count() == 2


def test_accept_offer_declines_the_others_that_were_ticked_and_leaves_the_rest(stage):
    mine = stage.application(offered=True)
    ticked, left = (ApplicationFactory(student=mine.student, offered=True) for _ in range(2))
    next_in_line = ApplicationFactory(slot=ticked.slot, waitlisted=True)
    assert list(policies.overlapping_offers(mine)) == [ticked, left]
    accept(mine, decline=[ticked.pk])
    assert states(mine, ticked, left, next_in_line) == [A.ACCEPTED, A.DECLINED, A.OFFERED, A.OFFERED]
    assert ticked.transitions.get().note == "Accepted another offer."


def test_accept_offer_does_not_decline_somebody_elses(stage):
    mine, theirs = stage.application(offered=True), stage.application(offered=True)
    with pytest.raises(NotAllowed):
        accept(mine, decline=[theirs.pk])
    assert states(mine, theirs) == [A.OFFERED, A.OFFERED]


def test_accept_offer_when_a_ticked_one_has_lapsed_meanwhile(stage):
    mine = stage.application(offered=True)
    other = ApplicationFactory(student=mine.student, state=A.OFFER_EXPIRED)
    accept(mine, decline=[other.pk])
    assert states(mine, other) == [A.ACCEPTED, A.OFFER_EXPIRED]


@pytest.mark.parametrize("service", [services.accept_offer, services.decline_offer])
def test_nobody_but_the_student_answers(stage, service):
    application = stage.application(offered=True)
    for by in (stage.lead.as_actor(), stage.coordinator.as_actor(), acting(stage.application()), CLOCK):
        with pytest.raises(NotAllowed):
            service(application_id=application.pk, by=by, now=clock.now())


@pytest.mark.parametrize("service", [services.accept_offer, services.decline_offer])
def test_an_offer_that_lapsed_is_not_answered(stage, service):
    application = stage.application(state=A.OFFER_EXPIRED)
    with pytest.raises(Refusal, match="This offer has lapsed. Ask the partner"):
        service(application_id=application.pk, by=acting(application), now=clock.now())


# Declining, lapsing, and who is next


@pytest.mark.parametrize(
    ("end", "ended", "to_offices"),
    [(decline, A.DECLINED, "offer.declined"), (lapse, A.OFFER_EXPIRED, "offer.lapsed_for_offices")],
)
def test_an_ended_offer_frees_the_place_for_the_first_on_the_waiting_list(end, ended, to_offices):
    stage = a_stage(places=1)
    application = stage.application(offered=True)
    now = clock.now()
    second, first = (stage.application(waitlisted=True, waitlisted_at=now - timedelta(days=days)) for days in (1, 2))
    end(application)
    assert states(application, first, second) == [ended, A.OFFERED, A.WAITLISTED]
    assert (held(stage.slot), Seat.objects.get().application) == (1, first)
    assert told(first) == [(first.student.user_id, "offer.made")]
    assert {reader for reader, kind in told(application) if kind == to_offices} == {
        stage.lead.user_id,
        stage.coordinator.user_id,
    }
    assert (first.transitions.get().via, first.transitions.get().by) == ("clock", None)


def test_an_ended_offer_without_a_waiting_list_leaves_the_place_free(stage):
    decline(stage.application(offered=True))
    assert (held(stage.slot), Seat.objects.count()) == (0, 0)


def test_who_cannot_have_the_place_is_passed_over_and_keeps_their_turn():
    stage = a_stage(places=2)
    Allotment.objects.create(slot=stage.slot, institute=InstituteFactory(), places=1)
    kept = ApplicationFactory(
        slot=stage.slot,
        institute=Allotment.objects.get().institute,
        student__institute=Allotment.objects.get().institute,
    )
    Application.objects.filter(pk=kept.pk).update(
        state=A.WAITLISTED, submitted_at=clock.now(), waitlisted_at=in_days(-1)
    )
    Allotment.objects.update(places=0)
    Slot.objects.filter(pk=stage.slot.pk).update(places=1)
    busy, free = (stage.application(waitlisted=True) for _ in range(2))
    accept(ApplicationFactory(student=busy.student, offered=True))
    decline(stage.application(offered=True))
    assert states(kept, busy, free) == [A.WAITLISTED, A.WAITLISTED, A.OFFERED]


def test_nobody_is_offered_a_place_of_an_internship_that_has_begun():
    stage = a_stage(places=1)
    application, waiting = stage.application(offered=True), stage.application(waitlisted=True)
    lapse(application, now=in_days(61))
    assert states(application, waiting) == [A.OFFER_EXPIRED, A.WAITLISTED]


def test_release_place_gives_an_accepted_place_to_the_next():
    stage = a_stage(places=1)
    application, waiting = stage.application(accepted=True), stage.application(waitlisted=True)
    release_place(application_id=application.pk, now=clock.now())
    application.refresh_from_db()
    assert (application.released_at is None, states(application, waiting)) == (False, [A.ACCEPTED, A.OFFERED])


def test_next_deadline_is_in_three_days_at_five_or_as_the_internship_begins(stage):
    application = stage.application(waitlisted=True)
    zone = application.institute.zone
    now = clock.now()
    some_days = next_deadline(application, now).astimezone(zone)
    assert (some_days.date() - clock.day_of(now, zone), some_days.hour) == (timedelta(days=3), 17)
    application.slot.starts_on = clock.day_of(now, zone) + timedelta(days=2)
    soon = next_deadline(application, now).astimezone(zone)
    assert (soon.date(), soon.hour) == (application.slot.starts_on, 0)


def test_lapse_offer_before_its_time_is_refused(stage):
    application = stage.application(offered=True)
    with pytest.raises(Refusal, match="still time"):
        lapse(application, now=clock.now())


def test_lapse_offer_by_a_person_is_not_allowed(stage):
    with pytest.raises(NotAllowed):
        lapse(stage.application(offered=True), by=stage.lead.as_actor())


def test_lapse_offer_that_was_answered_is_refused(stage):
    with pytest.raises(Refusal, match="It stands at “Accepted”"):
        lapse(stage.application(accepted=True))


def test_sweep_offers_lapses_what_is_over_and_nothing_else(stage):
    over = stage.application(offered=True, answer_by=clock.now() - timedelta(minutes=1))
    running = stage.application(offered=True)
    assert (sweep_offers(), sweep_offers()) == (1, 0)
    assert states(over, running) == [A.OFFER_EXPIRED, A.OFFERED]


# Reminding


def remind(now):
    return reminders.remind(now=now, rules=[OFFER_ENDING])


def test_an_offer_is_called_to_mind_48_and_24_hours_before_it_lapses_each_once(stage):
    application = stage.application(under_review=True)
    deadline = in_days(5)
    offer(stage, application, answer_by=deadline)
    hours = [49, 47, 46, 23, 1, -1]
    assert [remind(deadline - timedelta(hours=left)) for left in hours] == [0, 1, 0, 1, 0, 0]
    kinds = Notification.objects.filter(kind="offer.ending")
    assert {row.reader_id for row in kinds} == {application.student.user_id}


def test_an_offer_that_was_only_just_made_is_not_called_to_mind(stage):
    application = stage.application(under_review=True)
    offer(stage, application, answer_by=in_days(1))
    assert remind(clock.now()) == 0
    assert remind(clock.now() + timedelta(hours=13)) == 1


def test_an_answered_offer_is_not_called_to_mind(stage):
    application = stage.application(offered=True)
    accept(application)
    assert remind(application.answer_by - timedelta(hours=1)) == 0
