"""Planned shifts: a roster by weekdays, and shifts that make up an absence. Each service locks the placement first."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.lifecycle import Move
from core.verdict import require
from core.words import day as in_words
from notifications.services.posting import say, tell
from placements.models import Absence, Placement, PlannedShift, PlannedShiftTransition
from placements.notices import attendance as notices
from placements.policies import attendance as policies
from placements.policies.placements import is_intern
from placements.services.absences import lock_absence
from placements.services.hours_shifts import Shift, shift_of
from placements.services.placements_moves import lock_placement
from placements.services.screening import refuse_to_name_patients
from placements.states_attendance import AGREE_SHIFT, DROP_SHIFT, ShiftState

ONE_DAY = timedelta(days=1)


@transaction.atomic
def plan_shifts(
    *,
    placement_id: int,
    by: Actor,
    now: datetime,
    first_day: date,
    last_day: date,
    weekdays: Collection[int],
    starts: time,
    ends: time,
    break_minutes: int,
) -> Placement:
    """Plan one shift on each of these weekdays (Monday is 0) between two days, in place of what was planned to begin on them.

    Shifts that make up an absence stay. Raises NotAllowed, Refusal with the field it is about (outside the placement, gone by, no day,
    meets a shift that stays).
    """
    placement = lock_placement(placement_id)
    require(policies.may_plan_shifts(by, placement))
    _require_within(placement, first_day, "first_day")
    _require_within(placement, last_day, "last_day")
    if first_day < placement.today(now):
        raise Refusal(_("These days are over."), instead=_("Plan from today on."), field="first_day")
    days = [day for day in _days(first_day, last_day) if day.weekday() in weekdays]
    if not days:
        raise Refusal(_("None of these weekdays lies between the two days."), field="weekdays")
    drop_planned(placement, days, by=by, now=now)
    shifts = [
        _planned(placement, _shift(placement, day=day, starts=starts, ends=ends, break_minutes=break_minutes), now)
        for day in days
    ]
    _save(shifts, field="starts")
    say(notices.shifts_planned, placement, shifts, key=f"{placement.pk}:{now.isoformat()}", now=now)
    return placement


@transaction.atomic
def make_up(
    *, absence_id: int, by: Actor, now: datetime, day: date, starts: time, ends: time, break_minutes: int
) -> PlannedShift:
    """A shift that makes up an absence: proposed by the student, or agreed with the supervisor’s own word.

    Raises NotAllowed, Refusal with the field it is about.
    """
    absence = lock_absence(absence_id)
    placement = absence.placement
    require(policies.may_make_up(by, placement, absence))
    _require_within(placement, day, "day")
    shift = _shift(placement, day=day, starts=starts, ends=ends, break_minutes=break_minutes)
    if shift.started_at <= now:
        raise Refusal(_("This shift has begun already."), instead=_("Agree on one that is ahead."), field="day")
    _require_not_away(placement, day, shift)
    proposed = is_intern(by, placement)
    planned = _planned(placement, shift, now, absence=absence)
    planned.state = ShiftState.PROPOSED if proposed else ShiftState.AGREED
    _save([planned], field="starts")
    teller = notices.make_up_proposed if proposed else notices.make_up_agreed
    say(teller, planned, key=f"made:{planned.pk}", now=now)
    return planned


@transaction.atomic
def agree_shift(*, shift_id: int, by: Actor, now: datetime) -> PlannedShift:
    """Agree to a shift that the student proposed. Raises NotAllowed, Refusal, IllegalMove."""
    shift = _lock_shift(shift_id)
    require(policies.may_agree_shift(by, shift.placement, shift))
    if shift.started_at <= now:
        raise Refusal(_("This shift has begun already."), instead=_("Say no, and agree on one that is ahead."))
    return _move(shift, AGREE_SHIFT, by=by, now=now)


@transaction.atomic
def drop_shift(*, shift_id: int, by: Actor, now: datetime, reason: str = "") -> PlannedShift:
    """Take a shift off the plan, or say no to one that was proposed. Raises NotAllowed, Refusal, IllegalMove."""
    shift = _lock_shift(shift_id)
    require(policies.may_drop_shift(by, shift.placement, shift))
    refuse_to_name_patients(reason=reason)
    return _move(shift, DROP_SHIFT, by=by, now=now, note=reason)


def _move(shift: PlannedShift, move: Move, *, by: Actor, now: datetime, note: str = "") -> PlannedShift:
    move.check(shift.state, label=shift.get_state_display())
    was, shift.state = shift.state, move.target
    shift.save(update_fields=["state"])
    row = PlannedShiftTransition.write(shift, move, by=by, now=now, was=was, note=note)
    tell(notices.SHIFT_TOLD_ABOUT, shift, move, row, now=now)
    return shift


def _lock_shift(shift_id: int) -> PlannedShift:
    placement = lock_placement(PlannedShift.objects.values_list("placement_id", flat=True).get(pk=shift_id))
    shift = PlannedShift.objects.select_for_update(of=("self",)).get(pk=shift_id)
    shift.placement = placement
    return shift


def _shift(placement: Placement, *, day: date, starts: time, ends: time, break_minutes: int) -> Shift:
    return shift_of(
        day=day,
        starts=starts,
        ends=ends,
        break_minutes=break_minutes,
        zone=placement.institute.zone,
        breaks_count=placement.student.programme.breaks_count,
    )


def _planned(placement: Placement, shift: Shift, now: datetime, *, absence: Absence | None = None) -> PlannedShift:
    return PlannedShift(
        placement=placement,
        absence=absence,
        started_at=shift.started_at,
        ended_at=shift.ended_at,
        break_minutes=shift.break_minutes,
        minutes=shift.minutes,
        state=ShiftState.AGREED,
        created_at=now,
    )


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += ONE_DAY


def drop_after(placement: Placement, last_day: date, *, by: Actor, now: datetime) -> None:
    """Nobody is awaited after the last day: what was planned or proposed for later is dropped. Whoever hears of the end hears it once."""
    end = datetime.combine(last_day + ONE_DAY, time(), tzinfo=placement.institute.zone)
    later = PlannedShift.objects.filter(placement=placement, started_at__gte=end, state__in=DROP_SHIFT.sources)
    for shift in later.select_for_update(of=("self",)):
        was, shift.state = shift.state, DROP_SHIFT.target
        shift.save(update_fields=["state"])
        PlannedShiftTransition.write(shift, DROP_SHIFT, by=by, now=now, was=was)


def drop_planned(placement: Placement, days: Collection[date], *, by: Actor, now: datetime) -> None:
    """What was planned to begin on these days and makes up nothing is dropped: the new plan says it. One word for all, with the plan."""
    zone = placement.institute.zone
    start, end = (datetime.combine(edge, time(), tzinfo=zone) for edge in (min(days), max(days) + ONE_DAY))
    rows = PlannedShift.objects.agreed().filter(
        placement=placement, absence=None, started_at__gte=start, started_at__lt=end
    )
    replaced = []
    for shift in rows.select_for_update(of=("self",)):
        shift.placement = placement
        if shift.local_start.date() in days:
            replaced.append(shift)
    PlannedShift.objects.filter(pk__in=[shift.pk for shift in replaced]).update(
        state=ShiftState.DROPPED, updated_at=now
    )
    PlannedShiftTransition.objects.bulk_create(
        PlannedShiftTransition.row(shift, DROP_SHIFT, by=by, now=now, was=ShiftState.AGREED) for shift in replaced
    )


def _require_within(placement: Placement, day: date, field: str) -> None:
    first = placement.arrived_on or placement.starts_on
    if not first <= day <= placement.ends_on:
        raise Refusal(
            _("The placement runs from %(first)s to %(last)s.")
            % {"first": in_words(first), "last": in_words(placement.ends_on)},
            field=field,
        )


def _require_not_away(placement: Placement, day: date, shift: Shift) -> None:
    if Absence.objects.all().met_by(placement, day, shift.started_at, shift.ended_at):
        raise Refusal(_("An absence is reported for %(day)s.") % {"day": in_words(day)}, field="day")


def _save(shifts: Collection[PlannedShift], *, field: str) -> None:
    try:
        with transaction.atomic():
            PlannedShift.objects.bulk_create(shifts)
    except IntegrityError as error:
        raise Refusal(
            _("It meets a shift that is planned already."), instead=_("Choose other times."), field=field
        ) from error
