"""Stretches of days, first and last both counted. A stretch without an end ends on `FOREVER`."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

Span = tuple[date, date]
FOREVER = date.max
ONE_DAY = timedelta(days=1)


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same days in the fewest stretches, in order."""
    out: list[Span] = []
    for first, last in sorted(spans):
        if out and (out[-1][1] == FOREVER or first <= out[-1][1] + ONE_DAY):
            if last > out[-1][1]:
                out[-1] = (out[-1][0], last)
        else:
            out.append((first, last))
    return out


def common(some: list[Span], others: list[Span]) -> list[Span]:
    """The days that are in both."""
    both = ((max(a[0], b[0]), min(a[1], b[1])) for a in some for b in others)
    return joined(span for span in both if span[0] <= span[1])


def reach(spans: list[Span], day: date) -> date | None:
    """The last day of the unbroken stretch around `day`; None where `day` is in no stretch."""
    return next((last for first, last in spans if first <= day <= last), None)


@lru_cache(maxsize=4096)  # a cohort's records are of few days
def months_after(day: date, months: int) -> date:
    """The same day of the month, `months` later; the month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > FOREVER.year:
        return FOREVER
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def together(spans: list[Span], count: int, gap_days: int) -> list[Span]:
    """The days on which `count` of `spans` hold at once, their first days each at least `gap_days` after the one before.

    For each last day: of those that hold until then or longer, the earliest that keep the distance say from when on.
    """
    if count == 1:
        return joined(spans)
    spans = sorted(spans)
    out = []
    for last in {span[1] for span in spans}:
        begun = _earliest([first for first, end in spans if end >= last], count, timedelta(days=gap_days))
        if begun is not None and begun <= last:
            out.append((begun, last))
    return joined(out)


def _earliest(firsts: list[date], count: int, gap: timedelta) -> date | None:
    """The day of the last of `count`, taken as early as the distance allows. `firsts` are in order."""
    taken: date | None = None
    for first in firsts:
        if taken is None or first - taken >= gap:
            taken, count = first, count - 1
            if count == 0:
                return taken
    return None


def most_together(firsts: Iterable[date], gap_days: int) -> int:
    """How many of `firsts` keep the distance."""
    taken: date | None = None
    count = 0
    for first in sorted(firsts):
        if taken is None or first - taken >= timedelta(days=gap_days):
            taken, count = first, count + 1
    return count


def seasons_between(opens: tuple[int, int], closes: tuple[int, int], first: date, last: date) -> list[Span]:
    """The seasons, each (month, day) to (month, day), that may touch `first` to `last`, a year to spare on both sides."""
    over = 1 if closes < opens else 0
    years = range(max(first.year - 2, 1), min(last.year + 2, FOREVER.year - 1))
    return [(date(year, *opens), date(year + over, *closes)) for year in years]


def between(spans: list[Span]) -> list[Span]:
    """The days between one stretch and the next. `spans` are in order and apart."""
    gaps = ((a[1] + ONE_DAY, b[0] - ONE_DAY) for a, b in pairwise(spans))
    return [gap for gap in gaps if gap[0] <= gap[1]]
