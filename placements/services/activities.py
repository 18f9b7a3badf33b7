"""The activity log: lines are written, corrected by new ones, taken back, confirmed, sent back. Each service locks the placement first."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actor import Actor
from core.errors import Refusal
from core.lifecycle import Move
from core.screening import refuse_patient_data
from core.verdict import require
from core.words import day as in_words
from notifications.services.posting import notify, tell
from placements.models import Activity, ActivityTransition, Objective, Placement
from placements.notices import learning as notices
from placements.policies import learning as policies
from placements.services.placements_moves import lock_placement
from placements.services.screening import refuse_to_name_patients
from placements.states_learning import CONFIRM_ACTIVITY, REPLACE_ACTIVITY, RETURN_ACTIVITY, WITHDRAW_ACTIVITY

SAY_INSTEAD = gettext_lazy(
    "Say “a man of 60 with a broken hip” instead: the log outlives the ward. Your words are kept below."
)


@transaction.atomic
def log_activity(
    *,
    placement_id: int,
    by: Actor,
    now: datetime,
    day: date,
    kind: str,
    participation: str,
    count: int = 1,
    objective: Objective | None = None,
    note: str = "",
) -> Activity:
    """Write one line. Raises NotAllowed, Refusal with the field it is about (outside the placement, patient data, another's objective)."""
    placement = lock_placement(placement_id)
    require(policies.may_log_activity(by, placement))
    line = Activity(
        placement=placement,
        day=day,
        kind=kind,
        participation=participation,
        count=count,
        objective=objective,
        note=note,
        created_at=now,
    )
    return _write(line, now)


@transaction.atomic
def correct_activity(
    *,
    activity_id: int,
    by: Actor,
    now: datetime,
    day: date,
    kind: str,
    participation: str,
    count: int = 1,
    objective: Objective | None = None,
    note: str = "",
) -> Activity:
    """Put another line in the place of one that is not confirmed; the earlier one stays in the history. Raises as `log_activity` does."""
    old = lock_activity(activity_id)
    require(policies.may_change_activity(by, old.placement, old))
    _move(old, REPLACE_ACTIVITY, by=by, now=now)
    line = Activity(
        placement=old.placement,
        day=day,
        kind=kind,
        participation=participation,
        count=count,
        objective=objective,
        note=note,
        replaces=old,
        created_at=now,
    )
    return _write(line, now)


@transaction.atomic
def withdraw_activity(*, activity_id: int, by: Actor, now: datetime) -> Activity:
    """Take a line back that is not confirmed; it counts no more. Raises NotAllowed, Refusal, IllegalMove."""
    line = lock_activity(activity_id)
    require(policies.may_change_activity(by, line.placement, line))
    return _move(line, WITHDRAW_ACTIVITY, by=by, now=now)


@transaction.atomic
def confirm_activities(*, placement_id: int, by: Actor, now: datetime, activity_ids: Collection[int]) -> Placement:
    """Confirm the chosen lines, all or none; from now on they stay. The student is told once.

    Raises NotAllowed, Refusal when one of them does not wait any more.
    """
    placement = lock_placement(placement_id)
    require(policies.may_confirm_activities(by, placement))
    chosen = Activity.objects.waiting().filter(placement=placement, pk__in=activity_ids).order_by("day", "pk")
    lines = list(chosen.select_for_update(of=("self",)))
    if not lines or len(lines) != len(set(activity_ids)):
        raise Refusal(_("Some of these lines do not wait any more."), instead=_("Below is what waits now."))
    for line in lines:
        line.placement = placement
        _move(line, CONFIRM_ACTIVITY, by=by, now=now)
    notify(notices.activities_confirmed, lines, now, now=now)
    return placement


@transaction.atomic
def return_activity(*, activity_id: int, by: Actor, now: datetime, reason: str) -> Activity:
    """Send a line back with a word: it counts no more until the student has corrected it. Raises NotAllowed, Refusal, IllegalMove."""
    line = lock_activity(activity_id)
    require(policies.may_return_activity(by, line.placement, line))
    refuse_to_name_patients(reason=reason)
    return _move(line, RETURN_ACTIVITY, by=by, now=now, note=reason)


def lock_activity(activity_id: int) -> Activity:
    """The line, its placement locked first."""
    placement = lock_placement(Activity.objects.values_list("placement_id", flat=True).get(pk=activity_id))
    line = Activity.objects.select_for_update(of=("self",)).get(pk=activity_id)
    line.placement = placement
    return line


def _write(line: Activity, now: datetime) -> Activity:
    placement = line.placement
    first, last = placement.arrived_on or placement.starts_on, min(placement.last_day, placement.today(now))
    if not first <= line.day <= last:
        raise Refusal(
            _("Activities lie between %(first)s and %(last)s.") % {"first": in_words(first), "last": in_words(last)},
            field="day",
        )
    if line.objective is not None and line.objective.slot_id != placement.slot_id:
        raise Refusal(_("This objective belongs to another slot."), field="objective")
    refuse_patient_data(line.note, field="note", instead=SAY_INSTEAD, names=True)
    line.save()
    return line


def _move(line: Activity, move: Move, *, by: Actor, now: datetime, note: str = "") -> Activity:
    move.check(line.state, label=line.get_state_display())
    was, line.state = line.state, move.target
    line.save(update_fields=["state"])
    row = ActivityTransition.write(line, move, by=by, now=now, was=was, note=note)
    tell(notices.ACTIVITY_TOLD_ABOUT, line, move, row, now=now)
    return line
