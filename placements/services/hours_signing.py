"""The supervisor's side of hours: many approved in one act, one returned with a reason, before or after it was approved."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from notifications.services.posting import notify, tell
from placements.models import HoursEntry, HoursTransition, Placement
from placements.notices.training import HOURS_TOLD_ABOUT, approved_to_student
from placements.policies import training as policies
from placements.services.hours_moves import again, lock_entry, make_hours_move
from placements.services.placements_moves import lock_placement
from placements.services.screening import refuse_to_name_patients
from placements.states import APPROVE_HOURS, RETURN_HOURS, TAKE_BACK_HOURS, HoursState


@transaction.atomic
def approve_hours(*, placement_id: int, by: Actor, now: datetime, entry_ids: Collection[int]) -> Placement:
    """Approve the chosen entries, all or none. From now on none of them changes, and the sum on the placement has grown by them.

    Locks the placement, then the entries. Raises NotAllowed, Refusal when one of them does not wait any more, IllegalMove.
    """
    placement = lock_placement(placement_id)
    require(policies.may_sign_hours(by, placement))
    chosen = HoursEntry.objects.waiting().filter(placement=placement, pk__in=entry_ids).order_by("started_at")
    entries = list(chosen.select_for_update(of=("self",)))
    if not entries or len(entries) != len(set(entry_ids)):
        raise Refusal(
            _("Some of these hours do not wait any more."),
            instead=_("Below is what waits now; look again and approve."),
        )
    for entry in entries:
        entry.placement = placement
        make_hours_move(entry, APPROVE_HOURS, by=by, now=now, recording_id=by.recording_id)
    notify(approved_to_student, placement, entries, now, now=now)
    # The trigger has moved the sum on.
    placement.refresh_from_db(fields=["approved_minutes"])
    return placement


@transaction.atomic
def return_hours(*, entry_id: int, by: Actor, now: datetime, reason: str) -> HoursEntry:
    """Give an entry back with what should be put right. Raises NotAllowed, Refusal, IllegalMove."""
    entry = lock_entry(entry_id)
    require(policies.may_return_hours(by, entry.placement, entry))
    refuse_to_name_patients(reason=reason)
    return make_hours_move(
        entry, RETURN_HOURS, by=by, now=now, note=reason, reason=reason, recording_id=by.recording_id
    )


@transaction.atomic
def reopen_hours(*, entry_id: int, by: Actor, now: datetime, reason: str) -> HoursEntry:
    """Take the signature back from an approved entry, and give its shift back to the student with what should be put right.

    The approved entry stays as it was and is superseded by the returned one, so the sum falls at once. Raises NotAllowed, Refusal,
    IllegalMove.
    """
    old = lock_entry(entry_id)
    require(policies.may_reopen_hours(by, old.placement, old))
    refuse_to_name_patients(reason=reason)
    entry = again(old, now=now, state=HoursState.RETURNED)
    entry.reason, entry.recording_id = reason, by.recording_id
    entry.save()
    make_hours_move(old, TAKE_BACK_HOURS, by=by, now=now, note=reason)
    row = HoursTransition.write(entry, RETURN_HOURS, by=by, now=now, was=HoursState.APPROVED, note=reason)
    tell(HOURS_TOLD_ABOUT, entry, RETURN_HOURS, row, now=now)
    return entry
