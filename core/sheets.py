"""A sheet: what a list of one noun may say, and how its lines come in. Each app declares its own; the engine is here, once.

Reading a file makes a `Plan`: the lines that are new, those that change something and what, and everything that is wrong, by line
and column. Nothing is ever removed: what a file does not name stays as it is.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.columns import Column, Wrong
from core.errors import Refusal, Words
from core.tables import Problem, Table
from core.verdict import Verdict

Tell = Callable[[int], None]  # how many lines are done


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


class Sheet:
    """One noun's list. Subclasses say what its columns are, what is here already, and which services write it."""

    noun: ClassVar[str]  # in the address: students
    title: ClassVar[Words]
    about: ClassVar[Words] = ""  # one sentence for the page that takes the file
    columns: ClassVar[tuple[Column, ...]]
    unique: ClassVar[tuple[tuple[str, ...], ...]]  # columns that no two lines may share; the first is the key
    sample: ClassVar[tuple[tuple[str, ...], ...]]
    list_route: ClassVar[str]
    tries_new: ClassVar[bool] = True  # False where checking a new line says all that writing it would

    def may(self, actor: Actor) -> Verdict:
        """Who brings this list in."""
        raise NotImplementedError

    def hints(self, actor: Actor) -> list[tuple[Words, list[str]]]:
        """What cells may name, for the page that takes the file: a title and the words."""
        return []

    def book(self, actor: Actor, rows: Sequence[Row]) -> Any:
        """What the lines refer to, in a fixed number of queries."""
        return None

    def judge(self, row: Row, book: Any) -> Iterator[tuple[str, Words]]:
        """What is wrong within one line, as (column, words). Puts the things that cells name into `row.values`."""
        yield from ()

    def things(self, actor: Actor, rows: Sequence[Row], *, lock: bool) -> Iterable[Any]:
        """What is here already and may be meant, in a fixed number of queries; locked when it is about to be changed."""
        raise NotImplementedError

    def key_of(self, thing: Any) -> tuple[str, ...]:
        """The key of a thing, as `key` makes that of a line."""
        cells = self.cells(thing)
        return tuple(cells[name].casefold() for name in self.unique[0])

    def key(self, row: Row, names: Sequence[str] = ()) -> tuple[str, ...]:
        """What a line is known by."""
        return tuple(self.say(row, name).casefold() for name in names or self.unique[0])

    def cells(self, thing: Any) -> dict[str, str]:
        """A thing as its line would say it."""
        raise NotImplementedError

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

    def add(self, row: Row, *, by: Actor, now: datetime) -> Any:
        """Write a new line through its service. Raises Refusal."""
        raise NotImplementedError

    def edit(self, row: Row, *, by: Actor, now: datetime) -> Any:
        """Write a changed line through its service. Raises Refusal."""
        raise NotImplementedError

    def write(self, rows: Sequence[Row], *, by: Actor, now: datetime, tell: Tell) -> list[Problem]:
        """Write lines one by one, each in a savepoint. Returns what was refused, by line; then the caller rolls all of it back."""
        refused = []
        for count, row in enumerate(rows, 1):
            try:
                with transaction.atomic():
                    (self.add if row.is_new else self.edit)(row, by=by, now=now)
            except Refusal as refusal:
                refused.append(Problem(row.line, refusal.field or "", str(refusal)))
            tell(count)
        return refused

    @cached_property
    def _columns(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    def line(self, thing: Any) -> list[Any]:
        """A thing as a line to keep, days as days."""
        cells = self.cells(thing)
        return [column.kept(cells[column.name]) for column in self.columns]

    def column(self, name: str) -> Column:
        """The column of this name."""
        return self._columns[name]

    def say(self, row: Row, name: str) -> str:
        """A line's cell, in the one way of saying it."""
        return self.column(name).say(row.values[name]) if name in row.values else ""

    def value(self, row: Row, name: str, otherwise: Any) -> Any:
        """A line's value, or what is there already where the file has no such column."""
        return row.values.get(name, otherwise)


def plan(
    sheet: Sheet, table: Table, names: Sequence[str], *, by: Actor, choices: Mapping[str, int], lock: bool = False
) -> Plan:
    """Everything that the file would do, and everything that is wrong with it. A fixed number of queries, whatever its length."""
    made = Plan(problems=list(table.problems))
    rows = list(_read(sheet, table, names, made))
    book = sheet.book(by, rows)
    rows = [row for row in rows if not _wrong(made.problems, row, sheet.judge(row, book))]
    rows = list(_without_repeats(sheet, rows, made))
    _find(sheet, rows, by=by, choices=choices, lock=lock)
    rows = list(_without_twins(sheet, rows, made))
    for row in rows:
        if row.thing is not None:
            row.changes = _changes(sheet, row)
            made.remarks += [Problem(row.line, name, str(words)) for name, words in sheet.settle(row, book, by)]
    made.problems += sheet.known(rows, by)
    faulty = {problem.line for problem in made.problems}
    made.rows = [row for row in rows if row.line not in faulty]
    _compare(sheet, made.rows, by=by, choices=choices)
    order = [column.name for column in sheet.columns]
    made.problems.sort(key=lambda p: (p.line, order.index(p.column) if p.column in order else -1))
    return made


def _read(sheet: Sheet, table: Table, names: Sequence[str], made: Plan) -> Iterator[Row]:
    """The lines in which every cell says something that its column may say."""
    places = [(index, sheet.column(name)) for index, name in enumerate(names) if name]
    for line in table.lines:
        values, good = {}, True
        for index, column in places:
            try:
                values[column.name] = column.read(line.cells[index])
            except Wrong as wrong:
                made.problems.append(Problem(line.number, column.name, wrong.words))
                good = False
        if good:
            yield Row(line.number, values)


def _wrong(problems: list[Problem], row: Row, faults: Iterable[tuple[str, Words]]) -> bool:
    """Note the faults of a line; True when there are any."""
    found = [Problem(row.line, name, str(words)) for name, words in faults]
    problems += found
    return bool(found)


def _without_repeats(sheet: Sheet, rows: Sequence[Row], made: Plan) -> Iterator[Row]:
    """Say of a second line about the same thing where the first one stands."""
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        faults = []
        for names in sheet.unique:
            key = sheet.key(row, names)
            if any(key) and (line := first.setdefault((*names, *key), row.line)) != row.line:
                faults.append((names[-1], _("This stands in line %(line)d already.") % {"line": line}))
        if not _wrong(made.problems, row, faults):
            yield row


def _find(sheet: Sheet, rows: Sequence[Row], *, by: Actor, choices: Mapping[str, int], lock: bool) -> None:
    """Put beside each line the thing that it is about: by its key, or by what a person said of it."""
    here = {sheet.key_of(thing): thing for thing in sheet.things(by, rows, lock=lock)}
    chosen = {int(line): key for line, key in choices.items() if key}
    named = sheet.by_key(by, set(chosen.values())) if chosen else {}
    for row in rows:
        row.thing = here.get(sheet.key(row)) or named.get(chosen.get(row.line, 0))


def _without_twins(sheet: Sheet, rows: Sequence[Row], made: Plan) -> Iterator[Row]:
    """Say of a second line about one thing, which a person may have pointed it to, where the first one stands."""
    first: dict[int, int] = {}
    for row in rows:
        line = first.setdefault(row.thing.pk, row.line) if row.thing is not None else row.line
        if line == row.line:
            yield row
        else:
            words = _("Line %(line)d is about the same one.") % {"line": line}
            made.problems.append(Problem(row.line, sheet.unique[0][-1], words))


def _changes(sheet: Sheet, row: Row) -> dict[str, tuple[str, str]]:
    cells = sheet.cells(row.thing)
    becomes = ((name, sheet.say(row, name)) for name in row.values)
    return {name: (cells[name], new) for name, new in becomes if name in cells and cells[name] != new}


def _compare(sheet: Sheet, rows: Sequence[Row], *, by: Actor, choices: Mapping[str, int]) -> None:
    """Put beside new lines what they may be about, where nobody has said so yet."""
    undecided = {row.line: row for row in rows if row.is_new and str(row.line) not in choices}
    for line, found in (sheet.alike(list(undecided.values()), by) if undecided else {}).items():
        undecided[line].alike = found


def carry_out(sheet: Sheet, made: Plan, *, by: Actor, now: datetime, tell: Tell, keep: bool) -> list[Problem]:
    """Write what a plan says, all of it or nothing. With `keep` False nothing stays: it is the trial that finds what services refuse."""
    todo = [row for row in made.rows if row.changes or (row.is_new and (keep or sheet.tries_new))]
    with transaction.atomic():
        refused = sheet.write(todo, by=by, now=now, tell=tell)
        if refused or not keep:
            transaction.set_rollback(True)
    return refused


_SHEETS: dict[str, Sheet] = {}


def declare(sheet: Sheet) -> Sheet:
    """Make a sheet known to the pages that take lists."""
    _SHEETS[sheet.noun] = sheet
    return sheet


def sheet_of(noun: str) -> Sheet | None:
    """The sheet of a noun."""
    return _SHEETS.get(noun)


def sheets_for(actor: Actor) -> list[Sheet]:
    """The sheets that a person may bring in."""
    return [sheet for sheet in _SHEETS.values() if sheet.may(actor)]
