"""A placement is planned with the acceptance, and confirmed when a signed agreement covers it."""

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.errors import NotAllowed, Refusal
from institutions.services.agreements import send_agreement, sign_agreement
from notifications.models import Notification
from placements.models import Placement, Seat
from placements.services.offers import accept_offer
from placements.services.placements import (
    confirm_placement,
    create_placement,
)
from placements.states import PlacementState
from tests.factories.institutions import AgreementFactory, MembershipFactory, a_day
from tests.factories.placements import PlacementFactory
from tests.factories.students import membership_of
from tests.placements.stage import a_stage
from tests.placements.ward import a_ward, names, told
from tests.races import race, refusals

pytestmark = pytest.mark.django_db
P = PlacementState


# create


def made(stage, **fields):
    application = stage.application(accepted=True, **fields)
    now = stage_now(stage)
    return create_placement(application=application, by=stage.lead.as_actor(), now=now)


def stage_now(stage):
    return stage.slot.apply_by


def test_create_placement_under_an_agreement_is_confirmed_at_once():
    stage = a_stage()
    placement = made(stage)
    assert (placement.state, placement.agreement) == (P.CONFIRMED, stage.agreement)
    assert [row.move for row in placement.transitions.all()] == ["confirm"]
    assert (placement.starts_on, placement.ends_on, placement.required_minutes) == (
        stage.slot.starts_on,
        stage.slot.ends_on,
        320 * 60,
    )
    assert told("placement.confirmed") == sorted([placement.student.user.name, stage.coordinator.user.name])


def test_create_placement_without_an_agreement_holds_the_place_and_says_why():
    stage = a_stage(agreement_places=None)
    placement = made(stage)
    assert (placement.state, placement.agreement, placement.transitions.count()) == (P.PLANNED, None, 0)
    assert told("placement.planned") == sorted([placement.student.user.name, *names(stage.coordinator, stage.lead)])
    assert "have not signed an agreement yet" in Notification.objects.filter(kind="placement.planned")[0].body


@pytest.mark.parametrize("full_time", [True, False])
def test_create_placement_beside_another_full_time_one(full_time):
    stage = a_stage(places=2)
    student = stage.student()
    made(stage, student=student)
    other = a_stage(full_time=full_time)
    application = other.application(accepted=True, student=student)
    if full_time:
        with pytest.raises(Refusal, match=f"It meets the full-time placement at {stage.slot.partner}"):
            create_placement(application=application, by=other.lead.as_actor(), now=stage_now(other))
    else:
        assert create_placement(application=application, by=other.lead.as_actor(), now=stage_now(other)).pk


@pytest.mark.django_db(transaction=True)
def test_two_overlapping_full_time_placements_at_once_leave_one():
    with transaction.atomic():
        first, second = a_stage(), a_stage()
        student = first.student()
        applications = [stage.application(offered=True, student=student) for stage in (first, second)]
    by, now = membership_of(student).as_actor(), clock.now()
    results = race(
        [lambda pk=application.pk: accept_offer(application_id=pk, by=by, now=now) for application in applications]
    )
    assert len(refusals(results, Refusal)) == 1
    assert Placement.objects.filter(student=student).count() == 1


def test_never_two_full_time_placements_at_once_even_by_hand():
    first = PlacementFactory()
    with pytest.raises(IntegrityError, match="never_two_full_time_placements_at_once"), transaction.atomic():
        PlacementFactory(application__student=first.student)
    PlacementFactory(application__student=first.student, full_time=False)
    PlacementFactory(application__student=first.student, first=61, last=90, state=P.CONFIRMED, arrived_on=None)


@pytest.mark.parametrize(
    ("change", "promise"),
    [
        ({"ends_on": a_day(-31)}, "placement_ends_after_start"),
        ({"agreement": None}, "confirmed_placement_has_an_agreement"),
        ({"state": "ended_early"}, "placement_that_ended_early_has_its_last_day"),
    ],
)
def test_placement_constraints(change, promise):
    placement = PlacementFactory()
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        Placement.objects.filter(pk=placement.pk).update(**change)


# confirm


