"""A student on a rotation, for tests of blocks and of changes."""

from placements.models import Block
from placements.services.changes import ask_change
from tests.factories.course import BlockFactory
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.placements import ApplicationFactory, PlacementFactory
from tests.placements.ward import a_ward


def a_rotation():
    """On placement since thirty days; two blocks ahead, of two weeks each."""
    ward = a_ward()
    for first in (10, 24):
        BlockFactory(placement=ward.placement, starts_on=a_day(first), supervisor=supervisor_of(ward))
    return ward


def supervisor_of(ward):
    return MembershipFactory(supervisor=True, partner=ward.placement.partner)


def blocks_of(placement):
    return [(b.department, b.starts_on) for b in Block.objects.for_list().filter(placement=placement)]


def ask(ward, now, kind, by=None, **said):
    return ask_change(
        placement_id=ward.pk, by=by or ward.intern, now=now, kind=kind, reason="My sister marries that week.", **said
    )


def move(ward, now, first, by=None, **said):
    block = Block.objects.filter(placement=ward.placement).order_by("starts_on")[0]
    return ask(ward, now, "move", by, block=block, first_day=a_day(first), last_day=a_day(first + 13), **said)


def a_fellow(ward):
    """Another student of the same slot and institute, whose one block ahead lies on the same days."""
    slot, student = ward.placement.slot, ward.placement.student
    application = ApplicationFactory(
        slot=slot,
        accepted=True,
        student__institute=student.institute,
        student__intake__programme=student.programme,
    )
    other = PlacementFactory(application=application, supervisor=ward.supervisor)
    BlockFactory(placement=other, starts_on=a_day(10))
    return other
