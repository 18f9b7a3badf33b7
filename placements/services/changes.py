"""Changes in a placement’s course: asked for, agreed, declined, taken back, overtaken; and the answer at mid-point.

A change is carried out by the code of `changes_done`, in the transaction of the last word that it waited for. The same code is tried, and
undone, when the change is asked for: nobody is asked for what cannot be.
"""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.actor import CLOCK, Actor
from core.errors import Refusal
from core.lifecycle import Move
from core.screening import refuse_patient_data
from core.verdict import require
from institutions.models import Department, Membership
from notifications.services.posting import say, tell
from placements.models import Block, ChangeAnswer, ChangeTransition, MidCheck, Placement, PlacementChange
from placements.notices import changes as notices
from placements.policies import changes as policies
from placements.services.applications_moves import lock_with_places
from placements.services.changes_done import DO
from placements.services.placements_moves import lock_placement
from placements.services.screening import refuse_to_name_patients
from placements.states import CANCEL, COMPLETE, END_EARLY
from placements.states_course import (
    AGREE_CHANGE,
    CARRY_OUT,
    DECLINE_CHANGE,
    LAPSE_CHANGE,
    WITHDRAW_CHANGE,
    ChangeState,
)


@transaction.atomic
def ask_change(
    *,
    placement_id: int,
    by: Actor,
    now: datetime,
    kind: str,
    reason: str,
    block: Block | None = None,
    other_block: Block | None = None,
    other: Placement | None = None,
    department: Department | None = None,
    supervisor: Membership | None = None,
    first_day: date | None = None,
    last_day: date | None = None,
) -> PlacementChange:
    """Ask everybody whom it touches; where nobody else need be asked, it is done at once.

    Locks partner, agreements, slot, applications, placements. Raises NotAllowed, Refusal with the field it is about.
    """
    _lock([placement_id, *([other.pk] if other else [])])
    placement = lock_placement(placement_id)
    require(policies.may_ask(by, placement, kind))
    refuse_patient_data(reason, field="reason", instead=_("Say why in a few words."))
    change = PlacementChange(
        placement=placement,
        kind=kind,
        reason=reason,
        asked_by_id=by.user_id,
        block=block,
        other_block=other_block,
        other=other,
        department=department or (block.department if block else None),
        supervisor=supervisor,
        first_day=first_day,
        last_day=last_day,
        created_at=now,
    )
    needed = sorted(policies.words_needed(kind, policies.side_of(by, placement, other)))
    if not needed:  # what is done at once waits behind nothing
        change.state = CARRY_OUT.target
    _save(change)
    ChangeAnswer.objects.bulk_create(ChangeAnswer(change=change, side=side) for side in needed)
    if not needed:
        return _carry_out(change.pk, by=by, now=now)
    _try(change.pk, by=by, now=now)
    change = _whole(change.pk)
    say(notices.asked, change, key=str(change.pk), now=now)
    return change


@transaction.atomic
def agree_change(*, change_id: int, by: Actor, now: datetime) -> PlacementChange:
    """Agree for one's own side; the last word carries it out. Locks as `ask_change`. Raises NotAllowed, Refusal, IllegalMove."""
    change = lock_change(change_id)
    require(policies.may_answer(by, change))
    side = policies.side_of(by, change.placement, change.other)
    change.answers.filter(side=side).update(agreed_at=now, by=by.user_id)
    if ChangeAnswer.objects.open().filter(change=change).exists():
        return _move(change, AGREE_CHANGE, by=by, now=now, note=_("Agreed."))
    return _carry_out(change.pk, by=by, now=now)


@transaction.atomic
def decline_change(*, change_id: int, by: Actor, now: datetime, reason: str) -> PlacementChange:
    """Say no, and why: all stays as it was. Raises as `agree_change`."""
    change = lock_change(change_id)
    require(policies.may_answer(by, change))
    refuse_to_name_patients(reason=reason)
    return _move(change, DECLINE_CHANGE, by=by, now=now, note=reason)


