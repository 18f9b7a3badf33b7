"""Writing slots: the text, dates and places; a copy; the word that it still stands. Moves are in `slots_moves`."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actor import Actor, Role
from core.errors import Refusal
from core.verdict import require
from institutions.models import Department
from institutions.policies.register import may_keep
from placements.models import Slot
from placements.notices.slots_terms import Terms
from placements.policies import slots as policies
from placements.services.applications_moves import lock_slots
from placements.services.slots_terms import refuse_to_break, tell_of_changes
from placements.services.waitlist import offer_places
from placements.states import SlotState


def lock_slot(slot_id: int) -> Slot:
    """The slot with what its policies read, its own row locked. One query."""
    rows = Slot.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("partner", "department", "supervisor__user").get(pk=slot_id)


@transaction.atomic
def write_slot(*, by: Actor, now: datetime, department: Department, **fields: Any) -> Slot:
    """Begin a draft in a department of the actor's partner; an office, for a partner whose entry it keeps. The lead publishes it.

    Raises NotAllowed, Refusal.
    """
    partner_id = by.partner_id
    if by.acts_as(Role.COORDINATOR):
        require(may_keep(by, department.site.partner))
        partner_id = department.site.partner_id
    else:
        require(policies.may_write(by))
    _check_department(department, partner_id)
    return Slot.objects.create(partner_id=partner_id, department=department, created_at=now, **fields)


@transaction.atomic
def edit_slot(*, slot_id: int, by: Actor, now: datetime, shown_version: int | None = None, **fields: Any) -> Slot:
    """Change a slot's text, dates or places.

    Locks partner, agreements and slot, so that no offer comes between the count of held places and the new number, and places that were
    added are offered to whoever waits. What students hold places by stays; who applied is told of what is different; a published slot
    stays complete.
    Raises NotAllowed, Refusal, Stale.
    """
    lock_slots([slot_id])
    slot = lock_slot(slot_id)
    require(policies.may_edit(by, slot))
    slot.next_version(shown_version)
    _check_department(fields["department"], slot.partner_id)
    _check_places(slot, fields["places"])
    _check_blocks(slot, fields)
    refuse_to_break(slot, fields, now=now)
    before = Terms.of(slot)
    added = fields["places"] - slot.places
    for name, value in fields.items():
        setattr(slot, name, value)
    if slot.state != SlotState.DRAFT:
        require(policies.incomplete(slot))
    slot.save()
    tell_of_changes(slot, before, now=now)
    offer_places(slot_id=slot_id, places=added, now=now)
    return slot


def _check_department(department: Department, partner_id: int | None) -> None:
    if department.site.partner_id != partner_id:
        raise Refusal(_("This department belongs to another organisation."), field="department")


def _check_places(slot: Slot, places: int) -> None:
    """The database refuses it too; here in words."""
    if places < slot.held:
        words = ngettext(
            "%(n)d place is held by an offer or an intern.", "%(n)d places are held by offers or interns.", slot.held
        )
        raise Refusal(words % {"n": slot.held}, instead=_("Choose at least as many."), field="places")
    needed = slot.allotted + slot.open_held
    if places < needed:
        raise Refusal(
            _("%(kept)d places are kept for institutes, and %(held)d of the others are held.")
            % {"kept": slot.allotted, "held": slot.open_held},
            instead=_("Choose at least %(n)d, or keep fewer.") % {"n": needed},
            field="places",
        )


def _check_blocks(slot: Slot, fields: dict[str, Any]) -> None:
    """Blocks lie within the slot’s days. One query, where the days change."""
    first, last = fields.get("starts_on", slot.starts_on), fields.get("ends_on", slot.ends_on)
    if (first, last) == (slot.starts_on, slot.ends_on):
        return
    blocks = slot.blocks.all()
    outside = blocks.exclude(starts_on__gte=first, ends_on__lte=last) if first and last else blocks
    if outside.exists():
        raise Refusal(
            _("A block of this slot lies outside these days."), instead=_("Move its blocks first."), field="starts_on"
        )


@transaction.atomic
def confirm_slot(*, slot_id: int, by: Actor, now: datetime) -> Slot:
    """Say that a published slot still stands; the 60 days begin anew. Raises NotAllowed, Refusal."""
    slot = lock_slot(slot_id)
    require(policies.may_confirm(by, slot))
    slot.confirmed_at = now
    slot.save(update_fields=["confirmed_at"])
    return slot
