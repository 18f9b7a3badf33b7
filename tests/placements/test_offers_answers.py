"""What becomes of an offer: accepted, declined, lapsed, handed to the next. One after the other; at once: test_offers_races."""

from datetime import timedelta

import pytest

from core import clock
from core.actor import CLOCK
from core.errors import NotAllowed, Refusal
from notifications import reminders
from notifications.models import Notification
from placements.models import Placement, Seat
from placements.policies import offers as policies
from placements.services import offers as services
from placements.services.waitlist import next_deadline, release_place
from placements.states import ApplicationState, PlacementState
from placements.sweeps.offers import OFFER_ENDING, sweep_offers
from tests.factories.institutions import AgreementFactory, a_day
from tests.factories.placements import ApplicationFactory, SlotFactory
from tests.placements.offering import accept, decline, held, lapse, offer, states, told
from tests.placements.stage import a_stage, acting, in_days

pytestmark = pytest.mark.django_db
A = ApplicationState


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
    with pytest.raises(Refusal, match=r"This offer has lapsed. Ask the partner"):
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
    """The first one's institute has used up its agreement, the second has taken another placement meanwhile."""
    stage = a_stage(places=2, agreement_places=20)
    other = AgreementFactory(signed=True, partner=stage.slot.partner, places=1)
    exhausted, busy, free = (
        ApplicationFactory(
            slot=stage.slot, waitlisted=True, waitlisted_at=in_days(-9), **of_programme(other.programmes.get())
        ),
        stage.application(waitlisted=True, waitlisted_at=in_days(-8)),
        stage.application(waitlisted=True, waitlisted_at=in_days(-7)),
    )
    elsewhere = SlotFactory(partner=stage.slot.partner)
    ApplicationFactory(slot=elsewhere, accepted=True, **of_programme(other.programmes.get()))
    accept(ApplicationFactory(student=busy.student, offered=True))
    decline(stage.application(offered=True))
    assert states(exhausted, busy, free) == [A.WAITLISTED, A.WAITLISTED, A.OFFERED]


def of_programme(programme):
    return {"student__institute": programme.institute, "student__intake__programme": programme}


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