@transaction.atomic
def withdraw_change(*, change_id: int, by: Actor, now: datetime) -> PlacementChange:
    """Take back what was asked for. Raises as `agree_change`."""
    change = lock_change(change_id)
    require(policies.may_withdraw(by, change))
    return _move(change, WITHDRAW_CHANGE, by=by, now=now)


def lapse_changes(*, thing: Placement, move: Move, now: datetime, **_sent: Any) -> None:
    """Receiver of `moved`: a placement that is over leaves nothing to change. In the transaction of its move, which holds the locks."""
    if move not in {CANCEL, END_EARLY, COMPLETE}:
        return
    for change in PlacementChange.objects.waiting().for_page().filter(placement=thing):
        _move(change, LAPSE_CHANGE, by=CLOCK, now=now)
    for change in PlacementChange.objects.waiting().for_page().filter(other=thing):
        _move(change, LAPSE_CHANGE, by=CLOCK, now=now)


@transaction.atomic
def say_unchanged(*, placement_id: int, by: Actor, now: datetime) -> MidCheck:
    """Days, people and place are as they stand here. Said again, it changes nothing. Locks the placement. Raises NotAllowed, Refusal."""
    placement = lock_placement(placement_id)
    require(policies.may_check(by, placement))
    check, _new = MidCheck.objects.get_or_create(placement=placement, by_id=by.user_id, defaults={"at": now})
    return check


def lock_change(change_id: int) -> PlacementChange:
    """The change with everything that it may move, its own row last."""
    touched = PlacementChange.objects.values_list("placement_id", "other_id").get(pk=change_id)
    _lock([pk for pk in touched if pk])
    PlacementChange.objects.select_for_update(of=("self",)).get(pk=change_id)
    return _whole(change_id)


def _lock(placement_ids: list[int]) -> None:
    """Partner, agreements, slot, applications, then the placements by primary key."""
    applications = Placement.objects.filter(pk__in=placement_ids).values_list("application_id", flat=True)
    lock_with_places(list(applications))
    for pk in sorted(placement_ids):
        lock_placement(pk)


def _whole(change_id: int) -> PlacementChange:
    return PlacementChange.objects.for_page().get(pk=change_id)


def _save(change: PlacementChange) -> None:
    try:
        with transaction.atomic():
            change.save()
    except IntegrityError as error:
        if "one_change_waits_at_a_time" not in str(error):
            raise
        raise Refusal(
            _("Another change of this placement still waits for answers."),
            instead=_("It is answered or taken back first."),
        ) from error


def _try(change_id: int, *, by: Actor, now: datetime) -> None:
    """Do it and undo it. Raises the Refusal that stands against it."""
    with transaction.atomic():
        _do(_whole(change_id), by=by, now=now)
        transaction.set_rollback(True)


def _do(change: PlacementChange, *, by: Actor, now: datetime) -> None:
    if change.state != CARRY_OUT.target:
        CARRY_OUT.check(change.state, label=change.get_state_display())
        change.state = CARRY_OUT.target
        change.save(update_fields=["state"])
    DO[change.kind](change, by=by, now=now)


def _carry_out(change_id: int, *, by: Actor, now: datetime) -> PlacementChange:
    """The move, and then the word of it: who hears of it finds everything in its new place."""
    change = _whole(change_id)
    _do(change, by=by, now=now)
    row = ChangeTransition.write(change, CARRY_OUT, by=by, now=now, was=ChangeState.ASKED)
    tell(notices.CHANGE_TOLD_ABOUT, change, CARRY_OUT, row, now=now)
    return change


def _move(change: PlacementChange, move: Move, *, by: Actor, now: datetime, note: str = "") -> PlacementChange:
    move.check(change.state, label=change.get_state_display())
    was, change.state = change.state, move.target
    change.save(update_fields=["state"])
    row = ChangeTransition.write(change, move, by=by, now=now, was=was, note=note)
    tell(notices.CHANGE_TOLD_ABOUT, change, move, row, now=now)
    return change
