"""Offers under concurrency: real threads, real PostgreSQL, exact outcomes."""

from collections import Counter
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.urls import reverse

from core import clock
from core.actor import CLOCK
from core.errors import Refusal
from institutions.models import Agreement, Partner
from placements.models import AgreementSeat, Allotment, Application, ApplicationTransition, Placement, Seat, Slot
from placements.services import offers as services
from placements.services.applications import start_application, withdraw_application
from placements.states import ApplicationState
from tests.factories.institutions import AgreementFactory, ProgrammeFactory, a_day
from tests.factories.placements import AllotmentFactory, ApplicationFactory, SlotFactory
from tests.factories.students import StudentFactory, membership_of
from tests.placements.stage import a_stage, acting, in_days
from tests.races import race, refusals

pytestmark = pytest.mark.django_db(transaction=True)
A = ApplicationState


def offer(stage, application):
    return partial(
        services.offer_place,
        application_id=application.pk,
        by=stage.lead.as_actor(),
        now=clock.now(),
        answer_by=in_days(5),
    )


def accept(application):
    return partial(services.accept_offer, application_id=application.pk, by=acting(application), now=clock.now())


def lapse(application, now):
    return partial(services.lapse_offer, application_id=application.pk, by=CLOCK, now=now)


def lower(model, pk, **places):
    """Lower a number of places by a plain UPDATE, as the admin or a raw statement would."""
    return lambda: model.objects.filter(pk=pk).update(**places)


def states():
    return Counter(Application.objects.values_list("state", flat=True))


def counts(slot):
    """What the row says, and what there is: both must be the same."""
    kept = Slot.objects.get(pk=slot.pk)
    assert kept.held == Application.objects.filter(slot=slot).holding().count()
    return kept.held, kept.places


@pytest.mark.parametrize("round_", range(3))
def test_fifty_offers_for_five_places_give_exactly_five(round_):
    stage = a_stage(places=5, agreement_places=50)
    applications = [stage.application(under_review=True) for _ in range(50)]
    results = race([offer(stage, application) for application in applications])
    said = refusals(results, Refusal)
    assert (len(said), {str(refusal.reason) for refusal in said}) == (45, {"All 5 places are taken."})
    assert (states(), counts(stage.slot)) == ({A.OFFERED: 5, A.UNDER_REVIEW: 45}, (5, 5))
    assert (Seat.objects.count(), ApplicationTransition.objects.filter(move="offer").count()) == (5, 5)


def test_the_same_offer_twenty_times_is_one():
    stage = a_stage(places=5)
    application = stage.application(under_review=True)
    results = race([offer(stage, application)] * 20)
    assert len(refusals(results, Refusal)) == 19
    assert (counts(stage.slot), application.transitions.count()) == ((1, 5), 1)


def test_the_same_acceptance_twenty_times_makes_one_placement():
    stage = a_stage()
    application = stage.application(offered=True)
    results = race([accept(application)] * 20)
    assert len(refusals(results, Refusal)) == 19
    assert (Placement.objects.count(), application.transitions.count(), counts(stage.slot)) == (1, 1, (1, 2))


@pytest.mark.parametrize("round_", range(5))
def test_lapse_against_acceptance_has_one_winner(round_):
    stage = a_stage(places=1)
    application, waiting = stage.application(offered=True), stage.application(waitlisted=True)
    # The student answered in the last moment, the clock struck right after.
    results = race([accept(application), lapse(application, in_days(6))])
    assert len(refusals(results, Refusal)) == 1
    row = application.transitions.get()
    application.refresh_from_db()
    waiting.refresh_from_db()
    outcome = (row.move, application.state, waiting.state, Placement.objects.count())
    assert outcome in {("accept", A.ACCEPTED, A.WAITLISTED, 1), ("lapse", A.OFFER_EXPIRED, A.OFFERED, 0)}
    assert counts(stage.slot) == (1, 1)


def test_withdrawal_against_offer_has_one_winner():
    stage = a_stage(places=1)
    application = stage.application(under_review=True)
    withdraw = partial(withdraw_application, application_id=application.pk, by=acting(application), now=clock.now())
    results = race([withdraw, offer(stage, application)])
    assert len(refusals(results, Refusal)) == 1
    application.refresh_from_db()
    outcome = (application.transitions.get().move, application.state, counts(stage.slot)[0])
    assert outcome in {("withdraw", A.WITHDRAWN, 0), ("offer", A.OFFERED, 1)}


