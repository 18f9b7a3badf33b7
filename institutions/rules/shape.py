"""A rule and its JSON form.

    {"holds": "through", "any": [[{"kind": "mmr-dose", "count": 2, "gap_days": 28}],
                                 [{"kind": "mmr-titre", "where": ["result", "is", "positive"]}]]}

`any` lists alternatives, each the clauses that must all be answered. What a clause leaves out is: one record, no distance, no condition,
whenever, valid for ever. `"after": {"kind": "hepb-dose", "from": 28, "to": 56}` counts records of so many days after a series of another
kind was complete. `parse` reads exactly this and raises `BadRule` for anything else; that kinds and fields exist is the caller's to check.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

MOST_ALTERNATIVES = 6
MOST_CLAUSES = 6
MOST_RECORDS = 10
MOST_MONTHS = 1200
MOST_DAYS = 3660


class Op(StrEnum):
    """How a value is compared."""

    IS = "is"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Valid(StrEnum):
    """For how long a record answers a clause, from its date."""

    FOREVER = "forever"
    MONTHS = "months"
    OWN = "own"  # until the last day that the record itself states; one that states none does not count
    SEASON = "season"  # until the next season opens; asked only on days within a season


class BadRule(ValueError):
    """Data that is no rule. `path` is where: ("any", 0, 1, "count")."""

    def __init__(self, path: tuple[str | int, ...]) -> None:
        self.path = path
        super().__init__(".".join(map(str, path)))


@dataclass(frozen=True, slots=True)
class Condition:
    """What a record's field must say."""

    field: str
    op: Op
    value: str | float | bool


@dataclass(frozen=True, slots=True)
class After:
    """Taken from `least` to `most` days after the series of another kind, as the same alternative asks for it, was complete."""

    kind: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Clause:
    """So many records of one kind."""

    kind: str
    count: int = 1
    gap_days: int = 0
    where: Condition | None = None
    after: After | None = None
    valid: Valid = Valid.FOREVER
    months: int = 0
    opens: tuple[int, int] = (9, 1)  # month and day
    closes: tuple[int, int] = (3, 31)


@dataclass(frozen=True, slots=True)
class Rule:
    """Any of the alternatives, each all of its clauses; on the first day, or on every day through the last."""

    any: tuple[tuple[Clause, ...], ...]
    through: bool = True
    kinds: frozenset[str] = field(init=False, compare=False, repr=False)
    """The kinds of evidence that it speaks of."""

    def __post_init__(self) -> None:
        clauses = [clause for alternative in self.any for clause in alternative]
        kinds = frozenset({clause.kind for clause in clauses} | {c.after.kind for c in clauses if c.after})
        object.__setattr__(self, "kinds", kinds)


def parse(data: Any) -> Rule:
    """The rule that `data`, as read from JSON, stands for. Raises BadRule."""
    if not isinstance(data, Mapping) or set(data) != {"any", "holds"}:
        raise BadRule(())
    if data["holds"] not in {"through", "first_day"}:
        raise BadRule(("holds",))
    alternatives = _list(data["any"], MOST_ALTERNATIVES, ("any",))
    return Rule(
        any=tuple(
            tuple(
                _clause(clause, ("any", a, c)) for c, clause in enumerate(_list(alternative, MOST_CLAUSES, ("any", a)))
            )
            for a, alternative in enumerate(alternatives)
        ),
        through=data["holds"] == "through",
    )


def dump(rule: Rule) -> dict[str, Any]:
    """The JSON form, which `parse` reads back."""
    return {
        "holds": "through" if rule.through else "first_day",
        "any": [[_dumped(clause) for clause in alternative] for alternative in rule.any],
    }


