"""Opening hours: what was approved in an institute's earlier records, as one sum a placement. Another figure supersedes it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.screening import refuse_patient_data
from core.verdict import require
from core.words import day, hours
from notifications.services.posting import say, say_of_many
from placements.models import HoursEntry, HoursTransition, Placement
from placements.notices.bringing import opening_hours_to_people
from placements.policies import bringing as policies
from placements.services.hours_moves import make_hours_move
from placements.services.placements_moves import NAMED, lock_placement
from placements.states import APPROVE_HOURS, SUPERSEDE_OPENING, HoursState

ONE_DAY = timedelta(days=1)
MINUTES_A_DAY = 24 * 60


@transaction.atomic
def open_hours(
    *, placement_id: int, by: Actor, now: datetime, until: date, minutes: int, approved_by: str, reason: str = ""
) -> HoursEntry:
    """Count `minutes` that `approved_by` had approved, from the first day through `until`.

    Where such a sum is here already it is superseded, which asks for a `reason`; it stays readable. Locks the placement. Raises
    NotAllowed, Refusal with the field it is about (a day outside, more minutes than the days have, shifts on those days).
    """
    placement = lock_placement(placement_id)
    require(policies.may_open_hours(by, placement))
    _check(placement, until=until, minutes=minutes, approved_by=approved_by, now=now)
    earlier = HoursEntry.objects.brought_over().filter(placement=placement).select_for_update(of=("self",)).first()
    if earlier is not None:
        _supersede(earlier, placement, minutes, reason, by=by, now=now)
    entry = _entry(placement, Sum(placement_id, until, minutes, approved_by, reason), now=now, supersedes=earlier)
    with _nobodys_shifts():
        entry.save()
    row = HoursTransition.write(entry, APPROVE_HOURS, by=by, now=now, was="", note=_note(entry))
    say(opening_hours_to_people, entry, row, key=str(row.pk), now=now)
    return entry


@dataclass(frozen=True, slots=True)
class Sum:
    """What one line says: of which placement, until which day, how much, approved by whom."""

    placement_id: int
    until: date
    minutes: int
    approved_by: str
    reason: str = ""


@transaction.atomic
def open_many(*, by: Actor, now: datetime, sums: Sequence[Sum]) -> dict[int, Refusal]:
    """Count the sums of placements that have none yet, all or none, in a fixed number of statements.

    Returns what was refused, by the line's place. Locks the placements. Raises Refusal when somebody else has just opened some.
    """
    rows = Placement.objects.select_for_update(of=("self",), no_key=True).select_related(*NAMED).order_by("pk")
    placements = {row.pk: row for row in rows.filter(pk__in=[line.placement_id for line in sums])}
    shifts = HoursEntry.objects.counted().shifts().filter(placement__in=placements).order_by().values("placement")
    first_shift = dict(shifts.annotate(first=Min("started_at")).values_list("placement", "first"))
    entries, refused = [], {}
    for place, line in enumerate(sums):
        placement = placements[line.placement_id]
        try:
            require(policies.may_open_hours(by, placement))
            _check(placement, until=line.until, minutes=line.minutes, approved_by=line.approved_by, now=now)
            entry = _entry(placement, line, now=now)
            if placement.pk in first_shift and first_shift[placement.pk] < entry.ended_at:
                raise _shifts_there()
            entries.append(entry)
        except Refusal as refusal:
            refused[place] = refusal
    if not refused:
        with _nobodys_shifts():
            HoursEntry.objects.bulk_create(entries)
        HoursTransition.objects.bulk_create(
            HoursTransition.row(entry, APPROVE_HOURS, by=by, now=now, was="", note=_note(entry)) for entry in entries
        )
        say_of_many(opening_hours_to_people, entries, now=now)
    return refused


def _entry(placement: Placement, line: Sum, *, now: datetime, supersedes: HoursEntry | None = None) -> HoursEntry:
    """Not saved yet."""
    return HoursEntry(
        placement=placement,
        started_at=datetime.combine(placement.starts_on, time(), tzinfo=placement.institute.zone),
        ended_at=datetime.combine(line.until + ONE_DAY, time(), tzinfo=placement.institute.zone),
        minutes=line.minutes,
        approved_by=line.approved_by,
        reason=line.reason,
        state=HoursState.APPROVED,
        submitted_at=now,
        supersedes=supersedes,
        created_at=now,
    )


def _note(entry: HoursEntry) -> str:
    note = _("Brought over: approved by %(name)s in the earlier records.") % {"name": entry.approved_by}
    return f"{note} {entry.reason}".strip()


def _check(placement: Placement, *, until: date, minutes: int, approved_by: str, now: datetime) -> None:
    last = min(placement.last_day, placement.today(now))
    if not placement.starts_on <= until <= last:
        raise Refusal(
            _("The day must lie between %(first)s and %(last)s.")
            % {"first": day(placement.starts_on), "last": day(last)},
            field="until",
        )
    days = (until - placement.starts_on).days + 1
    if not 0 < minutes <= days * MINUTES_A_DAY:
        raise Refusal(_("So many hours do not fit into these days."), field="hours")
    only_the_name = _("Write the name of who approved, and nothing else.")
    refuse_patient_data(approved_by, field="approved_by", instead=only_the_name)


def _supersede(
    earlier: HoursEntry, placement: Placement, minutes: int, reason: str, *, by: Actor, now: datetime
) -> None:
    if not reason:
        raise Refusal(
            _("%(was)s stand here. Say in the column “Reason” why it becomes %(becomes)s.")
            % {"was": hours(earlier.minutes), "becomes": hours(minutes)},
            field="reason",
        )
    earlier.placement = placement
    make_hours_move(earlier, SUPERSEDE_OPENING, by=by, now=now, note=reason)


@contextmanager
def _nobodys_shifts() -> Iterator[None]:
    """The database's no, in words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise _shifts_there() from error


def _shifts_there() -> Refusal:
    return Refusal(
        _("The student has entered shifts on these days already."),
        instead=_("Count the brought hours until the day before the first of them."),
        field="until",
    )
