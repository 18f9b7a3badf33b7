"""Counting requests and work as they happen: by the shape of an address and by a task's name, never by person.

One table an hour for the page, which looks back a day; one that only grows for `/metrics`, which does its own arithmetic. They stand in
the cache: a portal whose cache is away counts nothing and is none the slower.
"""

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from django.core.cache import cache

from config.cache import Tables

HOUR = 3600
DAY = 24  # hours
KEEP = (DAY + 2) * HOUR  # seconds
# Upper ends in milliseconds; the last one holds everything.
BOUNDS = (25, 50, 100, 200, 300, 500, 750, 1000, 2000, 5000)
ENDLESS = "+"
ENOUGH = 5  # requests, below which nothing is said of how long a page takes
TOTALS, WORK, PULSE = "totals", "work", "pulse"
KNOWN = "known"


def tables() -> Tables:
    """The cache, as what keeps figures."""
    return cast("Tables", cache)


def hour_now() -> int:
    """The machine's hour: a shifted clock makes no page quicker."""
    return int(time.time() // HOUR)


def note_request(shape: str, status: int, seconds: float) -> None:
    """Count one request. One message to the cache."""
    place = bisect_left(BOUNDS, seconds * 1000)
    bound = str(BOUNDS[place]) if place < len(BOUNDS) else ENDLESS
    totals = {f"n|{shape}|{status // 100}xx": 1.0, f"le|{shape}|{bound}": 1.0, f"s|{shape}": seconds}
    tables().count({f"pages:{hour_now()}": {f"{shape}|{bound}": 1.0}, TOTALS: totals}, keep=KEEP)


def note_task(name: str, *, well: bool, sent: int) -> None:
    """Count one piece of work that ended, when it did, and how much mail it sent."""
    word = "ok" if well else "failed"
    tables().note(PULSE, {f"{name}|{word}": time.time()}, keep=7 * DAY * HOUR)
    counted: dict[str, dict[str, float]] = {WORK: {f"{name}|{word}": 1.0}}
    if sent:
        counted[f"mail:{hour_now()}"] = {"sent": float(sent)}
    tables().count(counted, keep=KEEP)


def note_worker(hostname: str) -> None:
    """Note that a worker is alive."""
    tables().note(PULSE, {f"worker|{hostname}": time.time()}, keep=7 * DAY * HOUR)


def note_known(names: Iterable[str]) -> None:
    """Note since when work is expected; what is known already keeps its moment."""
    pulse = tables().tables([PULSE])[0]
    if fresh := {field: time.time() for name in names if (field := f"{name}|{KNOWN}") not in pulse}:
        tables().note(PULSE, fresh, keep=7 * DAY * HOUR)


@dataclass(frozen=True, slots=True)
class PageTime:
    """How long one shape of address takes: half of its requests, and 95 of 100, in so many milliseconds; None: longer than all bounds."""

    shape: str
    requests: int
    half: int | None
    most: int | None


def slowest_pages(limit: int = 10) -> list[PageTime]:
    """Those of the last day for which 95 of 100 requests took longest."""
    now = hour_now()
    by_shape: dict[str, Counter[int]] = {}
    for table in tables().tables([f"pages:{hour}" for hour in range(now - DAY, now + 1)]):
        for field, number in table.items():
            shape, _line, bound = field.rpartition("|")
            place = len(BOUNDS) if bound == ENDLESS else BOUNDS.index(int(bound))
            by_shape.setdefault(shape, Counter())[place] += int(number)
    pages = [_page(shape, counts) for shape, counts in by_shape.items() if counts.total() >= ENOUGH]
    return sorted(pages, key=lambda page: (-(page.most or BOUNDS[-1] + 1), -page.requests, page.shape))[:limit]


def _page(shape: str, counts: Counter[int]) -> PageTime:
    return PageTime(shape, counts.total(), within(counts, 0.5), within(counts, 0.95))


def within(counts: Counter[int], part: float) -> int | None:
    """The smallest bound below which `part` of the requests lie."""
    reached, wanted = 0, part * counts.total()
    for place, bound in enumerate(BOUNDS):
        reached += counts[place]
        if reached >= wanted:
            return bound
    return None


def mail_by_hour() -> list[tuple[int, int]]:
    """(hour, how much mail left in it) of the last day, the earliest first."""
    now = hour_now()
    hours = range(now - DAY + 1, now + 1)
    return [
        (hour, int(table.get("sent", 0)))
        for hour, table in zip(hours, tables().tables([f"mail:{hour}" for hour in hours]), strict=True)
    ]
