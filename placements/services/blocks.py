"""Blocks: those of a slot, written by its lead; their copy in each placement; the hand-over when one begins."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.actor import Actor, Via
from core.errors import Refusal
from core.verdict import never, require
from core.words import day
from institutions.models import Department, Membership
from notifications.services.posting import say
from placements.models import Block, Objective, Placement, Slot, SlotBlock
from placements.notices import changes as notices
from placements.policies import slots as policies
from placements.services.feedback_asks import pass_on_ask
from placements.services.placements_moves import lock_placement
from placements.services.slots import lock_slot
from placements.services.supervising import may_supervise, require_signs
from placements.states import PlacementState


@transaction.atomic
def add_block(
    *,
    slot_id: int,
    by: Actor,
    now: datetime,
    department: Department,
    starts_on: date,
    ends_on: date,
    supervisor: Membership | None = None,
    objectives: Iterable[Objective] = (),
) -> SlotBlock:
    """One more block of a slot. Locks the slot. Raises NotAllowed, Refusal with the field it is about."""
    slot = lock_slot(slot_id)
    require(policies.may_change_blocks(by, slot))
    block = SlotBlock(slot=slot, created_at=now)
    return _write(block, department, starts_on, ends_on, supervisor, objectives)


@transaction.atomic
def edit_block(
    *,
    slot_id: int,
    block_id: int,
    by: Actor,
    now: datetime,
    department: Department,
    starts_on: date,
    ends_on: date,
    supervisor: Membership | None = None,
    objectives: Iterable[Objective] = (),
) -> SlotBlock:
    """Say it otherwise. Raises as `add_block`."""
    slot = lock_slot(slot_id)
    require(policies.may_change_blocks(by, slot))
    block = slot.blocks.get(pk=block_id)
    block.slot = slot
    return _write(block, department, starts_on, ends_on, supervisor, objectives)


@transaction.atomic
def remove_block(*, slot_id: int, block_id: int, by: Actor, now: datetime) -> Slot:
    """Take it off. Raises NotAllowed, Refusal."""
    slot = lock_slot(slot_id)
    require(policies.may_change_blocks(by, slot))
    slot.blocks.get(pk=block_id).delete()
    return slot


def _write(
    block: SlotBlock,
    department: Department,
    starts_on: date,
    ends_on: date,
    supervisor: Membership | None,
    objectives: Iterable[Objective],
) -> SlotBlock:
    slot = block.slot
    if slot.starts_on is None or slot.ends_on is None:
        raise Refusal(_("The slot has no days yet."), instead=_("Give it a first and a last day, then its blocks."))
    if not slot.starts_on <= starts_on <= ends_on <= slot.ends_on:
        raise Refusal(
            _("The slot runs from %(first)s to %(last)s.") % {"first": day(slot.starts_on), "last": day(slot.ends_on)},
            field="starts_on" if starts_on < slot.starts_on else "ends_on",
        )
    if department.site.partner_id != slot.partner_id:
        raise Refusal(_("This department belongs to another partner."), field="department")
    if supervisor is not None:
        _require_signs_here(supervisor, slot)
    block.department, block.supervisor = department, supervisor
    block.starts_on, block.ends_on = starts_on, ends_on
    try:
        with transaction.atomic():
            block.save()
    except IntegrityError as error:
        raise Refusal(
            _("It meets another block of this slot."),
            instead=_("Choose days on which there is none."),
            field="starts_on",
        ) from error
    block.objectives.set(objectives)
    return block


def _require_signs_here(supervisor: Membership, slot: Slot) -> None:
    """Who has a block supervises whoever is in it when it begins."""
    if supervisor.partner_id != slot.partner_id or supervisor.ended_at is not None:
        raise Refusal(_("This person does not act for your organisation."), field="supervisor")
    require_signs(supervisor)


def copy_blocks(placement: Placement, *, now: datetime) -> list[Block]:
    """A placement begins with the blocks of its slot, as far as they lie in its days; who may not judge the intern is left out.

    Part of the acceptance; three queries at least.
    """
    there = {"starts_on__gte": placement.starts_on, "ends_on__lte": placement.ends_on}
    copied = []
    for source in placement.slot.blocks.filter(**there).for_list():
        block = Block.objects.create(
            placement=placement,
            department=source.department,
            supervisor=source.supervisor if may_supervise(placement, source.supervisor) else None,
            starts_on=source.starts_on,
            ends_on=source.ends_on,
            created_at=now,
        )
        block.objectives.set(source.objectives.all())
        copied.append(block)
    return copied


@transaction.atomic
def hand_over(*, placement_id: int, by: Actor, now: datetime) -> Placement:
    """The supervisor of the block that is on becomes the placement's, and both are told. Nothing changes where that is so already, or where
    they may not judge the intern.

    Those of earlier blocks still see the placement, and sign what is left of their weeks. Locks the placement. Raises NotAllowed.
    """
    placement = lock_placement(placement_id)
    if by.via != Via.CLOCK:
        require(never(_("The clock hands a student over.")))
    block = block_on(placement, placement.today(now))
    if block is None or placement.state != PlacementState.ACTIVE or block.supervisor_id == placement.supervisor_id:
        return placement
    if not may_supervise(placement, block.supervisor):
        return placement
    placement.supervisor = block.supervisor
    placement.save(update_fields=["supervisor"])
    pass_on_ask(placement, now=now)
    block.placement = placement
    say(notices.block_begins, block, key=f"{block.pk}:{block.starts_on.isoformat()}:{block.supervisor_id}", now=now)
    return placement


def block_on(placement: Placement, today: date) -> Block | None:
    """The block of that day, if somebody supervises it. One query."""
    blocks = Block.objects.for_list().touching(today, today)
    return blocks.filter(placement=placement, supervisor__isnull=False, supervisor__ended_at=None).first()
