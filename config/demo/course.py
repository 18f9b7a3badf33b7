"""A rotation of two blocks, and what is asked of it: a move that waits for one word, a week of rest for exams; elsewhere an earlier end."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from config.demo.organisations import actor_of
from config.demo.term import actor_of_student
from core.actor import Role
from institutions.models import Department
from placements.models import Block, ChangeKind, Placement, Slot
from placements.services.blocks import add_block
from placements.services.changes import agree_change, ask_change

FIRST_BLOCK = timedelta(days=41)  # six weeks


def rotation(slot: Slot) -> None:
    """Six weeks in the slot's own department, the rest in the other one of its partner. Written before anybody holds a place."""
    lead = actor_of(Role.LEAD, slot.partner.slug)
    here, there = Department.objects.filter(site__partner=slot.partner_id).order_by("pk")[:2]
    middle = slot.starts_on + FIRST_BLOCK
    written = {"slot_id": slot.pk, "by": lead, "now": slot.published_at, "supervisor": slot.supervisor}
    first = add_block(**written, department=here, starts_on=slot.starts_on, ends_on=middle)
    add_block(**written, department=there, starts_on=first.ends_on + timedelta(days=1), ends_on=slot.ends_on)


def asked(interns: Sequence[Placement], *, now: datetime) -> None:
    """The first asks for another day on which the second block begins, and the lead has agreed; the second has a week off for exams."""
    moving, resting = interns[:2]
    block = Block.objects.filter(placement=moving).latest("starts_on")
    change = ask_change(
        placement_id=moving.pk,
        by=actor_of_student(moving.student),
        now=now - timedelta(hours=30),
        kind=ChangeKind.MOVE,
        reason="The cultures course at the college takes that week.",
        block=block,
        first_day=block.starts_on + timedelta(days=7),
        last_day=block.ends_on,
    )
    agree_change(change_id=change.pk, by=actor_of(Role.LEAD, moving.partner.slug), now=now - timedelta(hours=20))
    first = resting.today(now) + timedelta(days=14)
    ask_change(
        placement_id=resting.pk,
        by=actor_of(Role.COORDINATOR, resting.institute.slug),
        now=now - timedelta(hours=26),
        kind=ChangeKind.SUSPEND,
        reason="Final examinations at the college.",
        first_day=first,
        last_day=first + timedelta(days=6),
    )


def sooner(placement: Placement, *, now: datetime) -> None:
    """A student would end some days earlier, with a cause; the lead has agreed, and the own coordinator’s word is waited for."""
    change = ask_change(
        placement_id=placement.pk,
        by=actor_of_student(placement.student),
        now=now - timedelta(hours=28),
        kind=ChangeKind.DATES,
        reason="The college holds the final examination in the last week of the placement.",
        last_day=placement.ends_on - timedelta(days=7),
    )
    agree_change(change_id=change.pk, by=actor_of(Role.LEAD, placement.partner.slug), now=now - timedelta(hours=7))