@pytest.mark.parametrize("round_", range(3))
def test_one_student_into_two_overlapping_slots_at_once_gets_one(round_):
    first, second = a_stage(), a_stage()
    student = first.student()
    offers = [ApplicationFactory(slot=stage.slot, student=student, offered=True) for stage in (first, second)]
    results = race([accept(application) for application in offers])
    (refusal,) = refusals(results, Refusal)
    assert "two full-time placements at once" in str(refusal.reason)
    assert (states(), Placement.objects.count()) == ({A.ACCEPTED: 1, A.OFFERED: 1}, 1)


def test_two_students_who_each_accept_and_decline_the_others_partner_do_not_block_each_other():
    """Both acts lock both partners, wherever they began: one order for everybody."""
    first, second = a_stage(places=9), a_stage(places=9)
    calls = []
    for mine, other in [(first, second), (second, first)] * 4:
        student = first.student()
        taken, given = (ApplicationFactory(slot=stage.slot, student=student, offered=True) for stage in (mine, other))
        calls.append(
            partial(
                services.accept_offer, application_id=taken.pk, by=acting(taken), now=clock.now(), decline=[given.pk]
            )
        )
    assert refusals(race(calls), Refusal) == []
    assert (states(), counts(first.slot), counts(second.slot)) == ({A.ACCEPTED: 8, A.DECLINED: 8}, (4, 9), (4, 9))


def test_declining_offers_at_once_moves_the_waiting_list_by_as_many():
    stage = a_stage(places=4)
    offered = [stage.application(offered=True) for _ in range(4)]
    waiting = [stage.application(waitlisted=True, waitlisted_at=in_days(-9 + number)) for number in range(6)]
    decline = [partial(services.decline_offer, application_id=a.pk, by=acting(a), now=clock.now()) for a in offered]
    assert refusals(race(decline), Refusal) == []
    for application in waiting:
        application.refresh_from_db()
    assert [application.state for application in waiting] == [A.OFFERED] * 4 + [A.WAITLISTED] * 2
    assert counts(stage.slot) == (4, 4)


@pytest.mark.parametrize("round_", range(3))
def test_places_lowered_while_offers_run_never_sink_below_what_is_held(round_):
    stage = a_stage(places=6)
    offers = [offer(stage, stage.application(under_review=True)) for _ in range(8)]
    results = race([*offers[:4], lower(Slot, stage.slot.pk, places=3), *offers[4:]])
    lowered = not isinstance(results.pop(4), IntegrityError)
    refused = len(refusals(results, Refusal))
    held, places = counts(stage.slot)
    assert (places, held, refused) == ((3, 3, 5) if lowered else (6, 6, 2))


def test_an_allotment_is_kept_under_concurrency_and_so_is_the_open_rest():
    stage = a_stage(places=5)
    AllotmentFactory(slot=stage.slot, institute=stage.institute, places=2)
    own = [offer(stage, stage.application(under_review=True)) for _ in range(8)]
    others = [offer(stage, ApplicationFactory(slot=stage.slot, under_review=True)) for _ in range(8)]
    assert len(refusals(race([*own, *others]), Refusal)) == 11
    slot = Slot.objects.get()
    assert (slot.held, slot.open_held, Allotment.objects.get().held) == (5, 3, 2)


