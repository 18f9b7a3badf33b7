"""Blocks and changes: copied, asked for, agreed by everybody whom they touch, carried out as one."""

import pytest

from core.actor import CLOCK
from core.errors import NotAllowed, Refusal
from institutions.models import Agreement
from placements.models import Block, PlacementChange, PlannedShift, Seat
from placements.policies import changes as policies
from placements.services.changes import agree_change, decline_change, withdraw_change
from placements.services.placements import end_placement_early
from placements.states_course import ChangeState
from tests.factories.attendance import PlannedShiftFactory
from tests.factories.course import BlockFactory
from tests.factories.institutions import DepartmentFactory, MembershipFactory, a_day
from tests.factories.students import membership_of
from tests.placements.rotation import a_fellow, a_rotation, ask, blocks_of, move, supervisor_of
from tests.placements.ward import a_ward, names, told
from tests.races import race, refusals

pytestmark = pytest.mark.django_db
C = ChangeState


@pytest.fixture
def ward():
    return a_rotation()


@pytest.fixture
def now(ward):
    return ward.at(a_day(0), 12)


# Asking and agreeing


def test_a_block_moves_when_everybody_whom_it_touches_has_agreed(ward, now):
    change = move(ward, now, 38)
    assert (change.state, told("change.asked")) == (C.ASKED, names(ward.lead, ward.coordinator))
    was = blocks_of(ward.placement)
    agree_change(change_id=change.pk, by=ward.host, now=now)
    assert blocks_of(ward.placement) == was
    with pytest.raises(Refusal, match="agreed already"):
        agree_change(change_id=change.pk, by=ward.host, now=now)
    for actor in (ward.intern, ward.doctor, a_ward().office):
        with pytest.raises(NotAllowed):
            agree_change(change_id=change.pk, by=actor, now=now)
    assert agree_change(change_id=change.pk, by=ward.office, now=now).state == C.DONE
    assert blocks_of(ward.placement) == [was[1], (was[0][0], a_day(38))]
    block = Block.objects.get(starts_on=a_day(38))
    assert told("change.done") == names(ward.student, ward.lead, ward.supervisor, block.supervisor)
    assert list(change.transitions.order_by("pk").values_list("move", flat=True)) == ["agree", "carry_out"]


@pytest.mark.parametrize(
    ("first", "match", "field"),
    [
        (20, "Two blocks would meet", "first_day"),
        (50, "The placement runs from", "last_day"),
        (-3, "That day is over", "first_day"),
    ],
)
def test_nobody_is_asked_for_a_move_that_cannot_be(ward, now, first, match, field):
    with pytest.raises(Refusal, match=match) as refused:
        move(ward, now, first)
    assert (refused.value.field, PlacementChange.objects.count(), told("change.asked")) == (field, 0, [])


def test_a_department_that_the_agreement_leaves_out_is_refused(ward, now):
    here = [block.department for block in Block.objects.all()]
    Agreement.objects.get().departments.set([ward.placement.department, *here])
    other = DepartmentFactory(site__partner=ward.placement.partner)
    with pytest.raises(Refusal, match="does not cover the department"):
        move(ward, now, 38, department=other)


def test_of_a_block_that_has_begun_only_the_last_day_moves(ward, now):
    block = Block.objects.earliest("starts_on")
    Block.objects.filter(pk=block.pk).update(starts_on=a_day(-4))
    with pytest.raises(Refusal, match="has begun"):
        move(ward, now, 38)
    said = {"block": block, "first_day": a_day(-4), "last_day": a_day(20)}
    change = ask(ward, now, "move", **said)
    assert change.says == f"{block.department} from {change.says.split(' from ')[1]}"
    Block.objects.filter(pk=block.pk).update(starts_on=a_day(-9), ends_on=a_day(-1))
    withdraw_change(change_id=change.pk, by=ward.intern, now=now)
    with pytest.raises(Refusal, match="is over"):
        ask(ward, now, "move", **said)


def test_two_blocks_change_places_with_their_supervisors(ward, now):
    one, two = Block.objects.order_by("starts_on")
    change = ask(ward, now, "order", ward.host, block=one, other_block=two)
    assert told("change.asked") == names(ward.student, ward.coordinator)
    for actor in (ward.office, ward.intern):
        agree_change(change_id=change.pk, by=actor, now=now)
    assert blocks_of(ward.placement) == [(two.department, a_day(10)), (one.department, a_day(24))]
    assert Block.objects.get(pk=one.pk).supervisor == two.supervisor
    with pytest.raises(Refusal, match="two different blocks"):
        ask(ward, now, "order", block=one, other_block=one)


def test_a_swap_asks_both_students_and_exchanges_what_is_ahead(ward, now):
    other = a_fellow(ward)
    mine, theirs = blocks_of(ward.placement), blocks_of(other)
    change = ask(ward, now, "swap", other=other)
    fellow = membership_of(other.student)
    assert told("change.asked") == names(fellow, ward.lead, ward.coordinator)
    for actor in (fellow.as_actor(), ward.office, ward.host):
        agree_change(change_id=change.pk, by=actor, now=now)
    assert (blocks_of(ward.placement), blocks_of(other)) == (theirs, mine)


def test_a_swap_that_changes_nothing_is_refused(ward, now):
    other = a_fellow(ward)
    one = Block.objects.filter(placement=ward.placement).order_by("starts_on")[0]
    Block.objects.filter(placement=ward.placement).exclude(pk=one.pk).delete()
    Block.objects.filter(placement=other).update(department=one.department, supervisor=one.supervisor)
    with pytest.raises(Refusal, match="are the same"):
        ask(ward, now, "swap", other=other)
    Block.objects.filter(placement=other).update(supervisor=None)
    assert ask(ward, now, "swap", other=other).state == "asked"