def _dumped(clause: Clause) -> dict[str, Any]:
    out: dict[str, Any] = {"kind": clause.kind}
    if clause.count != 1:
        out["count"] = clause.count
    if clause.gap_days:
        out["gap_days"] = clause.gap_days
    if clause.where:
        out["where"] = [clause.where.field, str(clause.where.op), clause.where.value]
    if clause.after:
        out["after"] = {"kind": clause.after.kind, "from": clause.after.least, "to": clause.after.most}
    if clause.valid is Valid.MONTHS:
        out["valid"] = {"for": "months", "months": clause.months}
    elif clause.valid is Valid.SEASON:
        out["valid"] = {"for": "season", "opens": list(clause.opens), "closes": list(clause.closes)}
    elif clause.valid is Valid.OWN:
        out["valid"] = {"for": "own"}
    return out


def _list(data: Any, most: int, path: tuple[str | int, ...]) -> list[Any]:
    if not isinstance(data, list) or not 1 <= len(data) <= most:
        raise BadRule(path)
    return data


def _clause(data: Any, path: tuple[str | int, ...]) -> Clause:
    if not isinstance(data, Mapping) or not set(data) <= {"kind", "count", "gap_days", "where", "after", "valid"}:
        raise BadRule(path)
    if not isinstance(data.get("kind"), str) or not data["kind"]:
        raise BadRule((*path, "kind"))
    return Clause(
        kind=data["kind"],
        count=_whole(data.get("count", 1), 1, MOST_RECORDS, (*path, "count")),
        gap_days=_whole(data.get("gap_days", 0), 0, MOST_DAYS, (*path, "gap_days")),
        where=_condition(data.get("where"), (*path, "where")),
        after=_after(data.get("after"), data["kind"], (*path, "after")),
        **_validity(data.get("valid", {"for": "forever"}), (*path, "valid")),
    )


def _whole(data: Any, least: int, most: int, path: tuple[str | int, ...]) -> int:
    if not isinstance(data, int) or isinstance(data, bool) or not least <= data <= most:
        raise BadRule(path)
    return data


def _condition(data: Any, path: tuple[str | int, ...]) -> Condition | None:
    if data is None:
        return None
    if not isinstance(data, list) or len(data) != 3:
        raise BadRule(path)
    field, op, value = data
    if not isinstance(field, str) or op not in set(Op) or not isinstance(value, str | int | float):
        raise BadRule(path)
    if op != Op.IS and isinstance(value, str | bool):
        raise BadRule(path)
    return Condition(field, Op(op), value)


def _after(data: Any, kind: str, path: tuple[str | int, ...]) -> After | None:
    if data is None:
        return None
    if not isinstance(data, Mapping) or set(data) != {"kind", "from", "to"}:
        raise BadRule(path)
    if not isinstance(data["kind"], str) or data["kind"] in {"", kind}:
        raise BadRule((*path, "kind"))
    least = _whole(data["from"], 0, MOST_DAYS, (*path, "from"))
    return After(data["kind"], least, _whole(data["to"], least, MOST_DAYS, (*path, "to")))


def _validity(data: Any, path: tuple[str | int, ...]) -> dict[str, Any]:
    if not isinstance(data, Mapping) or data.get("for") not in set(Valid):
        raise BadRule(path)
    valid = Valid(data["for"])
    wanted = {Valid.MONTHS: {"months"}, Valid.SEASON: {"opens", "closes"}}.get(valid, set())
    if set(data) != {"for"} | wanted:
        raise BadRule(path)
    if valid is Valid.MONTHS:
        return {"valid": valid, "months": _whole(data["months"], 1, MOST_MONTHS, (*path, "months"))}
    if valid is Valid.SEASON:
        return {"valid": valid, **{name: _day_of_year(data[name], (*path, name)) for name in ("opens", "closes")}}
    return {"valid": valid}


def _day_of_year(data: Any, path: tuple[str | int, ...]) -> tuple[int, int]:
    """(month, day) of any year: 29 February is none."""
    try:
        month, day = data
        date(2001, month, day)
    except (TypeError, ValueError) as error:
        raise BadRule(path) from error
    return month, day