def planned(**agreement):
    """A planned placement, and a signed agreement of its pair as described, if any; the placement's actors and now."""
    ward = a_ward(planned=True)
    now = ward.at(a_day(0), 12)
    placement = ward.placement
    if agreement:
        programmes = agreement.pop("programmes", [placement.student.programme])
        AgreementFactory(
            signed=True, institute=placement.institute, partner=placement.partner, programmes=programmes, **agreement
        )
    return ward, now


@pytest.mark.parametrize(
    ("agreement", "words"),
    [
        ({}, "have not signed an agreement yet"),
        ({"ends_on": a_day(109)}, "The agreement holds from"),
        ({"starts_on": a_day(21)}, "The agreement holds from"),
        ({"programmes": []}, "does not cover BSc Imaging"),
    ],
    ids=["none", "ends too early", "begins too late", "another programme"],
)
def test_confirm_placement_outside_every_agreement_is_refused(agreement, words):
    ward, now = planned(**agreement)
    with pytest.raises(Refusal, match=words):
        confirm_placement(placement_id=ward.pk, by=ward.office, now=now)
    assert ward.fresh().state == P.PLANNED


def test_confirm_placement_under_a_full_agreement_is_refused():
    ward, now = planned(places=1)
    placement = ward.placement
    PlacementFactory(
        first=20,
        last=110,
        state=P.CONFIRMED,
        arrived_on=None,
        application__student__institute=placement.institute,
        application__student__programme=placement.student.programme,
        application__slot__partner=placement.partner,
    )
    with pytest.raises(Refusal, match="place of the agreement"):
        confirm_placement(placement_id=ward.pk, by=ward.host, now=now)
    assert ward.fresh().state == P.PLANNED


def test_confirm_placement_takes_a_seat_of_the_agreement():
    ward, now = planned(places=1)
    placement = confirm_placement(placement_id=ward.pk, by=ward.office, now=now)
    piece = Seat.objects.get(application=placement.application).under.get()
    assert (placement.state, piece.agreement, piece.number) == (P.CONFIRMED, placement.agreement, 1)
    assert told("placement.confirmed") == names(ward.student, ward.supervisor, ward.lead)


def test_confirm_placement_by_others_is_not_allowed():
    ward, now = planned(places=1)
    for actor in (
        ward.intern,
        ward.doctor,
        MembershipFactory(lead=True).as_actor(),
        MembershipFactory(coordinator=True).as_actor(),
    ):
        with pytest.raises(NotAllowed):
            confirm_placement(placement_id=ward.pk, by=actor, now=now)


def test_confirm_placement_twice_is_refused():
    ward, now = planned(places=2)
    confirm_placement(placement_id=ward.pk, by=ward.office, now=now)
    with pytest.raises(Refusal, match="does not wait for an agreement"):
        confirm_placement(placement_id=ward.pk, by=ward.office, now=now)


def test_signing_an_agreement_confirms_what_waited_for_it():
    ward, now = planned()
    placement = ward.placement
    agreement = AgreementFactory(
        institute=placement.institute, partner=placement.partner, programmes=[placement.student.programme], places=5
    )
    elsewhere = PlacementFactory(planned=True)
    send_agreement(agreement_id=agreement.pk, by=ward.office, now=now)
    assert ward.fresh().state == P.PLANNED
    sign_agreement(agreement_id=agreement.pk, by=ward.host, now=now)
    elsewhere.refresh_from_db()
    assert (ward.fresh().state, placement.agreement, elsewhere.state) == (P.CONFIRMED, agreement, P.PLANNED)
    assert [(row.move, row.via) for row in placement.transitions.all()] == [("confirm", "clock")]


def test_signing_an_agreement_that_does_not_reach_leaves_the_placement_waiting():
    ward, now = planned()
    placement = ward.placement
    agreement = AgreementFactory(
        institute=placement.institute,
        partner=placement.partner,
        programmes=[placement.student.programme],
        ends_on=a_day(50),
    )
    send_agreement(agreement_id=agreement.pk, by=ward.office, now=now)
    assert sign_agreement(agreement_id=agreement.pk, by=ward.host, now=now).state == "signed"
    assert ward.fresh().state == P.PLANNED
