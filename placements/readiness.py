"""Whose days `students.readiness` is asked about: placements ahead, and internships that a student may still come to."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db.models import Q, QuerySet

from core import clock
from core.actor import Actor
from core.errors import Words
from institutions.models import Agreement, Requirement
from institutions.models.agreements_sets import chain, takes
from placements.models import Placement, Slot
from placements.states import PlacementState
from students.models import Student
from students.policies.readiness import columns_of, open_titles
from students.readiness import Board, Stay, board_of

SIX_WEEKS = timedelta(days=42)
# What `stay_of` reads.
OF_A_STAY = (
    "student__programme", "partner", "department", "block_departments", "agreement", "starts_on", "ends_on", "ended_on",
)  # fmt: skip
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
        block_departments=placement.block_departments,
    )


def board_of_placements(placements: Iterable[Placement], *, explain: bool = False) -> Board:
    """How each stands, and with `explain` what it lacks. Two queries for any number; students are expected loaded."""
    return board_of([stay_of(placement) for placement in placements], explain=explain)


def is_clear(placement: Placement) -> bool:
    """True when everything that is asked for this placement is met or waived. Two queries."""
    return board_of_placements([placement]).rows[0].is_clear


def starting_soon(placements: QuerySet[Placement], today: date, within: timedelta = SIX_WEEKS) -> QuerySet[Placement]:
    """Those that have not begun and should within the time; first whose day has passed without them, then the next."""
    soon = placements.filter(state__in=COMING, starts_on__lte=today + within)
    return soon.order_by("starts_on", "pk")


def not_clear(placements: QuerySet[Placement], now: datetime) -> list[Placement]:
    """Those that start within six weeks and are not clear, with the student's name. Three queries."""
    named = placements.select_related("student__user").only(*OF_A_STAY, "state", "student__user__name")
    today = clock.day_of(now)
    soon = starting_soon(named.filter(starts_on__gte=today), today)
    return [row.stay.key for row in board_of_placements(soon).rows if not row.is_clear]


@dataclass(frozen=True, slots=True)
class Clearance:
    """Clear to start or not; `wants` names what is open, as far as its reader may see."""

    is_clear: bool
    wants: list[Words]


def clearances(stays: Sequence[Stay], actor: Actor) -> dict[Any, Clearance]:
    """How each stay stands, by its key, in what `actor` may read of it (PRODUCT rule 8). Two or three queries for any number."""
    board = board_of(stays)
    columns = columns_of(board, actor)
    return {row.stay.key: Clearance(row.is_clear, open_titles(row, columns)) for row in board.rows}


def held_agreements(students: Collection[Student]) -> list[Agreement]:
    """The agreements under which these students may be placed, with their scope, for `stays_at`. One query."""
    return list(
        Agreement.objects.held()
        .filter(
            institute_id__in={student.institute_id for student in students},
            pk__in=Agreement.objects.filter(programmes__in={student.programme_id for student in students}).values("pk"),
        )
        .select_related("institute", "partner")
        .with_scope_ids()
        .order_by("partner__name", "pk")
    )


def stays_at(student: Student, slots: Iterable[Slot], held: Sequence[Agreement] | None = None) -> list[Stay]:
    """A student's days in internships that have dates, each under the agreement that a confirmation would put it on.

    One query; none where the agreements are given.
    """
    held = held_agreements([student]) if held is None else held
    return [_stay_in(student, slot, held)._replace(key=slot) for slot in slots if slot.starts_on and slot.ends_on]


def stays_of_many(pairs: Iterable[tuple[Student, Slot]], held: Sequence[Agreement] | None = None) -> list[Stay]:
    """The days of many students in slots that have dates, by (student, slot) as primary keys.

    One query; none for nobody, or where the agreements are given.
    """
    pairs = [(student, slot) for student, slot in pairs if slot.starts_on and slot.ends_on]
    if held is None:
        held = held_agreements([student for student, _slot in pairs]) if pairs else []
    return [_stay_in(student, slot, held)._replace(key=(student.pk, slot.pk)) for student, slot in pairs]


def covering_of(student: Student, slot: Slot, held: Iterable[Agreement]) -> list[Agreement]:
    """Those of `held` that would cover the student in the slot, as `AgreementQuerySet.covering` finds them. No query."""
    pair = (student.institute_id, slot.partner_id)
    taking = [
        each
        for each in held
        if (each.institute_id, each.partner_id) == pair
        and takes(each, programme_id=student.programme_id, department_id=slot.department_id, kind=slot.kind)
    ]
    return chain(taking, cast("date", slot.starts_on), cast("date", slot.ends_on))


def _stay_in(student: Student, slot: Slot, held: Iterable[Agreement]) -> Stay:
    first, last = cast("date", slot.starts_on), cast("date", slot.ends_on)
    covering = covering_of(student, slot, held)
    return Stay(
        student_id=student.pk,
        first_day=first,
        last_day=last,
        partner_id=slot.partner_id,
        department_id=slot.department_id,
        programme_id=student.programme_id,
        agreement_id=covering[0].pk if covering else None,
        block_departments=slot.block_departments,
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
        "student__programme": requirement.programme_id,
        "agreement": requirement.agreement_id,
    }
    asked = Q(**{name: pk for name, pk in whose.items() if pk is not None})
    if requirement.department_id is not None:
        asked &= Q(department=requirement.department_id) | Q(block_departments__contains=[requirement.department_id])
    live = placements.filter(asked, state__in=[*COMING, PlacementState.ACTIVE])
    return [stay_of(placement) for placement in live.select_related("student")]
