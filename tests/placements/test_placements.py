"""A placement from the acceptance to its end."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.actor import CLOCK
from core.errors import IllegalMove, NotAllowed, Refusal
from core.lifecycle import moved
from institutions.services.agreements import send_agreement, sign_agreement
from notifications.models import Notification
from placements.models import Application, Placement, Seat
from placements.services import completion
from placements.services.arrivals import record_arrival
from placements.services.completion import complete_placement, what_is_missing
from placements.services.offers import accept_offer
from placements.services.placements import (
    cancel_placement,
    confirm_placement,
    create_placement,
    end_placement_early,
    name_supervisor,
)
from placements.services.placements_moves import make_move
from placements.states import CANCEL, COMPLETE, PlacementState
from placements.sweeps.training import sweep_placements
from tests.factories.institutions import AgreementFactory, MembershipFactory, a_day
from tests.factories.placements import ApplicationFactory, HoursEntryFactory, ObjectiveFactory, PlacementFactory
from tests.factories.students import membership_of
from tests.placements.stage import a_stage
from tests.placements.ward import a_ward
from tests.races import race, refusals

pytestmark = pytest.mark.django_db
P = PlacementState


def told(kind):
    """Who was told of it, by name."""
    return sorted(Notification.objects.filter(kind=kind).values_list("reader__name", flat=True))


def names(*memberships):
    return sorted(membership.user.name for membership in memberships)


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
    seat = Seat.objects.get(application=placement.application)
    assert (placement.state, seat.agreement, seat.agreement_number) == (P.CONFIRMED, placement.agreement, 1)
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


# arrive


@pytest.fixture
def expected():
    """A confirmed placement whose first day was two days ago."""
    return a_ward(confirmed=True, first=-2)


def test_record_arrival_begins_the_placement(expected):
    now = expected.at(a_day(0), 9)
    placement = record_arrival(
        placement_id=expected.pk, by=expected.doctor, now=now, arrived_on=a_day(-1), note="Badge 114 handed over."
    )
    assert (placement.state, placement.arrived_on) == (P.ACTIVE, a_day(-1))
    assert placement.transitions.get(move="arrive").note == "Badge 114 handed over."
    assert told("placement.arrived") == names(expected.student, expected.coordinator)


def test_record_arrival_by_the_lead(expected):
    now = expected.at(a_day(0), 9)
    assert record_arrival(placement_id=expected.pk, by=expected.host, now=now, arrived_on=a_day(0)).state == P.ACTIVE


@pytest.mark.parametrize("days", [-3, 1])
def test_record_arrival_outside_the_days_so_far_is_refused(expected, days):
    with pytest.raises(Refusal, match="must lie between") as error:
        record_arrival(
            placement_id=expected.pk, by=expected.doctor, now=expected.at(a_day(0), 9), arrived_on=a_day(days)
        )
    assert (error.value.field, expected.fresh().state) == ("arrived_on", P.CONFIRMED)


def test_record_arrival_before_the_first_day_is_refused():
    ward = a_ward(confirmed=True, first=3)
    with pytest.raises(Refusal, match="It begins on"):
        record_arrival(placement_id=ward.pk, by=ward.doctor, now=ward.at(a_day(2), 23, 59), arrived_on=a_day(3))
    assert (
        record_arrival(placement_id=ward.pk, by=ward.doctor, now=ward.at(a_day(3), 0, 1), arrived_on=a_day(3)).state
        == P.ACTIVE
    )


def test_record_arrival_by_others_is_not_allowed(expected):
    colleague = MembershipFactory(supervisor=True, partner=expected.placement.partner).as_actor()
    for actor in (expected.intern, expected.office, colleague, CLOCK):
        with pytest.raises(NotAllowed):
            record_arrival(placement_id=expected.pk, by=actor, now=expected.at(a_day(0), 9), arrived_on=a_day(0))


@pytest.mark.parametrize("trait", ["planned", "completed"])
def test_record_arrival_of_what_is_not_confirmed_is_refused(trait):
    ward = a_ward(**{trait: True})
    with pytest.raises(Refusal, match="No arrival is expected"):
        record_arrival(placement_id=ward.pk, by=ward.doctor, now=ward.at(a_day(0), 9), arrived_on=a_day(0))


@pytest.mark.django_db(transaction=True)
def test_the_same_arrival_at_once_begins_once():
    ward = a_ward(confirmed=True, first=-2)
    now = ward.at(a_day(0), 9)
    results = race([lambda: record_arrival(placement_id=ward.pk, by=ward.doctor, now=now, arrived_on=a_day(-1))] * 5)
    assert len(refusals(results, Refusal)) == 4
    assert ward.placement.transitions.filter(move="arrive").count() == 1


# cancel, end early


@pytest.mark.parametrize("trait", ["planned", "confirmed"])
def test_cancel_placement_gives_the_place_back(trait):
    ward = a_ward(**{trait: True})
    slot = ward.placement.slot
    slot.refresh_from_db()
    assert slot.held == 1
    now = ward.at(a_day(0), 12)
    placement = cancel_placement(placement_id=ward.pk, by=ward.host, now=now, reason="The unit is being rebuilt.")
    slot.refresh_from_db()
    application = Application.objects.get(pk=placement.application_id)
    assert (placement.state, slot.held, application.released_at) == (P.CANCELLED, 0, now)
    assert not Seat.objects.filter(application=application).exists()
    assert told("placement.cancelled") == names(ward.student, ward.supervisor, ward.coordinator)
    assert "The unit is being rebuilt." in Notification.objects.filter(kind="placement.cancelled")[0].body


def test_cancel_placement_offers_the_place_to_the_next_in_line():
    ward = a_ward(confirmed=True)
    slot = ward.placement.slot
    ApplicationFactory(slot=slot, offered=True)
    next_one = ApplicationFactory(slot=slot, waitlisted=True)
    cancel_placement(placement_id=ward.pk, by=ward.office, now=ward.at(a_day(0), 12), reason="The student fell ill.")
    next_one.refresh_from_db()
    assert next_one.state == "offered"


def test_cancel_placement_frees_the_students_days():
    ward = a_ward(confirmed=True)
    cancel_placement(placement_id=ward.pk, by=ward.office, now=ward.at(a_day(0), 12), reason="The student fell ill.")
    assert PlacementFactory(confirmed=True, application__student=ward.placement.student).state == P.CONFIRMED


def test_cancel_placement_that_has_begun_points_to_ending_it():
    ward = a_ward()
    with pytest.raises(Refusal, match="there already.*End the placement early"):
        cancel_placement(placement_id=ward.pk, by=ward.office, now=ward.at(a_day(0), 12), reason="No.")


def test_cancel_placement_that_is_over_is_refused():
    ward = a_ward(completed=True)
    with pytest.raises(Refusal, match="It is over"):
        cancel_placement(placement_id=ward.pk, by=ward.office, now=ward.at(a_day(0), 12), reason="No.")


def test_cancel_placement_by_others_is_not_allowed():
    ward = a_ward(confirmed=True)
    for actor in (ward.intern, ward.doctor, MembershipFactory(lead=True).as_actor()):
        with pytest.raises(NotAllowed):
            cancel_placement(placement_id=ward.pk, by=actor, now=ward.at(a_day(0), 12), reason="No.")


def test_end_placement_early_keeps_what_was_done_and_frees_the_rest():
    ward = a_ward()
    HoursEntryFactory(placement=ward.placement, approved=True)
    now = ward.at(a_day(0), 12)
    placement = end_placement_early(
        placement_id=ward.pk, by=ward.office, now=now, last_day=a_day(-1), reason="Moves to another city."
    )
    assert (placement.state, placement.last_day, placement.ends_on) == (P.ENDED_EARLY, a_day(-1), a_day(60))
    assert ward.fresh().approved_minutes == 480
    assert Seat.objects.get(application=placement.application).during.upper == a_day(0)
    assert told("placement.ended_early") == names(ward.student, ward.supervisor, ward.lead)


@pytest.mark.parametrize("days", [-31, 1])
def test_end_placement_early_outside_the_days_so_far_is_refused(days):
    ward = a_ward()
    with pytest.raises(Refusal, match="must lie between") as error:
        end_placement_early(
            placement_id=ward.pk, by=ward.office, now=ward.at(a_day(0), 12), last_day=a_day(days), reason="No."
        )
    assert error.value.field == "last_day"


@pytest.mark.parametrize(("trait", "words"), [("confirmed", "Cancel it instead"), ("completed", "It is over")])
def test_end_placement_early_off_placement_is_refused(trait, words):
    ward = a_ward(**{trait: True})
    with pytest.raises(Refusal, match=words):
        end_placement_early(
            placement_id=ward.pk, by=ward.host, now=ward.at(a_day(0), 12), last_day=a_day(0), reason="No."
        )


def test_end_placement_early_by_others_is_not_allowed():
    ward = a_ward()
    for actor in (ward.intern, ward.doctor, CLOCK):
        with pytest.raises(NotAllowed):
            end_placement_early(
                placement_id=ward.pk, by=actor, now=ward.at(a_day(0), 12), last_day=a_day(0), reason="No."
            )


def test_what_no_agreement_came_to_cover_lapses_on_its_first_day():
    late, early = PlacementFactory(planned=True, first=0), PlacementFactory(planned=True, first=2)
    assert sweep_placements() == 1
    late.refresh_from_db()
    early.refresh_from_db()
    assert (late.state, early.state) == (P.CANCELLED, P.PLANNED)
    assert late.transitions.get().note == "No signed agreement covered it by its first day."


def test_the_clock_cancels_nothing_that_is_confirmed():
    ward = a_ward(confirmed=True, first=0)
    with pytest.raises(Refusal, match="has not lapsed"):
        cancel_placement(placement_id=ward.pk, by=CLOCK, now=ward.at(a_day(1), 0), reason="No.")


# complete


@pytest.fixture
def finished(monkeypatch):
    """A placement past its last day with all its hours and one confirmed objective; the checks of the apps above are left to them."""
    monkeypatch.setattr(completion, "CHECKS", [completion.hours_missing, completion.objectives_missing])
    ward = a_ward(last=-1, required_minutes=960)
    HoursEntryFactory.create_batch(2, placement=ward.placement, approved=True)
    ward.placement.refresh_from_db()
    return ward


def test_complete_placement_when_nothing_is_missing(finished):
    now = finished.at(a_day(0), 12)
    placement = complete_placement(placement_id=finished.pk, by=finished.office, now=now)
    assert (placement.state, placement.completed_at) == (P.COMPLETED, now)
    assert told("placement.completed") == names(finished.student, finished.supervisor, finished.lead)
    assert "16 h approved" in Notification.objects.filter(kind="placement.completed")[0].body


def test_complete_placement_says_everything_that_is_missing(finished, monkeypatch):
    Placement.objects.filter(pk=finished.pk).update(required_minutes=1050)
    ObjectiveFactory.create_batch(2, slot=finished.placement.slot)
    monkeypatch.setattr(
        completion,
        "CHECKS",
        [*completion.CHECKS, lambda _placement: "The final evaluation is missing.", lambda _placement: None],
    )
    said = [
        "1 h 30 min of approved time are missing.",
        "2 objectives are not confirmed.",
        "The final evaluation is missing.",
    ]
    assert what_is_missing(finished.fresh()) == said
    with pytest.raises(Refusal, match=" ".join(said)):
        complete_placement(placement_id=finished.pk, by=finished.office, now=finished.at(a_day(0), 12))
    assert finished.fresh().state == P.ACTIVE


def test_complete_placement_before_the_last_day_is_refused(finished):
    Placement.objects.filter(pk=finished.pk).update(ends_on=a_day(1))
    with pytest.raises(Refusal, match="Its last day is"):
        complete_placement(placement_id=finished.pk, by=finished.office, now=finished.at(a_day(0), 12))
    assert (
        complete_placement(placement_id=finished.pk, by=finished.office, now=finished.at(a_day(1), 0)).state
        == P.COMPLETED
    )


def test_complete_placement_by_others_is_not_allowed(finished):
    stranger = MembershipFactory(coordinator=True).as_actor()
    viewer = MembershipFactory(viewer=True, institute=finished.placement.institute).as_actor()
    for actor in (finished.intern, finished.doctor, finished.host, stranger, viewer, CLOCK):
        with pytest.raises(NotAllowed):
            complete_placement(placement_id=finished.pk, by=actor, now=finished.at(a_day(0), 12))


def test_complete_placement_that_has_not_begun_is_refused():
    ward = a_ward(confirmed=True)
    with pytest.raises(Refusal, match="not on placement"):
        complete_placement(placement_id=ward.pk, by=ward.office, now=ward.at(a_day(200), 12))


# every move


def test_a_move_from_a_wrong_state_is_illegal_whatever_the_policy_said():
    ward = a_ward(completed=True)
    with pytest.raises(IllegalMove, match="Completed"):
        make_move(ward.placement, CANCEL, by=ward.office, now=ward.at(a_day(0), 12))


def test_a_move_is_heard_by_the_apps_above():
    ward = a_ward()
    heard = []

    def listen(sender, thing, move, by, now, **_more):
        heard.append((sender, thing, move, by))

    moved.connect(listen)
    try:
        make_move(ward.placement, COMPLETE, by=ward.office, now=ward.at(a_day(0), 12))
    finally:
        moved.disconnect(listen)
    assert heard == [(Placement, ward.placement, COMPLETE, ward.office)]


# the supervisor


def test_name_supervisor_hands_the_intern_over():
    ward = a_ward()
    new = MembershipFactory(supervisor=True, partner=ward.placement.partner)
    placement = name_supervisor(placement_id=ward.pk, by=ward.host, now=ward.at(a_day(0), 12), supervisor=new)
    assert placement.supervisor == new
    assert told("placement.supervisor") == [new.user.name]
    assert not Placement.objects.visible_to(ward.doctor).exists()
    assert Placement.objects.visible_to(new.as_actor()).get() == placement


def test_name_supervisor_from_elsewhere_ended_or_the_intern_is_refused():
    ward = a_ward()
    now = ward.at(a_day(0), 12)
    gone = MembershipFactory(supervisor=True, partner=ward.placement.partner, ended_at=now - timedelta(days=1))
    own = MembershipFactory(supervisor=True, partner=ward.placement.partner, user=ward.student.user)
    for membership in (MembershipFactory(supervisor=True), gone, own):
        with pytest.raises(Refusal, match="cannot supervise"):
            name_supervisor(placement_id=ward.pk, by=ward.host, now=now, supervisor=membership)


def test_name_supervisor_by_others_or_too_late_is_refused():
    ward = a_ward(completed=True)
    for actor in (ward.office, ward.doctor, ward.intern):
        with pytest.raises(NotAllowed):
            name_supervisor(placement_id=ward.pk, by=actor, now=ward.at(a_day(0), 12), supervisor=ward.supervisor)
    with pytest.raises(Refusal, match="It is over"):
        name_supervisor(placement_id=ward.pk, by=ward.host, now=ward.at(a_day(0), 12), supervisor=ward.supervisor)
