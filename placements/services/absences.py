"""Absences: reported, decided, taken back. Each service locks the placement first."""

from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.screening import refuse_patient_data
from core.verdict import require
from core.words import day as in_words
from notifications.services.posting import say, tell
from placements.models import Absence, AbsenceTransition, HoursEntry, PlannedShift
from placements.notices import attendance as notices
from placements.policies import attendance as policies
from placements.services.placements_moves import lock_placement
from placements.services.screening import refuse_to_name_patients
from placements.states_attendance import EXCUSE, NOT_EXCUSE, WITHDRAW_ABSENCE

ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)
MINUTES = 60
SOON = timedelta(days=60)  # how far ahead an absence is reported


@transaction.atomic
def report_absence(
    *,
    placement_id: int,
    by: Actor,
    now: datetime,
    first_day: date,
    last_day: date,
    kind: str,
    note: str = "",
    hours_missed: int | None = None,
    away_from: time | None = None,
    away_until: time | None = None,
) -> Absence:
    """Report days, or hours of one day, on which the student was or will be away; what was missed is what was planned for them, else
    `hours_missed`, else the hours of a part of a day.

    Raises NotAllowed, Refusal with the field it is about (outside the placement, hours or another absence on those days, nothing
    planned and nothing said, patient data in the note).
    """
    placement = lock_placement(placement_id)
    require(policies.may_report_absence(by, placement))
    absence = Absence(
        placement=placement,
        first_day=first_day,
        last_day=last_day,
        away_from=away_from,
        away_until=away_until,
        kind=kind,
        note=note,
        reported_by_id=by.user_id,
        created_at=now,
    )
    _require_days(absence, now)
    _require_nothing_worked(absence)
    refuse_patient_data(note, field="note", instead=_("Write why you are away, in a few words."))
    absence.minutes = _missed(absence) or (hours_missed or 0) * MINUTES or _length(absence)
    if not absence.minutes:
        raise Refusal(_("No shifts are planned for these days: say how many hours were missed."), field="hours_missed")
    _save(absence)
    say(notices.absence_reported, absence, by, key=str(absence.pk), now=now)
    return absence


@transaction.atomic
def decide_absence(*, absence_id: int, by: Actor, now: datetime, excused: bool, reason: str = "") -> Absence:
    """Excuse it, or not, which needs a reason. Raises NotAllowed, Refusal, IllegalMove."""
    absence = lock_absence(absence_id)
    require(policies.may_decide_absence(by, absence.placement, absence))
    if not excused and not reason.strip():
        raise Refusal(_("Say why it is not excused."), field="reason")
    refuse_to_name_patients(reason=reason)
    move = EXCUSE if excused else NOT_EXCUSE
    move.check(absence.state, label=absence.get_state_display())
    was, absence.state, absence.reason = absence.state, move.target, reason
    absence.save(update_fields=["state", "reason"])
    row = AbsenceTransition.write(absence, move, by=by, now=now, was=was, note=reason)
    tell(notices.ABSENCE_TOLD_ABOUT, absence, move, row, now=now)
    return absence


@transaction.atomic
def withdraw_absence(*, absence_id: int, by: Actor, now: datetime) -> Absence:
    """Take it back: the student was there after all. Raises NotAllowed, Refusal, IllegalMove."""
    absence = lock_absence(absence_id)
    require(policies.may_withdraw_absence(by, absence.placement, absence))
    WITHDRAW_ABSENCE.check(absence.state, label=absence.get_state_display())
    was, absence.state = absence.state, WITHDRAW_ABSENCE.target
    absence.save(update_fields=["state"])
    row = AbsenceTransition.write(absence, WITHDRAW_ABSENCE, by=by, now=now, was=was)
    tell(notices.ABSENCE_TOLD_ABOUT, absence, WITHDRAW_ABSENCE, row, now=now)
    return absence


def lock_absence(absence_id: int) -> Absence:
    """The absence, its placement locked first."""
    placement = lock_placement(Absence.objects.values_list("placement_id", flat=True).get(pk=absence_id))
    absence = Absence.objects.select_for_update(of=("self",)).get(pk=absence_id)
    absence.placement = placement
    return absence


def _require_days(absence: Absence, now: datetime) -> None:
    placement, first, last = absence.placement, absence.first_day, absence.last_day
    if last < first:
        raise Refusal(_("The last day must not come before the first."), field="last_day")
    if (absence.away_from is None) != (absence.away_until is None):
        missing = "away_until" if absence.away_until is None else "away_from"
        raise Refusal(_("Say both times, or none for whole days."), field=missing)
    if absence.away_from and absence.away_until and absence.away_until <= absence.away_from:
        raise Refusal(_("The end comes after the beginning."), field="away_until")
    if absence.away_from and last != first:
        raise Refusal(_("Hours are of one day."), instead=_("Report each day by itself."), field="last_day")
    begins = placement.arrived_on or placement.starts_on
    ends = min(placement.ends_on, placement.today(now) + SOON)
    if not begins <= first <= last <= ends:
        raise Refusal(
            _("Absences lie between %(first)s and %(last)s.") % {"first": in_words(begins), "last": in_words(ends)},
            field="first_day",
        )


def _require_nothing_worked(absence: Absence) -> None:
    entered = HoursEntry.objects.counted().shifts().filter(placement=absence.placement).between(*_edges(absence))
    for worked in entered:
        if absence.is_whole or absence.overlap(worked.started_at, worked.ended_at):
            worked.placement = absence.placement
            raise Refusal(
                _("Hours are entered for %(day)s.") % {"day": in_words(worked.local_start.date())},
                instead=_("Report the other days or hours, or have those hours returned first."),
                field="first_day",
            )


def _missed(absence: Absence) -> int:
    """Minutes of the agreed shifts that begin on these days; of a part of a day, those that lie in its hours."""
    start, end = _edges(absence)
    shifts = PlannedShift.objects.agreed().filter(placement=absence.placement)
    planned = shifts.filter(started_at__gte=start, started_at__lt=end)
    if absence.is_whole:
        return sum(shift.minutes for shift in planned)
    return sum(min(absence.overlap(s.started_at, s.ended_at) // ONE_MINUTE, s.minutes) for s in planned)


def _length(absence: Absence) -> int:
    """Minutes of a part of a day; none of whole days, of which nobody knows how long they would have been."""
    return 0 if absence.is_whole else absence.overlap(*_edges(absence)) // ONE_MINUTE


def _edges(absence: Absence) -> tuple[datetime, datetime]:
    zone = absence.placement.institute.zone
    first, after = absence.first_day, absence.last_day + ONE_DAY
    return datetime.combine(first, time(), tzinfo=zone), datetime.combine(after, time(), tzinfo=zone)


def _save(absence: Absence) -> None:
    try:
        with transaction.atomic():
            absence.save()
    except IntegrityError as error:
        raise Refusal(
            _("Another absence is reported for some of these days."),
            instead=_("Report the other days alone."),
            field="first_day",
        ) from error
