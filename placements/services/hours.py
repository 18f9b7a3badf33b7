"""A student's hours: entered, changed while a draft, sent, corrected after a return. Signing is in `hours_signing`.

Each service locks the placement first, so that one placement's hours change one at a time.
"""

from datetime import date, datetime, time
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.screening import refuse_patient_data
from core.verdict import require
from core.words import day
from placements.models import HoursEntry, Placement
from placements.policies import training as policies
from placements.services.hours_moves import lock_entry, make_hours_move
from placements.services.hours_rules import goes_beyond, require_alone, require_in_time, require_parts, require_reason
from placements.services.hours_shifts import shift_of
from placements.services.placements_moves import lock_placement
from placements.states import SUBMIT_HOURS, SUPERSEDE_HOURS, HoursState


class Said(TypedDict):
    """A shift as the student says it."""

    day: date
    starts: time
    ends: time
    break_minutes: int
    category: str
    note: str
    also: NotRequired[dict[str, int]]
    exception_reason: NotRequired[str]


@transaction.atomic
def log_hours(*, placement_id: int, by: Actor, now: datetime, send: bool = False, **said: Unpack[Said]) -> HoursEntry:
    """Enter one shift: kept as a draft, or sent for sign-off at once.

    Raises NotAllowed, Refusal with the field it is about (ahead of now, outside the placement, on a day of absence, meets another
    shift, beyond the programme’s rules without a reason, patient data in the words).
    """
    placement = lock_placement(placement_id)
    require(policies.may_log_hours(by, placement))
    entry = HoursEntry(placement=placement, created_at=now)
    _write(entry, said, now)
    return _send(entry, by=by, now=now) if send else entry


@transaction.atomic
def change_hours(
    *,
    entry_id: int,
    by: Actor,
    now: datetime,
    send: bool = False,
    shown_version: int | None = None,
    **said: Unpack[Said],
) -> HoursEntry:
    """Change a draft, and send it if so wished. Raises as `log_hours`; Stale where it was changed in another window meanwhile."""
    entry = lock_entry(entry_id)
    placement = entry.placement
    require(policies.may_change_hours(by, placement, entry))
    entry.refuse_stale(shown_version)
    _write(entry, said, now)
    return _send(entry, by=by, now=now) if send else entry


@transaction.atomic
def correct_hours(*, entry_id: int, by: Actor, now: datetime, **said: Unpack[Said]) -> HoursEntry:
    """Replace a returned entry by a new one, which is sent at once; the old one stays readable.

    The window for entering late does not hold for the day of the returned entry. Raises as `log_hours`.
    """
    old = lock_entry(entry_id)
    placement = old.placement
    require(policies.may_correct_hours(by, placement, old))
    make_hours_move(old, SUPERSEDE_HOURS, by=by, now=now)
    entry = HoursEntry(placement=placement, supersedes=old, created_at=now)
    _write(entry, said, now, window=said["day"] != old.local_start.date())
    return _send(entry, by=by, now=now)


@transaction.atomic
def send_hours(*, placement_id: int, by: Actor, now: datetime) -> Placement:
    """Send every draft of the placement for sign-off. Raises NotAllowed, Refusal when there is none."""
    placement = lock_placement(placement_id)
    require(policies.may_log_hours(by, placement))
    drafts = HoursEntry.objects.filter(placement=placement, state=HoursState.DRAFT).order_by("started_at")
    entries = list(drafts.select_for_update(of=("self",)))
    if not entries:
        raise Refusal(_("There is no draft to send."))
    for entry in entries:
        entry.placement = placement
        _send(entry, by=by, now=now)
    return placement


@transaction.atomic
def remove_hours(*, entry_id: int, by: Actor, now: datetime) -> Placement:
    """Delete a draft. Raises NotAllowed, Refusal."""
    entry = lock_entry(entry_id)
    require(policies.may_change_hours(by, entry.placement, entry))
    entry.delete()
    return entry.placement


def _write(entry: HoursEntry, said: Said, now: datetime, *, window: bool = True) -> None:
    """Save what was said as the entry, if the rules let it. The placement is locked: nothing comes between."""
    placement = entry.placement
    shift = shift_of(
        day=said["day"],
        starts=said["starts"],
        ends=said["ends"],
        break_minutes=said["break_minutes"],
        zone=placement.institute.zone,
        breaks_count=placement.student.programme.breaks_count,
    )
    require_in_time(placement, shift, said["day"], now)
    require_alone(placement, shift, entry_id=entry.pk)
    also = said.get("also") or {}
    require_parts(also, shift, said["category"])
    beyond = goes_beyond(placement, shift, said["day"], now, entry_id=entry.pk, window=window)
    reason = said.get("exception_reason", "")
    require_reason(beyond, reason)
    entry.started_at, entry.ended_at = shift.started_at, shift.ended_at
    entry.break_minutes, entry.minutes = shift.break_minutes, shift.minutes
    entry.breaks_count = placement.student.programme.breaks_count
    entry.category, entry.note, entry.also = said["category"], said["note"], also
    entry.exceptions, entry.exception_reason = [str(name) for name in beyond], reason if beyond else ""
    entry.save()


def _send(entry: HoursEntry, *, by: Actor, now: datetime) -> HoursEntry:
    """Send a draft whose words name no patient; the draft itself may."""
    on = day(entry.local_start.date())
    for field, says in (
        ("note", _("The note of %(day)s seems to hold patient data: %(found)s.")),
        ("exception_reason", _("Why it is so, on %(day)s, seems to hold patient data: %(found)s.")),
    ):
        refuse_patient_data(
            getattr(entry, field),
            field=field,
            says=says.replace("%(day)s", on),
            instead=_("Take it out; write what you did, not whom you saw."),
            names=field == "note",  # a reason may say which colleague asked
        )
    return make_hours_move(entry, SUBMIT_HOURS, by=by, now=now, submitted_at=now)
