"""A student's hours: entered, changed while a draft, sent, corrected after a return. Signing is in `hours_signing`.

Each service locks the placement first, so that one placement's hours change one at a time.
"""

from datetime import date, datetime, time
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.screening import refuse_patient_data
from core.verdict import require
from core.words import day as in_words
from placements.models import HoursEntry, Placement
from placements.policies import training as policies
from placements.services.hours_moves import lock_entry, make_hours_move
from placements.services.hours_shifts import Shift, shift_of
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


@transaction.atomic
def log_hours(*, placement_id: int, by: Actor, now: datetime, send: bool = False, **said: Unpack[Said]) -> HoursEntry:
    """Enter one shift: kept as a draft, or sent for sign-off at once.

    Raises NotAllowed, Refusal with the field it is about (ahead of now, outside the placement, too long ago, meets another shift,
    patient data in the note).
    """
    placement = lock_placement(placement_id)
    require(policies.may_log_hours(by, placement))
    shift = _shift(placement, said)
    _require_in_time(placement, shift, said["day"], now)
    entry = HoursEntry(placement=placement, created_at=now)
    _write(entry, shift, said)
    return _send(entry, by=by, now=now) if send else entry


@transaction.atomic
def change_hours(*, entry_id: int, by: Actor, now: datetime, send: bool = False, **said: Unpack[Said]) -> HoursEntry:
    """Change a draft, and send it if so wished. Raises as `log_hours`."""
    entry = lock_entry(entry_id)
    placement = entry.placement
    require(policies.may_change_hours(by, placement, entry))
    shift = _shift(placement, said)
    _require_in_time(placement, shift, said["day"], now)
    _write(entry, shift, said)
    return _send(entry, by=by, now=now) if send else entry


@transaction.atomic
def correct_hours(*, entry_id: int, by: Actor, now: datetime, **said: Unpack[Said]) -> HoursEntry:
    """Replace a returned entry by a new one, which is sent at once; the old one stays readable.

    The window for entering late does not hold for the day of the returned entry. Raises as `log_hours`.
    """
    old = lock_entry(entry_id)
    placement = old.placement
    require(policies.may_correct_hours(by, placement, old))
    shift = _shift(placement, said)
    _require_in_time(placement, shift, said["day"], now, window=said["day"] != old.local_start.date())
    make_hours_move(old, SUPERSEDE_HOURS, by=by, now=now)
    entry = HoursEntry(placement=placement, supersedes=old, created_at=now)
    _write(entry, shift, said)
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


def _shift(placement: Placement, said: Said) -> Shift:
    return shift_of(
        day=said["day"],
        starts=said["starts"],
        ends=said["ends"],
        break_minutes=said["break_minutes"],
        zone=placement.institute.zone,
    )


def _require_in_time(placement: Placement, shift: Shift, day: date, now: datetime, *, window: bool = True) -> None:
    """Refuse a shift that has not ended, lies outside the placement, or is entered too late."""
    first = placement.arrived_on or placement.starts_on
    if shift.ended_at > now:
        raise Refusal(_("This shift has not ended yet."), instead=_("Enter it when it has."), field="ends")
    if not first <= day <= placement.ends_on:
        raise Refusal(
            _("The placement runs from %(first)s to %(last)s.")
            % {"first": in_words(first), "last": in_words(placement.ends_on)},
            field="day",
        )
    if window and day < (earliest := placement.today(now) - policies.BACK_DATE):
        raise Refusal(
            _("Hours are entered within %(days)d days; the earliest day now is %(day)s.")
            % {"days": policies.BACK_DATE.days, "day": in_words(earliest)},
            instead=_("Ask the placement office about older ones."),
            field="day",
        )


def _write(entry: HoursEntry, shift: Shift, said: Said) -> None:
    """Save the entry; the database refuses one that meets another of the placement."""
    entry.started_at, entry.ended_at = shift.started_at, shift.ended_at
    entry.break_minutes, entry.minutes = shift.break_minutes, shift.minutes
    entry.category, entry.note = said["category"], said["note"]
    met = HoursEntry.objects.counted().filter(placement_id=entry.placement_id).exclude(pk=entry.pk)
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        other = met.filter(started_at__lt=shift.ended_at, ended_at__gt=shift.started_at).first()
        if other is None:
            raise
        other.placement = entry.placement
        if other.is_opening:
            raise _counted_already(other) from error
        raise Refusal(
            _("It meets the shift of %(day)s, %(from)s to %(to)s.")
            % {
                "day": in_words(other.local_start.date()),
                "from": f"{other.local_start:%H:%M}",
                "to": f"{other.local_end:%H:%M}",
            },
            instead=_("Change one of the two."),
            field="starts",
        ) from error


def _counted_already(opening: HoursEntry) -> Refusal:
    return Refusal(
        _("Hours until %(day)s are part of what was brought over.") % {"day": in_words(opening.counted_until)},
        instead=_("Enter those of later days, and tell the placement office if the figure is wrong."),
        field="day",
    )


def _send(entry: HoursEntry, *, by: Actor, now: datetime) -> HoursEntry:
    """Send a draft whose note names no patient; the draft itself may."""
    refuse_patient_data(
        entry.note,
        field="note",
        says=_("The note seems to hold patient data: %(found)s."),
        instead=_("Take it out; write what you did, not whom you saw."),
    )
    return make_hours_move(entry, SUBMIT_HOURS, by=by, now=now, submitted_at=now)
