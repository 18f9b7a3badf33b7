"""What the scene of `scenarios` has for names on lists, kept places, blackout dates and checklists."""

from typing import Any

from placements.models import Placement
from tests.factories.course import ChangeFactory, SlotBlockFactory
from tests.factories.institutions import BlackoutFactory
from tests.factories.placements import (
    AllotmentFactory,
    ChecklistItemFactory,
    ListedNameFactory,
    NameListFactory,
    SlotFactory,
)


def weeks_of(placement: Placement) -> dict[str, Any]:
    """A list of one name that the institute has sent for a block ahead; a kept place, days off, and an item to go through."""
    slot = SlotFactory(partner=placement.partner, department=placement.department)
    name_list = NameListFactory(slot=slot, institute=placement.institute, sent=True)
    slot_block = SlotBlockFactory(slot=placement.slot).pk  # “block_pk” alone is a programme’s
    return {
        "name-lists": name_list.pk,
        "name_pk": ListedNameFactory(name_list=name_list, student__institute=placement.institute).pk,
        "slot_block_edit.block_pk": slot_block,
        "slot_block_remove.block_pk": slot_block,
        "changes": ChangeFactory(placement=placement).pk,
        "allotments": AllotmentFactory(slot=placement.slot, institute=placement.institute).pk,
        "blackouts": BlackoutFactory(partner=placement.partner).pk,
        "checklists": ChecklistItemFactory(partner=placement.partner).pk,
    }
