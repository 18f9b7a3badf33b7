"""Who is cleared: every requirement met or waived, from the first day through the last. Computed, never stored.

A stay is plain data, for `students` never looks up at placements: whose days, where, under which agreement. Who may see how much of the
answer is `students.policies.readiness`.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db.models import OuterRef, TextField
from django.db.models.functions import Cast

from core.beside import beside
from institutions.models import EvidenceKind, Requirement
from institutions.rules import Held, Outcome, Standing, judge
from students.models import Record, Waiver
from students.states import RecordState


class Mark(Enum):
    """How a student stands with one requirement of one stay."""

    MET = "met"
    WAIVED = "waived"
    WAITING = "waiting"
    EXPIRES = "expires"
    MISSING = "missing"


CLEAR = frozenset({Mark.MET, Mark.WAIVED})
ASKERS = ("partner_id", "programme_id", "department_id", "agreement_id")
_MARKS = {standing: Mark(standing.value) for standing in Standing}


class Stay(NamedTuple):
    """Days of one student at one place. `key` is the caller's own, to find the answer again."""

    student_id: int
    first_day: date
    last_day: date
    partner_id: int
    department_id: int | None
    programme_id: int
    agreement_id: int | None
    key: Any = None
    block_departments: Sequence[int] = ()  # of a rotation: each asks its own, for all days of the stay

    @property
    def askers(self) -> list[tuple[str, int | None]]:
        """Whoever may ask something of it, as (name of the relation, key)."""
        named = [(name, getattr(self, name)) for name in ASKERS]
        return named + [("department_id", pk) for pk in self.block_departments]


class Cell(NamedTuple):
    """One requirement of one stay."""

    mark: Mark
    outcome: Outcome | None = None


@dataclass(slots=True)
class Readiness:
    """The answer for one stay: a cell for each requirement that reaches it."""

    stay: Stay
    cells: dict[int, Cell] = field(default_factory=dict)

    @property
    def is_clear(self) -> bool:
        """True when nothing that is asked is open."""
        return all(cell.mark in CLEAR for cell in self.cells.values())


@dataclass
class Board:
    """Readiness of many stays, in their order, with the requirements that reach any of them."""

    requirements: list[Requirement]
    rows: list[Readiness]
    _kinds: dict[str, EvidenceKind] | None = None

    @property
    def kinds(self) -> dict[str, EvidenceKind]:
        """The catalogue by slug: one query for whoever reads it, none for nobody’s board."""
        if self._kinds is None:
            self._kinds = EvidenceKind.objects.by_slug() if self.rows else {}
        return self._kinds


def board_of(
    stays: Sequence[Stay],
    requirements: Iterable[Requirement] | None = None,
    *,
    held: Mapping[int, Iterable[Held]] | None = None,
    explain: bool = False,
) -> Board:
    """How each stay stands. Two queries for any number: requirements with their waivers (of those that are given, the waivers alone), and
    records (none when they are given); none for nobody.

    With `explain` each outcome says what is lacking, which costs as much as judging, and the catalogue of kinds comes with the records;
    else it is one query more, for whoever reads it.
    """
    if not stays:
        return Board([], [])
    students = {stay.student_id for stay in stays}
    asked = _asked(stays, students) if requirements is None else list(requirements)
    kinds = None
    if held is not None:
        records = {pk: _by_kind(each) for pk, each in held.items()}
    elif explain:
        kinds, records = _kinds_with_held(students)
    else:
        records = _held(students)
    waived = _waived(students) if requirements is not None else _waived_beside(asked)
    empty: dict[tuple[int, date, date], Cell] = {}
    asked_of = _Asked(asked).of
    rows = []
    for stay in stays:
        row = Readiness(stay)
        mine, exempt = records.get(stay.student_id, {}), waived.get(stay.student_id, {})
        for requirement in asked_of(stay):
            row.cells[requirement.pk] = _cell(requirement, stay, mine, exempt, empty, explain=explain)
        rows.append(row)
    reached = {pk for row in rows for pk in row.cells}
    return Board([r for r in asked if r.pk in reached], rows, kinds)


class _Asked:
    """Requirements, found by whoever asks them: most reach few of many stays."""

    def __init__(self, requirements: Iterable[Requirement]) -> None:
        self._by_asker: dict[tuple[str, int | None], list[tuple[int, Requirement]]] = defaultdict(list)
        for position, requirement in enumerate(requirements):
            for asker in ASKERS:
                if (pk := getattr(requirement, asker)) is not None:
                    self._by_asker[asker, pk].append((position, requirement))

    def of(self, stay: Stay) -> list[Requirement]:
        """What is asked of this stay by its partner, departments, programme or agreement, on its first day; in the order given."""
        found = {
            position: requirement
            for asker in stay.askers
            for position, requirement in self._by_asker.get(asker, ())
            if requirement.is_asked_on(stay.first_day)
        }
        return [found[position] for position in sorted(found)]


