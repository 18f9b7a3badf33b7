"""Whether records answer a rule over a stretch of days.

Each record answers a clause on some days. A clause holds on the days when enough of them do at once, an alternative on the days that its
clauses have in common, the rule on every day that any alternative holds: a renewal takes over where the old record ends. So more
records never make it worse, their order does not matter, and a later last day never makes it better.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from institutions.rules.days import (
    FOREVER,
    ONE_DAY,
    Span,
    between,
    common,
    joined,
    months_after,
    most_together,
    reach,
    seasons_between,
    together,
)
from institutions.rules.shape import After, Clause, Condition, Op, Rule, Valid


class Standing(StrEnum):
    """How a student stands with one requirement."""

    MET = "met"
    WAITING = "waiting"  # what was submitted would meet it, and is not verified yet
    EXPIRES = "expires"  # it holds on the first day, not through the last
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Held:
    """One record as a rule sees it. Rejected ones are left out by the caller."""

    kind: str
    on: date
    until: date | None
    values: Mapping[str, Any]
    verified: bool


@dataclass(frozen=True, slots=True)
class Lack:
    """A clause that is not answered: how many records count towards it on the first day, and until when it held, if it did."""

    clause: Clause
    have: int
    holds_until: date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer. `lacks` has an entry for each alternative, with what it still wants; empty when the rule is met.

    `holds_until` is the last day of the stretch that began on or before the first day; None for no end, or when nothing holds.
    """

    standing: Standing
    lacks: tuple[tuple[Lack, ...], ...] = ()
    holds_until: date | None = None

    @property
    def is_met(self) -> bool:
        """True when nothing more is wanted."""
        return self.standing is Standing.MET


def judge(rule: Rule, held: Sequence[Held], *, first_day: date, last_day: date, explain: bool = True) -> Outcome:
    """How the records in `held` answer `rule` for somebody who is there from `first_day` through `last_day`.

    Without `explain` what is lacking is left out: a table of thousands asks for the standing alone.
    """
    wanted = last_day if rule.through else first_day
    verified = [record for record in held if record.verified]
    sure = reach(_days(rule, verified, first_day, wanted), first_day)
    if sure is not None and sure >= wanted:
        return Outcome(Standing.MET, holds_until=_stated(sure))
    hoped = sure if len(verified) == len(held) else reach(_days(rule, held, first_day, wanted), first_day)
    if hoped is not None and hoped >= wanted:
        return Outcome(Standing.WAITING, holds_until=_stated(hoped))
    lacks = tuple(_lacks(alternative, held, first_day, wanted) for alternative in rule.any) if explain else ()
    if hoped is not None:
        return Outcome(Standing.EXPIRES, lacks, hoped)
    return Outcome(Standing.MISSING, lacks)


def _stated(day: date) -> date | None:
    return None if day == FOREVER else day


def _days(rule: Rule, held: Sequence[Held], first: date, last: date) -> list[Span]:
    """The days on which the rule holds."""
    found: list[Span] = []
    for alternative in rule.any:
        days = _clause_days(alternative[0], alternative, held, first, last)
        for clause in alternative[1:]:
            days = common(days, _clause_days(clause, alternative, held, first, last)) if days else days
        found += days
    return joined(found)


def _clause_days(
    clause: Clause, alternative: Iterable[Clause], held: Sequence[Held], first: date, last: date
) -> list[Span]:
    """The days on which one clause holds: enough records at once; and, where it is asked in season only, the days between seasons."""
    days = together(_spans(clause, alternative, held), clause.count, clause.gap_days)
    if clause.valid is Valid.SEASON:
        return joined([*days, *between(joined(seasons_between(clause.opens, clause.closes, first, last)))])
    return days


def _spans(clause: Clause, alternative: Iterable[Clause], held: Sequence[Held]) -> list[Span]:
    """The days of each record that counts."""
    counting = [record for record in held if record.kind == clause.kind and _fits(clause, record)]
    if clause.after and counting:
        counting = _in_time(clause.after, counting, _completed(clause.after, alternative, held))
    spans = ((record.on, _end(clause, record)) for record in counting)
    return [(first, last) for first, last in spans if last is not None and first <= last]


def _in_time(after: After, records: Iterable[Held], completed: Sequence[date]) -> list[Held]:
    """Those of the right distance to any day on which the series was complete."""
    return [r for r in records if any(after.least <= (r.on - day).days <= after.most for day in completed)]


def _completed(after: After, alternative: Iterable[Clause], held: Iterable[Held]) -> list[date]:
    """The days of records that complete the series of the other kind: with enough before them, far enough apart.

    One record more only adds days, so that nobody stands worse for a dose too many.
    """
    series = next((clause for clause in alternative if clause.kind == after.kind), Clause(after.kind))
    firsts = [record.on for record in held if record.kind == series.kind and _fits(series, record)]
    gap = timedelta(days=series.gap_days)
    return [day for day in set(firsts) if most_together(_before(firsts, day, gap), series.gap_days) >= series.count - 1]


def _before(firsts: list[date], day: date, gap: timedelta) -> list[date]:
    """Those that may come before `day` in a series; of several on the day itself, all but one where no distance is asked."""
    earlier = [first for first in firsts if first < day and day - first >= gap]
    return earlier if gap else [*earlier, *[day] * (firsts.count(day) - 1)]


def _end(clause: Clause, record: Held) -> date | None:
    """The last day on which `record` answers `clause`; None when it does not count at all."""
    if clause.valid is Valid.FOREVER:
        return FOREVER
    if clause.valid is Valid.MONTHS:
        return months_after(record.on, clause.months)
    if clause.valid is Valid.OWN:
        return record.until
    return _next_opening(clause.opens, record.on) - ONE_DAY


def _next_opening(opens: tuple[int, int], day: date) -> date:
    """The first day after `day` on which a season opens."""
    this_year = date(day.year, *opens)
    return this_year if this_year > day else date(day.year + 1, *opens)


def _fits(clause: Clause, record: Held) -> bool:
    return clause.where is None or holds(clause.where, record.values)


def holds(condition: Condition, values: Mapping[str, Any]) -> bool:
    """True when the field says what it must. Numbers may be written as text; what cannot be compared does not fit."""
    value = values.get(condition.field)
    if value is None or value == "":
        return False
    if isinstance(condition.value, bool):
        return value is condition.value
    if isinstance(condition.value, str):
        return str(value).casefold() == condition.value.casefold()
    try:
        number = float(value)
    except (TypeError, ValueError):
        return False
    if condition.op is Op.AT_LEAST:
        return number >= condition.value
    return number <= condition.value if condition.op is Op.AT_MOST else number == condition.value


def _lacks(alternative: Iterable[Clause], held: Sequence[Held], first: date, last: date) -> tuple[Lack, ...]:
    """What one alternative still wants."""
    out, clauses = [], tuple(alternative)
    for clause in clauses:
        until = reach(_clause_days(clause, clauses, held, first, last), first)
        if until is None or until < last:
            there = (span[0] for span in _spans(clause, clauses, held) if span[0] <= first <= span[1])
            out.append(Lack(clause, most_together(there, clause.gap_days), until))
    return tuple(out)
