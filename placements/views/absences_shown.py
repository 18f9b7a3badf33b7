"""A placement's absences as its page lists them: what was missed, what is agreed to make it up, what of that was worked."""

from dataclasses import dataclass

from core.actor import Actor
from core.verdict import Verdict
from placements.models import Absence, HoursEntry, Placement, PlannedShift
from placements.policies import attendance as policies


@dataclass(frozen=True, slots=True)
class ShownShift:
    """A shift that makes up an absence, with the minutes worked in it so far and what the reader may do."""

    shift: PlannedShift
    worked: int
    may_agree: Verdict
    may_drop: Verdict


@dataclass(frozen=True, slots=True)
class ShownAbsence:
    """An absence with its shifts, and what the reader may do."""

    absence: Absence
    shifts: list[ShownShift]
    may_decide: Verdict
    may_withdraw: Verdict
    may_make_up: Verdict

    @property
    def agreed(self) -> int:
        """Minutes of the agreed shifts."""
        return sum(shown.shift.minutes for shown in self.shifts if not shown.shift.waits)

    @property
    def worked(self) -> int:
        """Minutes worked in them."""
        return sum(shown.worked for shown in self.shifts)

    @property
    def left(self) -> int:
        """Minutes for which nothing is agreed yet."""
        return max(self.absence.minutes - self.agreed, 0)


def absences_of(placement: Placement, actor: Actor) -> list[ShownAbsence]:
    """The latest first; those that were taken back are left out. Three queries, however many."""
    absences = Absence.objects.visible_to(actor).standing().filter(placement=placement)
    shifts = PlannedShift.objects.visible_to(actor).standing().filter(placement=placement, absence__isnull=False)
    by_absence: dict[int | None, list[PlannedShift]] = {}
    for shift in shifts.order_by("started_at"):
        shift.placement = placement
        by_absence.setdefault(shift.absence_id, []).append(shift)
    entries = _entries_in([shift for some in by_absence.values() for shift in some], placement, actor)
    found = []
    for absence in absences.select_related("reported_by").order_by("-first_day"):
        absence.placement = placement
        found.append(_shown(absence, by_absence.get(absence.pk, []), entries, actor))
    return found


def _entries_in(shifts: list[PlannedShift], placement: Placement, actor: Actor) -> list[HoursEntry]:
    """What was entered from the first of these shifts to the last. One query; none where there is no shift."""
    if not shifts:
        return []
    mine = HoursEntry.objects.visible_to(actor).counted().shifts().filter(placement=placement)
    first, end = min(shift.started_at for shift in shifts), max(shift.ended_at for shift in shifts)
    return list(mine.filter(started_at__lt=end, ended_at__gt=first).only("started_at", "ended_at", "minutes"))


def _shown(absence: Absence, shifts: list[PlannedShift], entries: list[HoursEntry], actor: Actor) -> ShownAbsence:
    placement = absence.placement
    return ShownAbsence(
        absence=absence,
        shifts=[
            ShownShift(
                shift=shift,
                worked=_worked(shift, entries),
                may_agree=policies.may_agree_shift(actor, placement, shift),
                may_drop=policies.may_drop_shift(actor, placement, shift),
            )
            for shift in shifts
        ],
        may_decide=policies.may_decide_absence(actor, placement, absence),
        may_withdraw=policies.may_withdraw_absence(actor, placement, absence),
        may_make_up=policies.may_make_up(actor, placement, absence),
    )


def _worked(shift: PlannedShift, entries: list[HoursEntry]) -> int:
    """No more than the shift itself: what was longer counts as hours all the same."""
    met = (entry for entry in entries if entry.started_at < shift.ended_at and entry.ended_at > shift.started_at)
    return 0 if shift.waits else min(sum(entry.minutes for entry in met), shift.minutes)
