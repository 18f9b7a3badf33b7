"""A placement from the arrival to its completion, and the supervisor it names."""

from datetime import timedelta

import pytest

from core.actor import CLOCK
from core.errors import IllegalMove, NotAllowed, Refusal
from core.lifecycle import moved
from notifications.models import Notification
from placements.models import Placement
from placements.services import completion
from placements.services.arrivals import record_arrival
from placements.services.completion import complete_placement, what_is_missing
from placements.services.placements import (
    name_supervisor,
)
from placements.services.placements_moves import make_move
from placements.states import CANCEL, COMPLETE, PlacementState
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.placements import HoursEntryFactory, ObjectiveFactory
from tests.placements.ward import a_ward, names, told
from tests.races import race, refusals

pytestmark = pytest.mark.django_db
P = PlacementState


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
