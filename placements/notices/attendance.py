"""What is said about absences and planned shifts."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.words import day, hours
from notifications.services.posting import Message, Notice, Teller
from placements.models import Absence, AbsenceTransition, Placement, PlannedShift, PlannedShiftTransition
from placements.notices.placements import coordinators, student, supervisor
from placements.states_attendance import AGREE_SHIFT, DROP_SHIFT, EXCUSE, NOT_EXCUSE, WITHDRAW_ABSENCE

OPEN_ABSENCES = _("Open the absences")


def absence_reported(absence: Absence, _row: Any) -> Iterator[Notice]:
    """The other side learns it at once, and the placement office with it."""
    placement = absence.placement
    body = _("%(kind)s. %(note)s\n\nMissed: %(hours)s. Say whether it is excused, and agree how it is made up.")
    told = [*student(placement), *supervisor(placement), *coordinators(placement)]
    yield from _notices(
        [reader for reader in told if reader.pk != absence.reported_by_id],
        kind="absence.reported",
        subject=_("%(student)s is away %(days)s") % {"student": placement.student.user, "days": _span(absence)},
        body=body % {"kind": absence.get_kind_display(), "note": absence.note, "hours": hours(absence.minutes)},
        path=absence.get_absolute_url(),
    )


def absence_decided(absence: Absence, row: AbsenceTransition) -> Iterator[Notice]:
    """The student reads the decision with its reason."""
    says = {"days": _span(absence), "reason": row.note}
    excused = row.to_state == EXCUSE.target
    subject = _("Your absence %(days)s is excused") if excused else _("Your absence %(days)s is not excused")
    yield from _notices(
        student(absence.placement),
        kind="absence.decided",
        subject=subject % says,
        body=_("%(reason)s\n\nThe missed hours can be made up: propose a shift.") % says,
        path=absence.get_absolute_url(),
    )


def absence_withdrawn(absence: Absence, row: AbsenceTransition) -> Iterator[Notice]:
    """Whoever was told of it is told again."""
    placement = absence.placement
    told = [*student(placement), *supervisor(placement), *coordinators(placement)]
    yield from _notices(
        [reader for reader in told if reader.pk != row.by_id],
        kind="absence.withdrawn",
        subject=_("The absence of %(student)s %(days)s was taken back")
        % {"student": placement.student.user, "days": _span(absence)},
        body=_("It does not count any more."),
        path=absence.get_absolute_url(),
    )


def make_up_proposed(shift: PlannedShift, _row: Any) -> Iterator[Notice]:
    """The supervisor is asked."""
    yield from _notices(
        supervisor(shift.placement),
        kind="shift.proposed",
        subject=_("%(student)s proposes a shift on %(day)s") % _facts(shift),
        body=_("%(from)s to %(to)s, to make up an absence. Agree, or say no with a word why.") % _facts(shift),
        path=reverse("shift_agree", args=[shift.placement_id, shift.pk]),
        action=_("Answer"),
    )


def make_up_agreed(shift: PlannedShift, _row: Any) -> Iterator[Notice]:
    """The student knows when to come."""
    yield from _notices(
        student(shift.placement),
        kind="shift.agreed",
        subject=_("Agreed: your shift on %(day)s") % _facts(shift),
        body=_("%(from)s to %(to)s, at %(partner)s. It makes up an absence.") % _facts(shift),
        path=reverse("absence_list", args=[shift.placement_id]),
    )


def shift_dropped(shift: PlannedShift, row: PlannedShiftTransition) -> Iterator[Notice]:
    """The student, unless they did it themselves; then the supervisor."""
    placement = shift.placement
    readers = student(placement) if row.by_id != placement.student.user_id else supervisor(placement)
    yield from _notices(
        readers,
        kind="shift.dropped",
        subject=_("The shift on %(day)s is off") % _facts(shift),
        body=_("%(student)s, %(from)s to %(to)s. %(note)s") % {**_facts(shift), "note": row.note},
        path=reverse("hours_list", args=[placement.pk]),
        action=_("Open the week"),
    )


def shifts_planned(placement: Placement, shifts: Sequence[PlannedShift]) -> Iterator[Notice]:
    """One message for the whole plan."""
    first, last = shifts[0], shifts[-1]
    says = {**_facts(first), "n": len(shifts), "last": day(last.local_start.date())}
    yield from _notices(
        student(placement),
        kind="shift.planned",
        subject=_("Your shifts at %(partner)s are planned") % says,
        body=_("%(n)d shifts from %(day)s to %(last)s, each %(from)s to %(to)s. They are in your calendar.") % says,
        path=reverse("hours_list", args=[placement.pk]) + f"?day={first.local_start.date().isoformat()}",
        action=_("Open the week"),
    )


def _span(absence: Absence) -> str:
    first, last = day(absence.first_day), day(absence.last_day)
    if absence.times:
        return str(_("on %(day)s, %(times)s") % {"day": first, "times": absence.times})
    if absence.first_day == absence.last_day:
        return str(_("on %(day)s") % {"day": first})
    return str(_("from %(first)s to %(last)s") % {"first": first, "last": last})


def _facts(shift: PlannedShift) -> dict[str, Any]:
    return {
        "student": shift.placement.student.user,
        "partner": shift.placement.partner,
        "day": day(shift.local_start.date()),
        "from": f"{shift.local_start:%H:%M}",
        "to": f"{shift.local_end:%H:%M}",
    }


def _notices(
    readers: Iterable[User], *, kind: str, subject: Any, body: Any, path: str, action: Any = OPEN_ABSENCES
) -> Iterator[Notice]:
    message = Message(kind=kind, subject=subject, body=body, path=path, action=action)
    yield from (Notice(reader=reader, message=message, dedupe_key=kind) for reader in readers)


ABSENCE_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    EXCUSE.name: (absence_decided,),
    NOT_EXCUSE.name: (absence_decided,),
    WITHDRAW_ABSENCE.name: (absence_withdrawn,),
}
SHIFT_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    AGREE_SHIFT.name: (make_up_agreed,),
    DROP_SHIFT.name: (shift_dropped,),
}