def test_a_swap_with_somebody_of_another_slot_is_refused(ward, now):
    with pytest.raises(Refusal, match="one slot"):
        ask(ward, now, "swap", other=a_ward().placement)


def test_another_last_day_takes_the_seat_and_the_last_block_along(ward, now):
    Block.objects.filter(starts_on=a_day(24)).update(ends_on=a_day(60))
    change = ask(ward, now, "dates", last_day=a_day(70))
    for actor in (ward.office, ward.host):
        agree_change(change_id=change.pk, by=actor, now=now)
    seat = Seat.objects.get(application=ward.placement.application)
    assert (ward.fresh().ends_on, seat.during.upper) == (a_day(70), a_day(71))
    assert Block.objects.latest("starts_on").ends_on == a_day(70)
    shifts = [PlannedShiftFactory(placement=ward.placement, day=a_day(days)) for days in (29, 31)]
    shorter = ask(ward, now, "dates", last_day=a_day(30))
    for actor in (ward.office, ward.host):
        agree_change(change_id=shorter.pk, by=actor, now=now)
    assert (ward.fresh().ends_on, Block.objects.latest("starts_on").ends_on) == (a_day(30), a_day(30))
    assert [PlannedShift.objects.get(pk=shift.pk).state for shift in shifts] == ["agreed", "dropped"]


def test_a_last_day_that_the_agreement_does_not_reach_is_refused(ward, now):
    Agreement.objects.update(ends_on=a_day(65))
    with pytest.raises(Refusal, match="The agreement holds from"):
        ask(ward, now, "dates", last_day=a_day(70))
    assert ward.fresh().ends_on == a_day(60)


def test_the_lead_names_another_supervisor_outright_and_others_ask(ward, now):
    new = supervisor_of(ward)
    assert ask(ward, now, "supervisor", ward.doctor, supervisor=new).state == C.ASKED
    with pytest.raises(Refusal, match="still waits"):
        ask(ward, now, "supervisor", supervisor=new)
    withdraw_change(change_id=PlacementChange.objects.get().pk, by=ward.doctor, now=now)
    block = Block.objects.earliest("starts_on")
    assert ask(ward, now, "supervisor", ward.host, supervisor=new, block=block).state == C.DONE
    assert (Block.objects.get(pk=block.pk).supervisor, ward.fresh().supervisor) == (new, ward.supervisor)
    with pytest.raises(Refusal, match="cannot supervise"):
        ask(ward, now, "supervisor", ward.host, supervisor=MembershipFactory(supervisor=True))


def test_declined_with_a_reason_everything_stays(ward, now):
    was = blocks_of(ward.placement)
    change = move(ward, now, 38)
    decline_change(change_id=change.pk, by=ward.host, now=now, reason="The theatre is closed then.")
    change.refresh_from_db()
    assert (change.state, blocks_of(ward.placement)) == (C.DECLINED, was)
    assert told("change.declined") == names(ward.student, ward.coordinator)
    with pytest.raises(Refusal, match="Nothing waits"):
        agree_change(change_id=change.pk, by=ward.office, now=now)
    with pytest.raises(NotAllowed):
        withdraw_change(change_id=change.pk, by=ward.office, now=now)


def test_a_placement_that_ends_lets_go_of_what_was_asked(ward, now):
    change = move(ward, now, 38)
    end_placement_early(placement_id=ward.pk, by=ward.office, now=now, last_day=a_day(0), reason="Moved away.")
    change.refresh_from_db()
    assert (change.state, told("change.lapsed")) == (C.LAPSED, names(ward.student, ward.coordinator, ward.lead))


def test_an_early_end_that_the_student_asks_for_needs_both_offices(ward, now):
    change = ask(ward, now, "end", last_day=a_day(0))
    agree_change(change_id=change.pk, by=ward.host, now=now)
    assert ward.fresh().state == "active"
    agree_change(change_id=change.pk, by=ward.office, now=now)
    assert (ward.fresh().state, ward.placement.ended_on) == ("ended_early", a_day(0))


def test_strangers_and_readers_ask_for_nothing(ward, now):
    viewer = MembershipFactory(viewer=True, institute=ward.placement.institute).as_actor()
    for actor in (viewer, a_ward().host, CLOCK):
        with pytest.raises(NotAllowed):
            move(ward, now, 38, by=actor)
    assert not policies.may_ask(ward.intern, a_ward(completed=True).placement)


# Races


@pytest.mark.django_db(transaction=True)
def test_two_changes_of_one_placement_at_once_are_asked_one_at_a_time():
    ward = a_ward()
    BlockFactory(placement=ward.placement)
    now = ward.at(a_day(0), 12)
    results = race([lambda: move(ward, now, 38), lambda: move(ward, now, 39, by=ward.office)] * 2)
    assert len(refusals(results, Refusal)) == 3
    change = PlacementChange.objects.get()
    sides = [ward.host, ward.office, ward.intern]
    race([lambda by=by: agree_change(change_id=change.pk, by=by, now=now) for by in sides])
    assert PlacementChange.objects.get().state == C.DONE
    assert change.transitions.filter(move="carry_out").count() == 1


def test_what_an_office_does_outright_waits_behind_no_change(ward, now):
    waiting = ask(ward, now, "dates", last_day=a_day(70))
    done = ask(ward, now, "suspend", ward.host, first_day=a_day(5), last_day=a_day(9))
    assert (done.state, ward.placement.suspensions.count()) == (C.DONE, 1)
    assert list(PlacementChange.objects.waiting()) == [waiting]
