"""Places of a slot that are kept for an institute, and how they return to all. The counts are the database's own.

Locks partner, agreements, slot, then the allotment: whoever opens places offers them to the waiting list in the same transaction.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from institutions.models import Institute
from notifications.services.posting import notify
from placements.models import Allotment, Slot
from placements.notices import slots as notices
from placements.policies import slots as policies
from placements.services.applications_moves import lock_slots
from placements.services.slots import lock_slot
from placements.services.waitlist import offer_places


@transaction.atomic
def keep_places(
    *, slot_id: int, by: Actor, now: datetime, institute: Institute, places: int, returns_on: date | None = None
) -> Allotment:
    """Keep `places` of the slot for an institute, in place of what was kept for it before; who waits for those that move is offered them.

    Raises NotAllowed, Refusal.
    """
    slot = _lock(slot_id)
    require(policies.may_edit(by, slot))
    kept = slot.allotments.filter(institute=institute).first()
    _check(slot, institute, places, kept)
    _check_return(slot, returns_on, institute, now)
    allotment, _new = Allotment.objects.update_or_create(
        slot=slot, institute=institute, defaults={"places": places, "returns_on": returns_on}
    )
    if kept is not None:
        offer_places(slot_id=slot_id, places=abs(places - kept.places), now=now)
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


def _check_return(slot: Slot, returns_on: date | None, institute: Institute, now: datetime) -> None:
    if returns_on is None:
        return
    if returns_on <= policies.today_of(institute, now):
        raise Refusal(
            _("This day is not ahead."), instead=_("Choose a later one, or leave it empty."), field="returns_on"
        )
    if slot.starts_on is not None and returns_on > slot.starts_on:
        raise Refusal(_("The internship has begun by then."), instead=_("Choose a day before it."), field="returns_on")


@transaction.atomic
def open_places(*, slot_id: int, allotment_id: int, by: Actor, now: datetime) -> Slot:
    """Keep none for the institute any more: its places are open to all. Raises NotAllowed, Refusal, Allotment.DoesNotExist."""
    slot = _lock(slot_id)
    require(policies.may_edit(by, slot))
    _open(slot.allotments.get(pk=allotment_id), now=now)
    return slot


@transaction.atomic
def return_places(*, allotment_id: int, by: Actor, now: datetime) -> None:
    """The day has come: what the institute has not used is open to all, what its students hold stays theirs. It is told.

    Raises NotAllowed, Refusal (the day has not come, or nothing is unused), Allotment.DoesNotExist.
    """
    allotment = _lock_allotment(allotment_id)
    require(policies.may_return(by, allotment, now))
    notify(notices.places_returned, allotment, now=now)
    _open(allotment, now=now)


@transaction.atomic
def give_back_places(*, allotment_id: int, by: Actor, now: datetime, places: int) -> None:
    """The institute gives `places` of its unused ones back before their day. Raises NotAllowed, Refusal, Allotment.DoesNotExist."""
    allotment = _lock_allotment(allotment_id)
    require(policies.may_give_back(by, allotment))
    if not 1 <= places <= allotment.unused:
        words = ngettext("%(n)d place is unused.", "%(n)d places are unused.", allotment.unused)
        raise Refusal(words % {"n": allotment.unused}, instead=_("Give back so many at most."), field="places")
    notify(notices.places_given_back, allotment, places, now, now=now)
    if places == allotment.unused:
        _open(allotment, now=now)
        return
    allotment.places -= places
    allotment.save(update_fields=["places"])
    offer_places(slot_id=allotment.slot_id, places=places, now=now)


def _lock(slot_id: int) -> Slot:
    lock_slots([slot_id])
    return lock_slot(slot_id)


def _lock_allotment(allotment_id: int) -> Allotment:
    """The allotment as it is under its slot's lock; without the row there is nothing left to return."""
    slot = _lock(Allotment.objects.values_list("slot_id", flat=True).get(pk=allotment_id))
    allotment: Allotment = (
        slot.allotments.select_for_update(of=("self",)).select_related("institute").get(pk=allotment_id)
    )
    allotment.slot = slot
    return allotment


def _open(allotment: Allotment, *, now: datetime) -> None:
    """Without an allotment, who holds a place holds an open one, and the unused ones go to whoever waits."""
    slot_id, unused = allotment.slot_id, allotment.unused
    allotment.delete()
    offer_places(slot_id=slot_id, places=unused, now=now)
