"""A sheet: what a list of one noun may say, and how its lines come in. Each app declares its own; the engine is here, once.

How lines are written, one by one or many at once, is in `sheet_kinds`.

Reading a file makes a `Plan`: the lines that are new, those that change something and what, and everything that is wrong, by line
and column. Nothing is ever removed: what a file does not name stays as it is.
"""

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy

from core.actor import Actor
from core.columns import Column
from core.errors import Words
from core.tables import Problem
from core.verdict import Verdict

Tell = Callable[[int], None]  # how many lines are done


# Under which headings the page of lists puts them.
OF_PARTNERS = gettext_lazy("Partners")
OF_STUDENTS = gettext_lazy("Programmes and students")
OF_PLACEMENTS = gettext_lazy("Places and placements")


@dataclass(slots=True)
class Row:
    """One line of a file on its way in."""

    line: int
    values: dict[str, Any]  # by column, of those columns that the file has
    thing: Any = None  # what it is about, when that is here already
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)  # column: was, becomes
    alike: dict[int, str] = field(default_factory=dict)  # things that may be the same one, by key: in words

    @property
    def is_new(self) -> bool:
        """True for a line about something that is not here yet."""
        return self.thing is None


@dataclass(slots=True)
class Plan:
    """What a file would do."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)  # what stays as it is, though the file says otherwise
    readings: list[Problem] = field(default_factory=list)  # how a column was read that may be read otherwise

    @property
    def new(self) -> list[Row]:
        """Lines about what is not here yet."""
        return [row for row in self.rows if row.is_new]

    @property
    def changed(self) -> list[Row]:
        """Lines that change something."""
        return [row for row in self.rows if row.changes]

    @property
    def undecided(self) -> list[Row]:
        """Lines that may be about something that is here under another name."""
        return [row for row in self.rows if row.alike]

    def digest(self) -> str:
        """A print of what would be done: another one means that something changed since."""
        does = [(row.line, row.thing.pk if row.thing else 0, row.changes) for row in self.rows]
        return hashlib.sha256(json.dumps(does, default=str).encode()).hexdigest()


class Sheet(ABC):
    """One noun's list. Subclasses say what its columns are, what is here already, and which services write it."""

    noun: ClassVar[str]  # in the address: students
    title: ClassVar[Words]
    area: ClassVar[Words]  # one of the areas above
    about: ClassVar[Words] = ""  # one sentence for the page that takes the file
    columns: ClassVar[tuple[Column, ...]]
    unique: ClassVar[tuple[tuple[str, ...], ...]]  # columns that no two lines may share; the first is the key
    sample: ClassVar[tuple[tuple[str, ...], ...]]
    list_route: ClassVar[str]
    tries_new: ClassVar[bool] = True  # False where checking a new line says all that writing it would
    tries_changed: ClassVar[bool] = True  # the same of a changed one
    in_request: ClassVar[int] = 300  # lines that are written while the person waits; a longer list is a job
    shown: ClassVar[tuple[str, ...]] = ()  # headings that go out beside the columns, and mean nothing on the way in
    is_private: ClassVar[bool] = False  # True where a list that was sent is shown to nobody but its sender

    @abstractmethod
    def may(self, actor: Actor) -> Verdict:
        """Who brings this list in."""

    def hints(self, actor: Actor) -> list[tuple[Words, list[str]]]:
        """What cells may name, for the page that takes the file: a title and the words."""
        return []

    def book(self, actor: Actor, rows: Sequence[Row]) -> Any:
        """What the lines refer to, in a fixed number of queries."""
        return None

    def judge(self, row: Row, book: Any) -> Iterator[tuple[str, Words]]:
        """What is wrong within one line, as (column, words). Puts the things that cells name into `row.values`."""
        yield from ()

    @abstractmethod
    def things(self, actor: Actor, rows: Sequence[Row], *, lock: bool) -> Iterable[Any]:
        """What is here already and may be meant, in a fixed number of queries; locked when it is about to be changed."""

    def keys_of(self, thing: Any) -> Iterable[tuple[str, ...]]:
        """Everything that a line may know a thing by; most have one key."""
        return (self.key_of(thing),)

    def key_of(self, thing: Any) -> tuple[str, ...]:
        """The key of a thing, as `key` makes that of a line."""
        cells = self.cells(thing)
        return tuple(cells[name].casefold() for name in self.unique[0])

    def key(self, row: Row, names: Sequence[str] = ()) -> tuple[str, ...]:
        """What a line is known by."""
        return tuple(self.say(row, name).casefold() for name in names or self.unique[0])

    @abstractmethod
    def cells(self, thing: Any) -> dict[str, str]:
        """A thing as its line would say it."""

    def alike(self, rows: Sequence[Row], actor: Actor) -> Mapping[int, dict[int, str]]:
        """By line, things that new lines may be about: {key: in words}. A fixed number of queries."""
        return {}

    def by_key(self, actor: Actor, keys: Iterable[int]) -> Mapping[int, Any]:
        """The things that a person said some lines are about."""
        return {}

    def settle(self, row: Row, book: Any, actor: Actor) -> Iterator[tuple[str, Words]]:
        """Takes back changes that are not this person's to make; says of each why it stays."""
        yield from ()

    def known(self, rows: Sequence[Row], actor: Actor) -> Iterator[Problem]:
        """What stands against new lines outside them, in a fixed number of queries."""
        yield from ()

    @abstractmethod
    def write(self, rows: Sequence[Row], *, by: Actor, now: datetime, tell: Tell) -> list[Problem]:
        """Write new and changed lines. Returns what was refused, by line; then the caller rolls all of it back."""

    @cached_property
    def _columns(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    def line(self, thing: Any) -> list[Any]:
        """A thing as a line to keep, days as days."""
        cells = self.cells(thing)
        return [*(column.kept(cells.get(column.name, "")) for column in self.columns), *self.beside(thing)]

    def beside(self, thing: Any) -> Sequence[Any]:
        """What stands under the headings `shown`."""
        return ()

    def column(self, name: str) -> Column:
        """The column of this name."""
        return self._columns[name]

    def say(self, row: Row, name: str) -> str:
        """A line's cell, in the one way of saying it."""
        return self.column(name).say(row.values[name]) if name in row.values else ""

    def value(self, row: Row, name: str, otherwise: Any) -> Any:
        """A line's value, or what is there already where the file has no such column."""
        return row.values.get(name, otherwise)


_SHEETS: dict[str, Sheet] = {}


def declare(sheet: Sheet) -> Sheet:
    """Make a sheet known to the pages that take lists."""
    _SHEETS[sheet.noun] = sheet
    return sheet


def sheet_of(noun: str) -> Sheet | None:
    """The sheet of a noun."""
    return _SHEETS.get(noun)


def private_nouns() -> list[str]:
    """The nouns whose lists nobody but their sender sees."""
    return [noun for noun, sheet in _SHEETS.items() if sheet.is_private]


def sheets_for(actor: Actor) -> list[Sheet]:
    """The sheets that a person may bring in."""
    return [sheet for sheet in _SHEETS.values() if sheet.may(actor)]


def areas_for(actor: Actor) -> list[tuple[Words, list[Sheet]]]:
    """The same by area."""
    mine = sheets_for(actor)
    areas = (OF_PARTNERS, OF_STUDENTS, OF_PLACEMENTS)
    by_area = ((area, [sheet for sheet in mine if sheet.area == area]) for area in areas)
    return [(area, sheets) for area, sheets in by_area if sheets]
