"""The table, as it is printed and as docs/performance.md keeps it."""

import os
import platform
from collections.abc import Iterator, Sequence
from datetime import date

import django
from django.db import connection

from config.bench.chart import drawn
from config.bench.figures import GROWTH, Kind, Measured, Yardstick
from config.bench.filling.sizes import Sizes

PICTURE = "performance.svg"
NOT_MEASURED = (
    "Promised and not measured here: the allocation, which is not built yet; Lighthouse’s score, which needs Node; "
    "what a page weighs in Urdu."
)
HEADS = ("What", "Median", "Multiple", "Budget", "Growth", "Queries", "Held")


def cells(row: Measured) -> tuple[str, ...]:
    """One line in words."""
    figure = row.figure
    return (
        figure.name,
        amount(row.value, figure.unit) if figure.kind is Kind.AMOUNT else span(row.value),
        f"{plain(row.multiple)} × {figure.over}" if row.multiple is not None else "",
        _budget(row),
        f"{row.growth:.2f}" if row.growth is not None else "",
        _queries(row),
        "yes" if row.held else f"**no** ({', '.join(row.wants)})",
    )


def _budget(row: Measured) -> str:
    figure = row.figure
    if figure.budget is None:
        return ""
    sign = "≥" if figure.kind is Kind.SPEED else "≤"
    return f"{sign} {plain(figure.budget)}" + (" ×" if figure.kind is not Kind.AMOUNT else f" {figure.unit}".rstrip())


def _queries(row: Measured) -> str:
    if row.figure.kind is Kind.AMOUNT or row.asked == 0:
        return ""
    return f"{row.asked} of {row.figure.queries}" if row.figure.queries else str(row.asked)


def span(seconds: float) -> str:
    """A time with three digits that mean something."""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.{3 if seconds < 0.001 else 1}f} ms"


def amount(value: float, unit: str) -> str:
    """Bytes or a number."""
    return f"{value:.1f} {unit}" if unit else f"{value:.0f}"


def plain(number: float) -> str:
    """A multiple: two digits below ten."""
    return f"{number:.3g}" if number < 10 else f"{number:.0f}"


def printed(rows: Sequence[Measured]) -> Iterator[str]:
    """For a terminal."""
    for row in rows:
        name, median, multiple, budget, growth, queries, held = cells(row)
        yield f"{name:<58} {median:>10}  {multiple:<24} {budget:<8} {growth:>5} {queries:>9}  {held.replace('*', '')}"


def document(
    rows: Sequence[Measured],
    yardsticks: Sequence[Yardstick],
    sticks: dict[str, float],
    size: Sizes,
    *,
    rounds: int,
    day: date,
) -> str:
    """docs/performance.md, whole."""
    groups = list(dict.fromkeys(row.figure.group for row in rows))
    lines = [
        "# Performance",
        "",
        "Written by `python3 manage.py bench`; do not edit. Every figure is a multiple of a yardstick that was measured in the same",
        "rounds, one after the other, so that a busy minute slows both alike; medians. Pages are asked for through the whole stack in",
        "one process: every middleware, session, template; no socket. What is written is taken back after each round.",
        "",
        *(f"- {line}" for line in facts(size, rounds=rounds, day=day)),
        "",
        "## Yardsticks",
        "",
        "| Yardstick | Median | What it is |",
        "|---|---|---|",
        *(f"| {y.name} | {span(sticks[y.name])} | {y.about} |" for y in yardsticks),
    ]
    for group in groups:
        lines += ["", f"## {group}", "", f"| {' | '.join(HEADS)} |", f"|{'---|' * len(HEADS)}"]
        lines += [f"| {' | '.join(cells(row))} |" for row in rows if row.figure.group == group]
        if group in {row.figure.group for row in drawn(rows)}:
            lines += ["", f"![{group}, with a hundredth of the rows and with all of them]({PICTURE})"]
    held = sum(row.held for row in rows)
    lines += [
        "",
        f"{held} of {len(rows)} lines hold. Growth is the time with all rows against the time with a hundredth of them, at most {GROWTH}.",
        "",
        NOT_MEASURED,
    ]
    return "\n".join(lines) + "\n"


def facts(size: Sizes, *, rounds: int, day: date) -> Iterator[str]:
    """What it was measured on."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = str(cursor.fetchone()[0]).split()[0]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    yield f"{day:%-d %B %Y}; {os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB of memory, {rounds} rounds"
    yield f"Python {platform.python_version()}, Django {django.get_version()}, PostgreSQL {server}"
    yield (
        f"{size.slots:,} slots of {size.partners:,} partners; {size.students:,} students of {size.institutes:,} institutes with "
        f"{size.students * (size.wishes + 1):,} applications; {size.messages:,} messages"
    )
