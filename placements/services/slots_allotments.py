"""Places of a slot that are kept for an institute. Locks the slot, then its allotments; the counts are the database's own."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from institutions.models import Institute
from placements.models import Allotment, Slot
from placements.policies import slots as policies
from placements.services.slots import lock_slot


@transaction.atomic
def keep_places(*, slot_id: int, by: Actor, now: datetime, institute: Institute, places: int) -> Allotment:
    """Keep `places` of the slot for an institute, in place of what was kept for it before. Raises NotAllowed, Refusal."""
    slot = lock_slot(slot_id)
    require(policies.may_edit(by, slot))
    kept = slot.allotments.filter(institute=institute).first()
    _check(slot, institute, places, kept)
    allotment, _new = Allotment.objects.update_or_create(slot=slot, institute=institute, defaults={"places": places})
    return allotment


def _check(slot: Slot, institute: Institute, places: int, kept: Allotment | None) -> None:
    """What the institute's students hold moves into its allotment; the rest must go on having room. The database refuses it too."""
    held = slot.applications.holding().filter(institute=institute).count()
    if places < held:
        words = ngettext("%(n)d of its students holds a place here.", "%(n)d of its students hold places here.", held)
        raise Refusal(words % {"n": held}, instead=_("Keep at least as many."), field="places")
    others = slot.allotted - (kept.places if kept else 0)
    open_held = slot.open_held - (0 if kept else held)
    left = slot.places - others - open_held
    if places > left:
        raise Refusal(
            ngettext("%(n)d place is left to keep.", "%(n)d places are left to keep.", left) % {"n": left},
            instead=_("Keep fewer, or edit the slot and add places first."),
            field="places",
        )


@transaction.atomic
def open_places(*, slot_id: int, allotment_id: int, by: Actor, now: datetime) -> Slot:
    """Keep none for the institute any more: its places are open to all. Raises NotAllowed, Refusal, Allotment.DoesNotExist."""
    slot = lock_slot(slot_id)
    require(policies.may_edit(by, slot))
    slot.allotments.get(pk=allotment_id).delete()
    return slot
