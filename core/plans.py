"""What a file would do, and doing it: its lines read, found, compared; then written, all of them or none.

A fixed number of queries makes a plan, whatever the file's length. What a sheet is stands in `sheets`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.columns import Column, Wrong, day, find_day, has_month_first
from core.errors import Words
from core.sheets import Plan, Row, Sheet
from core.tables import Problem, Table
from core.words import day as in_words

Told = Callable[[int, int], None]  # how many lines of how many are done


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
    """The lines in which every cell says something that its column may say. What one column says often is read once."""
    places: list[tuple[int, str, Callable[[str], Any], dict[str, Any]]] = [
        (index, column.name, column.read, {}) for index, column in _as_written(sheet, table, names, made)
    ]
    for line in table.lines:
        values, good, cells = {}, True, line.cells
        for index, name, read, known in places:
            cell = cells[index]
            try:
                values[name] = known[cell] if cell in known else known.setdefault(cell, read(cell))
            except Wrong as wrong:
                made.problems.append(Problem(line.number, name, wrong.words))
                good = False
        if good:
            yield Row(line.number, values)


def _as_written(sheet: Sheet, table: Table, names: Sequence[str], made: Plan) -> Iterator[tuple[int, Column]]:
    """The columns with their places; those of days as they are written here, where the column or another one says so: the month first."""
    columns = [(index, sheet.column(name)) for index, name in enumerate(names) if name]
    written = {index: _first_lines(table, index) for index, column in columns if column.parse is day}
    everywhere = has_month_first(chain.from_iterable(written.values()))
    for index, column in columns:
        month_first = index in written and (everywhere or has_month_first(written[index]))
        made.readings += _unclear(column, written.get(index, {}), month_first=month_first)
        yield index, replace(column, parse=partial(day, month_first=True)) if month_first else column


def _first_lines(table: Table, index: int) -> dict[str, int]:
    """The cells of a column, each once, with the line where it stands first."""
    found: dict[str, int] = {}
    for line in table.lines:
        found.setdefault(line.cells[index], line.number)
    return found


def _unclear(column: Column, written: Mapping[str, int], *, month_first: bool) -> Iterator[Problem]:
    """How the first day was read that may be read either way."""
    for cell, line in written.items():
        by_day, by_month = find_day(cell), find_day(cell, month_first=True)
        if by_day and by_month and by_day != by_month:
            words = (
                _("“%(cell)s” was read as %(day)s, the month first, as another day in this file is written.")
                if month_first
                else _("“%(cell)s” was read as %(day)s, the day first.")
            )
            yield Problem(
                line, column.name, words % {"cell": cell, "day": in_words(by_month if month_first else by_day)}
            )
            return


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
    here = {key: thing for thing in sheet.things(by, rows, lock=lock) for key in sheet.keys_of(thing)}
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
    becomes = ((name, sheet.say(row, name)) for name in row.values if name in cells)
    return {name: (cells[name], new) for name, new in becomes if cells[name] != new}


def _compare(sheet: Sheet, rows: Sequence[Row], *, by: Actor, choices: Mapping[str, int]) -> None:
    """Put beside new lines what they may be about, where nobody has said so yet."""
    undecided = {row.line: row for row in rows if row.is_new and str(row.line) not in choices}
    for line, found in (sheet.alike(list(undecided.values()), by) if undecided else {}).items():
        undecided[line].alike = found


def to_try(sheet: Sheet, made: Plan) -> list[Row]:
    """The lines that a trial has to write, to find what services refuse."""
    return [*(made.new if sheet.tries_new else []), *(made.changed if sheet.tries_changed else [])]


def carry_out(sheet: Sheet, made: Plan, *, by: Actor, now: datetime, tell: Told, keep: bool) -> list[Problem]:
    """Write what a plan says, all of it or nothing; `tell` hears how many of how many lines are done.

    With `keep` False nothing stays: it is the trial that finds what services refuse.
    """
    todo = [*made.new, *made.changed] if keep else to_try(sheet, made)
    if not todo:
        return []
    with transaction.atomic():
        refused = sheet.write(todo, by=by, now=now, tell=lambda done: tell(done, len(todo)))
        if refused or not keep:
            transaction.set_rollback(True)
    return refused
