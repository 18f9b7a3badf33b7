"""A partner's checklists, and going through them with an intern: who ticked what, and when. Items are retired, ticks taken back."""

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from placements.models import ChecklistItem, ChecklistTick, Occasion, Placement
from placements.policies import checklists as policies
from placements.services.placements_moves import lock_placement

MOST = 20  # items on one list
STARTERS = (
    (Occasion.ARRIVAL, gettext_lazy("Badge handed out")),
    (Occasion.ARRIVAL, gettext_lazy("Locker and keys handed out")),
    (Occasion.ARRIVAL, gettext_lazy("Access to the records system set up")),
    (Occasion.ARRIVAL, gettext_lazy("Fire safety talk given")),
    (Occasion.ARRIVAL, gettext_lazy("Rules of confidentiality signed")),
    (Occasion.RELIEVING, gettext_lazy("Badge returned")),
    (Occasion.RELIEVING, gettext_lazy("Locker and keys returned")),
    (Occasion.RELIEVING, gettext_lazy("Work handed over")),
    (Occasion.RELIEVING, gettext_lazy("Library has nothing to claim")),
    (Occasion.RELIEVING, gettext_lazy("Access to the records system closed")),
)


@transaction.atomic
def add_item(*, by: Actor, now: datetime, occasion: str, text: str) -> ChecklistItem:
    """One more item, at the end of its list. Raises NotAllowed, Refusal (it stands there already, or the list is full)."""
    require(policies.may_keep(by))
    count = ChecklistItem.objects.current().filter(partner_id=by.partner_id, occasion=occasion).count()
    if count >= MOST:
        raise Refusal(_("A list has at most %(most)d items.") % {"most": MOST}, instead=_("Take one off first."))
    try:
        with transaction.atomic():
            return ChecklistItem.objects.create(
                partner_id=by.partner_id, occasion=occasion, text=text, position=count + 1, created_at=now
            )
    except IntegrityError as error:
        raise Refusal(_("It stands on this list already."), field="text") from error


@transaction.atomic
def begin_checklists(*, by: Actor, now: datetime) -> None:
    """Begin both lists with the usual items; what stands there already stays. Raises NotAllowed."""
    require(policies.may_keep(by))
    ChecklistItem.objects.bulk_create(
        [
            ChecklistItem(
                partner_id=by.partner_id, occasion=occasion, text=str(text), position=position, created_at=now
            )
            for position, (occasion, text) in enumerate(STARTERS, start=1)
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def retire_item(*, item_id: int, by: Actor, now: datetime) -> ChecklistItem:
    """Take it off the list; what was ticked stays readable. Raises NotAllowed, Refusal."""
    item = ChecklistItem.objects.select_for_update(of=("self",)).get(pk=item_id)
    require(policies.may_retire(by, item))
    item.retired_at = now
    item.save(update_fields=["retired_at"])
    return item


@transaction.atomic
def tick_checklist(
    *,
    placement_id: int,
    by: Actor,
    now: datetime,
    arrival: Collection[int] = (),
    relieving: Collection[int] = (),
    shown: Collection[int] = (),
) -> Placement:
    """Both lists: what is named is ticked, what was `shown` ticked and is no longer named is taken back, both with who and when. What
    somebody else ticked meanwhile stays.

    Locks the placement, so that an item is ticked once. Raises NotAllowed, Refusal.
    """
    placement = lock_placement(placement_id)
    require(policies.may_tick(by, placement))
    named, seen = {*arrival, *relieving}, set(shown)
    before = set(ChecklistTick.objects.current().filter(placement=placement).values_list("item_id", flat=True))
    tick(placement, (before | named - seen) - (seen - named), by=by, now=now)
    return placement


def tick(placement: Placement, items: Collection[int], *, by: Actor, now: datetime) -> None:
    """Make the current ticks those of `items`, among the partner's current items. The caller holds the placement's lock."""
    known = set(ChecklistItem.objects.current().filter(partner_id=placement.partner_id).values_list("pk", flat=True))
    ticked = ChecklistTick.objects.current().filter(placement=placement, item__in=known)
    before = set(ticked.values_list("item_id", flat=True))
    ticked.exclude(item__in=items).update(undone_at=now)
    ChecklistTick.objects.bulk_create(
        ChecklistTick(
            placement=placement,
            item_id=item,
            by_id=by.user_id,
            membership_id=by.membership_id,
            recording_id=by.recording_id,
            at=now,
        )
        for item in (known & set(items)) - before
    )
