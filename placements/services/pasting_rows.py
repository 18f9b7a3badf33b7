"""One row of a pasted grid: how lines are split into rows, and what each row comes to mean. Asks the database nothing."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from core.columns import find_day
from institutions.models import Membership
from placements.models import Application, Slot
from placements.readiness import Clearance
from students.models import Student

COLUMNS = ("roll", "place", "first", "last", "supervisor")
_HEADING = re.compile(r"roll|number|student", re.IGNORECASE)


@dataclass(slots=True)
class PastedRow:
    """One line as it was typed, what it means, and the words against each of its cells."""

    line: int
    cells: dict[str, str]
    words: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    student: Student | None = None
    slot: Slot | None = None
    first: date | None = None
    last: date | None = None
    supervisor: Membership | None = None
    clearance: Clearance | None = (
        None  # says who is not ready yet; it keeps nobody back, for there is time until the first day
    )
    is_kept: bool = (
        False  # its slot keeps places for the institute: it is filled at once, without an answer of the partner
    )
    falls: list[Application] = field(
        default_factory=list
    )  # what the student waits for elsewhere on these days, where kept

    @property
    def fits(self) -> bool:
        """True when nothing stands against it."""
        return not any(self.words.values())

    @property
    def shown(self) -> list[tuple[str, list[str]]]:
        """The cells as they were typed, each with the words against it."""
        return [(self.cells[column], self.words.get(column, [])) for column in COLUMNS]


def split(text: str) -> list[PastedRow]:
    """The lines of a spreadsheet: cells apart by tabs, else semicolons, else commas; a line of headings and empty ones left out."""
    apart = next((mark for mark in "\t;" if mark in text), ",")
    rows: list[PastedRow] = []
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [cell.strip().strip('"') for cell in line.split(apart)]
        if not any(cells) or (not rows and _HEADING.search(cells[0]) and not any(ch.isdigit() for ch in line)):
            continue
        rows.append(PastedRow(number, dict(zip(COLUMNS, [*cells, *[""] * len(COLUMNS)], strict=False))))
    return rows


def read_day(text: str, order: str) -> date | None:
    """The day that a cell names, in the order that the institute writes days in; None for what is no day."""
    return find_day(text, month_first=order == "mdy")


def reasons(rows: Iterable[PastedRow]) -> list[tuple[str, int]]:
    """Why rows do not fit, the commonest first, each with the number of rows that it keeps out."""
    said = Counter(each for row in rows for each in dict.fromkeys(chain.from_iterable(row.words.values())))
    return said.most_common()


def by_slot(rows: Iterable[PastedRow]) -> dict[Slot, list[PastedRow]]:
    """The rows that name a student and a slot, by slot."""
    groups: dict[Slot, list[PastedRow]] = defaultdict(list)
    for row in rows:
        if row.slot is not None and row.student is not None:
            groups[row.slot].append(row)
    return groups