def _cell(
    requirement: Requirement,
    stay: Stay,
    mine: dict[str, list[Held]],
    exempt: dict[int, date | None],
    empty: dict[tuple[int, date, date], Cell],
    *,
    explain: bool,
) -> Cell:
    rule = requirement.parsed
    if requirement.pk in exempt:
        until = exempt[requirement.pk]
        if until is None or until >= (stay.last_day if rule.through else stay.first_day):
            return Cell(Mark.WAIVED)
    relevant = [record for kind in rule.kinds if kind in mine for record in mine[kind]]
    if relevant:
        return _judged(requirement, stay, relevant, explain=explain)
    key = (requirement.pk, stay.first_day, stay.last_day)  # many hold nothing of a kind: judged once for all of them
    if key not in empty:
        empty[key] = _judged(requirement, stay, [], explain=explain)
    return empty[key]


def _judged(requirement: Requirement, stay: Stay, held: Sequence[Held], *, explain: bool) -> Cell:
    days = {"first_day": stay.first_day, "last_day": stay.last_day}
    outcome = judge(requirement.parsed, held, **days, explain=explain)
    return Cell(_MARKS[outcome.standing], outcome)


def _asked(stays: Sequence[Stay], students: set[int]) -> list[Requirement]:
    """What is asked, each with `waivers_held`: those of these students that hold."""
    asked = Requirement.objects.for_list().asked_by(
        partners={stay.partner_id for stay in stays},
        departments={pk for stay in stays for name, pk in stay.askers if name == "department_id" and pk},
        programmes={stay.programme_id for stay in stays},
        agreements={stay.agreement_id for stay in stays if stay.agreement_id},
    )
    waivers = Waiver.objects.that_hold(students).filter(requirement=OuterRef("pk"))
    return list(asked.annotate(waivers_held=beside(waivers, "student", "until")))


def _held(students: set[int]) -> dict[int, dict[str, list[Held]]]:
    """Records by student and kind, as plain values: thousands of rows need no models."""
    found: dict[int, dict[str, list[Held]]] = defaultdict(lambda: defaultdict(list))
    rows: Any = Record.objects.held_by(students).values_list(
        "student_id", "kind__slug", "on", "until", Cast("values", TextField()), "state"
    )
    for student_id, kind, on, until, values, state in rows:
        found[student_id][kind].append(Held(kind, on, until, _read(values), state == RecordState.VERIFIED))
    return found


@lru_cache(maxsize=4096)  # a cohort's records say few different things
def _read(values: str) -> Mapping[str, Any]:
    return MappingProxyType(json.loads(values))


def _kinds_with_held(students: set[int]) -> tuple[dict[str, EvidenceKind], dict[int, dict[str, list[Held]]]]:
    """The catalogue by slug, and the records as `_held` has them: one query, for a few students."""
    held = Record.objects.held_by(students).filter(kind=OuterRef("pk"))
    kinds = EvidenceKind.objects.order_by("position", "name").annotate(
        held=beside(held, "student", "on", "until", "values", "state")
    )
    found: dict[int, dict[str, list[Held]]] = defaultdict(lambda: defaultdict(list))
    for kind in kinds:
        for row in kind.held:
            verified = row.state == RecordState.VERIFIED
            found[row.student_id][kind.slug].append(Held(kind.slug, row.on, row.until, row.values, verified))
    return {kind.slug: kind for kind in kinds}, found


def _by_kind(held: Iterable[Held]) -> dict[str, list[Held]]:
    found: dict[str, list[Held]] = defaultdict(list)
    for each in held:
        found[each.kind].append(each)
    return found


def _waived_beside(asked: Iterable[Any]) -> dict[int, dict[int, date | None]]:
    """The same as `_waived`, of requirements that came with their waivers."""
    found: dict[int, dict[int, date | None]] = defaultdict(dict)
    for requirement in asked:
        for waiver in requirement.waivers_held or ():
            found[waiver.student_id][requirement.pk] = waiver.until
    return found


def _waived(students: set[int]) -> dict[int, dict[int, date | None]]:
    """Until when which requirement is waived, by student."""
    found: dict[int, dict[int, date | None]] = defaultdict(dict)
    for student_id, requirement_id, until in Waiver.objects.that_hold(students).values_list(
        "student_id", "requirement_id", "until"
    ):
        found[student_id][requirement_id] = until
    return found