def test_the_places_of_an_agreement_are_kept_across_slots():
    stage = a_stage(places=9, agreement_places=3)
    second = SlotFactory(partner=stage.slot.partner, places=9)
    offers = [
        offer(stage, stage.application(slot=slot, under_review=True)) for slot in (stage.slot, second) for _ in range(6)
    ]
    assert len(refusals(race(offers), Refusal)) == 9
    assert sorted(AgreementSeat.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_the_cap_on_people_is_kept_across_slots_and_institutes():
    stage = a_stage(places=9, people_cap=4)
    offers = []
    for _ in range(3):
        programme = ProgrammeFactory()
        AgreementFactory(signed=True, institute=programme.institute, partner=stage.slot.partner, programmes=[programme])
        for _ in range(4):
            student = StudentFactory(institute=programme.institute, intake__programme=programme)
            slot = SlotFactory(partner=stage.slot.partner)
            offers.append(offer(stage, ApplicationFactory(slot=slot, student=student, under_review=True)))
    assert len(refusals(race(offers), Refusal)) == 8
    assert sorted(Seat.objects.values_list("partner_number", flat=True)) == [1, 2, 3, 4]


@pytest.mark.parametrize("what", ["agreement", "cap"])
def test_a_ceiling_lowered_while_offers_run_never_sinks_below_a_taken_number(what):
    stage = a_stage(places=9, agreement_places=6, people_cap=6)
    change = {
        "agreement": lower(Agreement, stage.agreement.pk, places=3),
        "cap": lower(Partner, stage.slot.partner_id, people_cap=3),
    }[what]
    results = race([*(offer(stage, stage.application(under_review=True)) for _ in range(8)), change])
    lowered = not isinstance(results.pop(), IntegrityError)
    assert (len(refusals(results, Refusal)), Seat.objects.count()) == ((5, 3) if lowered else (2, 6))


def test_a_place_that_somebody_else_is_changing_asks_to_try_again(client):
    stage = a_stage()
    application = stage.application(under_review=True)
    client.force_login(stage.lead.user)
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM institutions_partner WHERE id = %s FOR UPDATE", [stage.slot.partner_id])
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
        page = client.post(
            reverse("application_offer", args=[application.pk]), {"answer_by": f"{in_days(3):%Y-%m-%dT%H:%M}"}
        )
    finally:
        other.rollback()
        other.close()
        connection.close()
    assert "Wait a moment and try again." in page.content.decode()
    assert states() == {A.UNDER_REVIEW: 1}


def test_raw_updates_at_once_are_refused_past_the_places():
    stage = a_stage(places=2)
    applications = [stage.application(under_review=True) for _ in range(6)]

    def raw(number, application):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE placements_application SET state = 'offered', answer_by = now() WHERE id = %s", [application.pk]
            )
            cursor.execute(
                "INSERT INTO placements_seat (application_id, partner_id, partner_number, during)"
                " VALUES (%s, %s, %s, daterange(current_date, current_date + 9))",
                [application.pk, stage.slot.partner_id, number],
            )

    results = race([partial(raw, number, application) for number, application in enumerate(applications, start=1)])
    assert (len(refusals(results, IntegrityError)), counts(stage.slot)) == (4, (2, 2))


def test_beginning_one_application_ten_times_makes_one_draft():
    stage = a_stage()
    by = membership_of(stage.student()).as_actor()
    results = race([partial(start_application, slot_id=stage.slot.pk, by=by, now=clock.now())] * 10)
    assert refusals(results, Refusal) == []
    assert Application.objects.count() == 1


def test_a_hundred_mixed_acts_leave_every_count_true():
    """Offers, answers and lapses over two slots under one tight agreement: whoever wins, the counts are what there is."""
    stage = a_stage(places=4, agreement_places=6)
    slots = [stage.slot, SlotFactory(partner=stage.slot.partner, places=4, starts_on=a_day(100), ends_on=a_day(190))]
    calls = []
    for number in range(30):
        slot = slots[number % 2]
        if number < 6:
            application = stage.application(slot=slot, offered=True)
            calls += [accept(application), lapse(application, in_days(6))]
            calls.append(
                partial(services.decline_offer, application_id=application.pk, by=acting(application), now=clock.now())
            )
        else:
            state = "waitlisted" if number % 3 else "under_review"
            calls.append(offer(stage, stage.application(slot=slot, **{state: True})))
    refusals(race(calls), Refusal)
    for slot in slots:
        held, places = counts(slot)
        assert held <= places
    assert Seat.objects.count() == Application.objects.holding().count() <= 6
    assert Placement.objects.count() == states()[A.ACCEPTED]
    moves = ApplicationTransition.objects.filter(thing__state=F("to_state")).values("thing").distinct().count()
    assert moves == Application.objects.filter(transitions__isnull=False).distinct().count()
