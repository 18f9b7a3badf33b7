"""The other ways out of a placement: cancelled, lapsed, ended early."""

from functools import partial

import pytest

from core.actor import CLOCK
from core.errors import NotAllowed, Refusal
from core.words import day as in_words
from notifications.models import Notification
from placements.forms.support import SupportCloseForm
from placements.models import Application, Seat
from placements.services.hours_signing import return_hours
from placements.services.placements import (
    cancel_placement,
    end_placement_early,
)
from placements.states import PlacementState
from placements.sweeps.training import sweep_placements
from tests.factories.attendance import PlannedShiftFactory
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.placements import ApplicationFactory, HoursEntryFactory, PlacementFactory
from tests.factories.support import SupportPlanFactory
from tests.placements.ward import a_ward, names, told

pytestmark = pytest.mark.django_db
P = PlacementState


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
    with pytest.raises(Refusal, match=r"there already.*End the placement early"):
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


def test_nobody_is_awaited_after_an_early_end():
    ward = a_ward()
    shifts = [PlannedShiftFactory(placement=ward.placement, day=a_day(days)) for days in (-1, 2)]
    now = ward.at(a_day(0), 12)
    end_placement_early(placement_id=ward.pk, by=ward.office, now=now, last_day=a_day(0), reason="Moves away.")
    for shift in shifts:
        shift.refresh_from_db()
    assert [shift.state for shift in shifts] == ["agreed", "dropped"]


def test_a_plan_to_help_ends_with_its_placement_and_says_so():
    ward = a_ward()
    plan = SupportPlanFactory(placement=ward.placement, agreed=True)
    now = ward.at(a_day(0), 12)
    end_placement_early(placement_id=ward.pk, by=ward.office, now=now, last_day=a_day(0), reason="Moves away.")
    plan.refresh_from_db()
    assert (plan.state, plan.get_outcome_display(), plan.closed_at) == ("closed", "The placement ended", now)
    assert told("support.closed") == names(ward.student, ward.supervisor)
    assert "ended" not in dict(SupportCloseForm().fields["outcome"].choices)


def test_end_placement_early_leaves_no_hours_after_the_last_day():
    ward = a_ward()
    now = ward.at(a_day(0), 12)
    entry = ward.log(a_day(-3), now)
    ends = partial(end_placement_early, placement_id=ward.pk, by=ward.office, now=now, reason="Moves away.")
    with pytest.raises(Refusal, match=f"Hours are entered until {in_words(a_day(-3))}") as error:
        ends(last_day=a_day(-4))
    assert error.value.field == "last_day"
    return_hours(entry_id=entry.pk, by=ward.doctor, now=now, reason="You were not there.")
    assert ends(last_day=a_day(-4)).last_day == a_day(-4)


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
