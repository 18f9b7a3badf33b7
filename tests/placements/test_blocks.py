"""Blocks: copied from a slot, within their placement, handed over, judged one by one."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.actor import CLOCK
from core.errors import NotAllowed, Refusal
from evaluations.models import Evaluation, Occasion
from evaluations.services.evaluations_planning import plan_evaluations
from placements.models import Block, Placement
from placements.models.grid import stays_of
from placements.readiness import board_of_placements, stays_asked
from placements.services.blocks import add_block, copy_blocks, hand_over
from placements.services.changes import agree_change
from placements.services.slots import edit_slot
from placements.services.slots_copying import copy_slot
from placements.states_course import ChangeState
from placements.sweeps.course import sweep_blocks
from tests.factories.course import SlotBlockFactory
from tests.factories.institutions import DepartmentFactory, MembershipFactory, a_day
from tests.factories.placements import SlotFactory
from tests.factories.requirements import RequirementFactory
from tests.factories.students import membership_of
from tests.placements.rotation import a_fellow, a_rotation, ask, move
from tests.placements.stage import a_stage
from tests.placements.ward import a_ward, names, told

pytestmark = pytest.mark.django_db
C = ChangeState


@pytest.fixture
def ward():
    return a_rotation()


@pytest.fixture
def now(ward):
    return ward.at(a_day(0), 12)


# Blocks


def test_a_placement_begins_with_a_copy_of_its_slots_blocks(now):
    ward = a_ward(confirmed=True)
    source = SlotBlockFactory(slot=ward.placement.slot, supervisor=ward.supervisor)
    SlotBlockFactory(slot=ward.placement.slot, starts_on=a_day(105), ends_on=a_day(120))
    [block] = copy_blocks(ward.placement, now=now)
    assert (block.department, block.starts_on, block.supervisor) == (
        source.department,
        source.starts_on,
        ward.supervisor,
    )


def test_a_house_job_of_two_divisions_fits(now):
    slot = SlotFactory(starts_on=a_day(30), ends_on=a_day(394), kind="house_job")
    lead = MembershipFactory(lead=True, partner=slot.partner).as_actor()
    medicine, surgery = DepartmentFactory.create_batch(2, site__partner=slot.partner)
    half = {"slot_id": slot.pk, "by": lead, "now": now}
    add_block(**half, department=medicine, starts_on=a_day(30), ends_on=a_day(211))
    add_block(**half, department=surgery, starts_on=a_day(212), ends_on=a_day(394))
    assert [block.weeks for block in slot.blocks.for_list()] == [26, 27]
    with pytest.raises(Refusal, match="meets another block"):
        add_block(**half, department=surgery, starts_on=a_day(200), ends_on=a_day(220))
    with pytest.raises(Refusal, match="The slot runs from"):
        add_block(**half, department=surgery, starts_on=a_day(20), ends_on=a_day(29))
    with pytest.raises(Refusal, match="another partner"):
        add_block(**half, department=DepartmentFactory(), starts_on=a_day(30), ends_on=a_day(31))
    shorter = {name: getattr(slot, name) for name in ("department", "places", "title", "starts_on")}
    with pytest.raises(Refusal, match="A block of this slot lies outside"):
        edit_slot(slot_id=slot.pk, by=lead, now=now, **shorter, ends_on=a_day(390))
    with pytest.raises(NotAllowed):
        add_block(**half | {"by": CLOCK}, department=surgery, starts_on=a_day(30), ends_on=a_day(31))


def test_two_blocks_of_a_placement_never_meet_whoever_writes_them(ward):
    with pytest.raises(IntegrityError, match="one_block_at_a_time"), transaction.atomic():
        Block.objects.filter(placement=ward.placement).update(starts_on=a_day(10), ends_on=a_day(20))


def test_a_block_lies_within_its_placement_whichever_of_the_two_moves(ward):
    inside = "block_lies_within_its_placement"
    with pytest.raises(IntegrityError, match=inside), transaction.atomic():
        Block.objects.filter(starts_on=a_day(24)).update(ends_on=a_day(61))
    with pytest.raises(IntegrityError, match=inside), transaction.atomic():
        Placement.objects.filter(pk=ward.pk).update(ends_on=a_day(30))


def test_who_teaches_a_block_sees_the_placement_and_the_clock_hands_it_over(ward, now):
    block = Block.objects.earliest("starts_on")
    teacher = block.supervisor.as_actor()
    assert list(Placement.objects.visible_to(teacher)) == [ward.placement]
    Block.objects.filter(pk=block.pk).update(starts_on=a_day(0))
    assert sweep_blocks() == 1
    assert ward.fresh().supervisor_id == block.supervisor_id
    assert told("placement.block") == names(ward.student, block.supervisor)
    assert sweep_blocks() == 0
    with pytest.raises(NotAllowed):
        hand_over(placement_id=ward.pk, by=ward.host, now=now)
    block.delete()
    left = Block.objects.get()
    assert (ward.fresh().block_supervisors, ward.fresh().block_departments) == (
        [left.supervisor_id],
        [left.department_id],
    )


def test_a_copy_with_a_first_day_takes_dates_and_blocks_along():
    stage = a_stage()
    block = SlotBlockFactory(slot=stage.slot, supervisor=stage.slot.supervisor)
    block.objectives.set(stage.slot.objectives.all())
    first_day = stage.slot.starts_on + timedelta(days=364)
    copy = copy_slot(slot_id=stage.slot.pk, by=stage.lead.as_actor(), now=clock.now(), first_day=first_day)
    assert (copy.starts_on, copy.ends_on) == (first_day, stage.slot.ends_on + timedelta(days=364))
    [copied] = copy.blocks.all()
    assert (copied.starts_on, copied.department) == (block.starts_on + timedelta(days=364), block.department)
    assert [o.slot_id for o in copied.objectives.all()] == [copy.pk] * stage.slot.objectives.count()


def test_a_slot_knows_the_departments_of_its_blocks():
    slot = SlotFactory()
    first, second = SlotBlockFactory(slot=slot), SlotBlockFactory(slot=slot, starts_on=a_day(105), ends_on=a_day(120))
    slot.refresh_from_db()
    assert slot.block_departments == sorted({first.department_id, second.department_id})
    first.department = second.department
    first.save()
    slot.blocks.exclude(pk=first.pk).delete()
    slot.refresh_from_db()
    assert slot.block_departments == [second.department_id]


def test_what_the_department_of_a_block_asks_is_asked_of_the_stay(ward):
    block = Block.objects.latest("starts_on")
    requirement = RequirementFactory(department=block.department, partner=None)
    assert [stay.key for stay in stays_asked(requirement, Placement.objects.all())] == [ward.placement]
    [row] = board_of_placements([ward.fresh()]).rows
    assert (requirement.pk in row.cells, row.is_clear) == (True, False)


def test_the_grid_shows_each_block_where_it_is_and_the_days_between_in_the_slots_department(ward):
    stays = stays_of(ward.host, ward.placement.starts_on, ward.placement.ends_on)
    blocks = list(ward.placement.blocks.order_by("starts_on"))
    there = {(s.department.pk, s.first, s.last) for s in stays}
    assert {(b.department_id, b.starts_on, b.ends_on) for b in blocks} <= there
    days = sorted((s.first, s.last) for s in stays)
    assert (days[0][0], days[-1][1]) == (ward.placement.starts_on, ward.placement.ends_on)
    assert all(later[0] - earlier[1] == timedelta(days=1) for earlier, later in pairwise(days))
    assert {s.supervised_by for s in stays if s.department != ward.placement.department} == {
        b.supervisor for b in blocks
    }


# Evaluations of blocks


def planned(ward):
    rows = Evaluation.objects.filter(placement=ward.placement).exclude(state="cancelled").order_by("opens_on", "pk")
    return [(row.occasion, row.block and row.block.starts_on, row.opens_on) for row in rows.exclude(occasion="site")]


def test_a_rotation_is_judged_block_by_block_and_the_evaluation_follows_its_block(ward, now):
    plan_evaluations(placement_id=ward.pk, now=now)
    final, own = (Occasion.FINAL, None, a_day(46)), (Occasion.SELF_FINAL, None, a_day(46))
    assert planned(ward) == [(Occasion.BLOCK, a_day(10), a_day(16)), final, own]
    assert Evaluation.objects.get(occasion="block").evaluator == Block.objects.earliest("starts_on").supervisor
    change = move(ward, now, 12 + 26, by=ward.office)
    for actor in (ward.host, ward.intern):
        agree_change(change_id=change.pk, by=actor, now=now)
    assert planned(ward) == [(Occasion.BLOCK, a_day(24), a_day(30)), final, own]


def test_a_swap_takes_the_evaluations_along(ward, now):
    other = a_fellow(ward)
    plan_evaluations(placement_id=ward.pk, now=now)
    change = ask(ward, now, "swap", other=other)
    for actor in (membership_of(other.student).as_actor(), ward.office, ward.host):
        agree_change(change_id=change.pk, by=actor, now=now)
    [judged] = Evaluation.objects.filter(occasion="block").exclude(state="cancelled")
    assert (judged.placement, judged.block.placement) == (other, other)
