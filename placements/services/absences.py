"""Absences: reported, decided, taken back. Each service locks the placement first."""

from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.screening import refuse_patient_data
from core.verdict import require
from core.words import day as in_words
from notifications.services.posting import say, tell
from placements.models import Absence, AbsenceTransition, HoursEntry, Placement, PlannedShift
from placements.notices import attendance as notices
from placements.policies import attendance as policies
from placements.services.placements_moves import lock_placement
from placements.services.screening import refuse_to_name_patients
from placements.states_attendance import EXCUSE, NOT_EXCUSE, WITHDRAW_ABSENCE

ONE_DAY = timedelta(days=1)
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
) -> Absence:
    """Report days on which the student was or will be away; what was missed is what was planned for them, else `hours_missed`.

    Raises NotAllowed, Refusal with the field it is about (outside the placement, hours or another absence on those days, nothing
    planned and nothing said, patient data in the note).
    """
    placement = lock_placement(placement_id)
    require(policies.may_report_absence(by, placement))
    _require_days(placement, first_day, last_day, now)
    refuse_patient_data(note, field="note", instead=_("Write why you are away, in a few words."))
    planned = _planned(placement, first_day, last_day)
    if not planned and not hours_missed:
        raise Refusal(_("No shifts are planned for these days: say how many hours were missed."), field="hours_missed")
    absence = Absence(
        placement=placement,
        first_day=first_day,
        last_day=last_day,
        kind=kind,
        note=note,
        minutes=planned or (hours_missed or 0) * MINUTES,
        reported_by_id=by.user_id,
        created_at=now,
    )
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


def _require_days(placement: Placement, first: date, last: date, now: datetime) -> None:
    if last < first:
        raise Refusal(_("The last day must not come before the first."), field="last_day")
    begins = placement.arrived_on or placement.starts_on
    ends = min(placement.ends_on, placement.today(now) + SOON)
    if not begins <= first <= last <= ends:
        raise Refusal(
            _("Absences lie between %(first)s and %(last)s.") % {"first": in_words(begins), "last": in_words(ends)},
            field="first_day",
        )
    start, end = (datetime.combine(edge, time(), tzinfo=placement.institute.zone) for edge in (first, last + ONE_DAY))
    worked = HoursEntry.objects.counted().shifts().filter(placement=placement).between(start, end).first()
    if worked is not None:
        worked.placement = placement
        raise Refusal(
            _("Hours are entered for %(day)s.") % {"day": in_words(worked.local_start.date())},
            instead=_("Report the other days, or have those hours returned first."),
            field="first_day",
        )


def _planned(placement: Placement, first: date, last: date) -> int:
    """Minutes of the agreed shifts that begin on these days."""
    start, end = (datetime.combine(edge, time(), tzinfo=placement.institute.zone) for edge in (first, last + ONE_DAY))
    shifts = PlannedShift.objects.agreed().filter(placement=placement, started_at__gte=start, started_at__lt=end)
    return shifts.aggregate(sum=Sum("minutes"))["sum"] or 0


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
