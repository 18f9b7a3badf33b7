"""Whose days `students.readiness` is asked about: placements ahead, and internships that a student may still come to."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from core import clock
from institutions.models import Agreement, Requirement
from institutions.states import AgreementState
from placements.models import Placement, Slot
from placements.states import PlacementState
from students.models import Student
from students.readiness import Board, Stay, board_of

SIX_WEEKS = timedelta(days=42)
COMING = (PlacementState.PLANNED, PlacementState.CONFIRMED)


def stay_of(placement: Placement) -> Stay:
    """The days of one placement. Expects its student loaded."""
    return Stay(
        student_id=placement.student_id,
        first_day=placement.starts_on,
        last_day=placement.last_day,
        partner_id=placement.partner_id,
        department_id=placement.department_id,
        programme_id=placement.student.programme_id,
        agreement_id=placement.agreement_id,
        key=placement,
    )


def board_of_placements(placements: Iterable[Placement], *, explain: bool = False) -> Board:
    """How each stands, and with `explain` what it lacks. Three queries for any number; students are expected loaded."""
    return board_of([stay_of(placement) for placement in placements], explain=explain)


def is_clear(placement: Placement) -> bool:
    """True when everything that is asked for this placement is met or waived. Three queries."""
    return board_of_placements([placement]).rows[0].is_clear


def starting_soon(placements: QuerySet[Placement], today: date, within: timedelta = SIX_WEEKS) -> QuerySet[Placement]:
    """Those that have not begun and do so from today on, within the time; the next first."""
    soon = placements.filter(state__in=COMING, starts_on__gte=today, starts_on__lte=today + within)
    return soon.order_by("starts_on", "pk")


def not_clear(placements: QuerySet[Placement], now: datetime) -> list[Placement]:
    """Those that start within six weeks and are not clear. Four queries."""
    soon = starting_soon(placements.for_list(), clock.day_of(now))  # type: ignore[attr-defined]  # its own queryset
    return [row.stay.key for row in board_of_placements(soon).rows if not row.is_clear]


def stays_at(student: Student, slots: Iterable[Slot]) -> list[Stay]:
    """A student's days in internships that have dates, each under the signed agreement that would cover it. One query."""
    signed = list(
        Agreement.objects.filter(
            institute_id=student.institute_id, programmes=student.programme_id, state=AgreementState.SIGNED
        ).values_list("pk", "partner_id", "starts_on", "ends_on")
    )
    return [
        Stay(
            student_id=student.pk,
            first_day=slot.starts_on,
            last_day=slot.ends_on,
            partner_id=slot.partner_id,
            department_id=slot.department_id,
            programme_id=student.programme_id,
            agreement_id=_covering(signed, slot),
            key=slot,
        )
        for slot in slots
        if slot.starts_on and slot.ends_on
    ]


def _covering(signed: Iterable[tuple[int, int, date, date]], slot: Slot) -> int | None:
    return next(
        (
            pk
            for pk, partner_id, first, last in signed
            if partner_id == slot.partner_id and first <= slot.starts_on and slot.ends_on <= last  # type: ignore[operator]
        ),
        None,
    )


def change_by(stays: list[Stay], was: Requirement | None, becomes: Requirement | None) -> tuple[int, int]:
    """(how many of `stays` are clear now and would not be, how many would come to be) when a requirement changes, comes or goes."""
    board = board_of(stays)
    others = [r for r in board.requirements if was is None or r.pk != was.pk]
    after = board_of(stays, [*others, becomes] if becomes is not None else others)
    before = [row.is_clear for row in board.rows]
    then = [row.is_clear for row in after.rows]
    lost = sum(now and not later for now, later in zip(before, then, strict=True))
    gained = sum(later and not now for now, later in zip(before, then, strict=True))
    return lost, gained


def stays_asked(requirement: Requirement, placements: QuerySet[Placement]) -> list[Stay]:
    """The days of those who are on placement or coming, where whoever asks `requirement` asks them. One query."""
    whose = {
        "partner": requirement.partner_id,
        "department": requirement.department_id,
        "student__programme": requirement.programme_id,
        "agreement": requirement.agreement_id,
    }
    asked = {name: pk for name, pk in whose.items() if pk is not None}
    live = placements.filter(state__in=[*COMING, PlacementState.ACTIVE], **asked)
    return [stay_of(placement) for placement in live.select_related("student")]
