"""Looking a kept list through, and writing it: what both the page and the job do. The caller holds the lock on the list."""

from datetime import datetime
from typing import Any

from accounts.services.reading import discard_file
from core.actor import Actor
from core.plans import Told, carry_out, plan
from core.sheets import Plan, Row
from core.tables import Problem, Table, read_table
from institutions.models import Import

FAULTS, NEW, CHANGED = 500, 25, 500  # that are kept to be shown; the others are counted


def plan_of(kept: Import, *, by: Actor, lock: bool = False) -> Plan:
    """What the list would do now."""
    return plan(kept.sheet, table_of(kept), kept.columns, by=by, choices=kept.choices, lock=lock)


def table_of(kept: Import) -> Table:
    """The lines of the kept file."""
    with kept.file.file.open("rb") as content:
        return read_table(content.read())


def look_through(kept: Import, made: Plan, *, by: Actor, now: datetime, tell: Told) -> Import:
    """Try the plan, take it back, and keep what was found."""
    if not made.problems and not made.undecided:
        made.problems += carry_out(kept.sheet, made, by=by, now=now, tell=tell, keep=False)
    return _keep(kept, made)


def bring_in(kept: Import, *, by: Actor, now: datetime, tell: Told) -> Import:
    """Write everything that was shown, or nothing: when it would do something else by now, what it would do is shown anew.

    Locks what the lines are about.
    """
    made = plan_of(kept, by=by, lock=True)
    if made.problems or made.undecided:
        return _keep(kept, made, overtaken=True)
    if made.digest() != kept.digest:
        return _keep(kept, made, overtaken=True)
    if refused := carry_out(kept.sheet, made, by=by, now=now, tell=tell, keep=True):
        made.problems += refused
        return _keep(kept, made, overtaken=True)
    return _done(kept, now)


def _done(kept: Import, now: datetime) -> Import:
    """Keep the figures, and let the file and what stood in it go."""
    kept.done_at, file_id, kept.file = now, kept.file_id, None
    kept.report = {name: kept.found(name) for name in ("new", "changed", "same")}
    kept.choices = {}
    kept.save(update_fields=["done_at", "file", "report", "choices"])
    discard_file(file_id=file_id)
    return kept


def _keep(kept: Import, made: Plan, *, overtaken: bool = False) -> Import:
    """Keep what was found; `overtaken` says that it is not what the person saw when they confirmed."""
    kept.report, kept.digest = {**_report(kept, made), "overtaken": overtaken}, made.digest()
    kept.save(update_fields=["report", "digest"])
    return kept


def _report(kept: Import, made: Plan) -> dict[str, Any]:
    """What the page shows, in plain values."""
    new, changed = made.new, made.changed
    return {
        "faults": len(made.problems),
        "lines": len({problem.line for problem in made.problems}),
        "problems": [_problem(kept, problem) for problem in made.problems[:FAULTS]],
        "readings": [_problem(kept, problem) for problem in made.readings],
        "remarks": [_problem(kept, problem) for problem in made.remarks[:FAULTS]],
        "new": len(new),
        "changed": len(changed),
        "same": len(made.rows) - len(new) - len(changed),
        "alike": [
            {"line": row.line, "says": _says(kept, row), "found": {str(key): words for key, words in row.alike.items()}}
            for row in made.undecided
        ],
        "first_new": [{"line": row.line, "cells": _cells(kept, row)} for row in new[:NEW]],
        "first_changed": [
            {
                "line": row.line,
                "says": _says(kept, row),
                "changes": [[_heading(kept, name), *pair] for name, pair in row.changes.items()],
            }
            for row in changed[:CHANGED]
        ],
    }


def _problem(kept: Import, problem: Problem) -> list[Any]:
    return [problem.line, _heading(kept, problem.column), problem.words]


def _heading(kept: Import, name: str) -> str:
    """A column as the file heads it."""
    return kept.headings[kept.columns.index(name)] if name and name in kept.columns else name


def _cells(kept: Import, row: Row) -> list[str]:
    return [kept.sheet.say(row, name) for name in kept.columns if name]


def _says(kept: Import, row: Row) -> str:
    """The first cells of a line, which tell which one it is."""
    return ", ".join([cell for cell in _cells(kept, row) if cell][:3])
