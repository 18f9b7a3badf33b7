"""How many there are, and how many each choice of a facet would leave. Counts respect every other choice that was made."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from core.paging import MOST, directions
from placements.models import Slot
from placements.search.facets import BY_NAME, CITY, Facet

Rows = QuerySet[Any]
Sql = tuple[str, Sequence[Any]]
Line = tuple[str, str | None, int]
ALL = ""  # the set under every condition; the others are called by the condition that they leave out


@dataclass(frozen=True, slots=True)
class Counted:
    """`size` of each set, no further than one beyond `MOST`; `of` each facet, how many by the key of its column, None for too many.

    `first` are the keys of the first page's rows and one more, where counting found them.
    """

    size: dict[str, int] = field(default_factory=dict)
    of: dict[str, dict[str, int] | None] = field(default_factory=dict)
    first: list[int] | None = None

    @property
    def whole(self) -> int:
        """How many there are under every condition."""
        return self.size[ALL]


# Of names of our own and numbers; what people typed comes as parameters. A set is called as the table of its columns is.
SET = "s%d AS MATERIALIZED (%s)"
BASE = "base AS MATERIALIZED (%s)"
OF_BASE = "SELECT * FROM base WHERE %s LIMIT %d"
SIZE = "n%d AS MATERIALIZED (SELECT count(*) AS n FROM s%d)"
SAY_SIZE = "SELECT '%d', NULL, n FROM n%d"
SIZE_OF = "SELECT '%d', NULL, count(*) FROM (%s) of_set"
GROUP = "SELECT '%s', (%s)::text, count(*) FROM s%d placements_slot WHERE %s GROUP BY 2"
IF_FEW = "(SELECT n FROM n%d) <= %d"
FIRST = "(SELECT '', pk::text, row_number() OVER (ORDER BY %s) AS n FROM base WHERE %s ORDER BY 3 LIMIT %d)"


def count(sets: Mapping[str, Rows], facets: Mapping[str, str], known: Mapping[str, int] | None = None) -> Counted:
    """Sizes of `sets`, and each facet counted in the set that `facets` names. One query for what is not `known`, one for all facets.

    A set of more than `MOST` is not counted by facet: that would read all of it, to say what nobody looks through.
    """
    size = _sizes({name: rows for name, rows in sets.items() if name not in (known or {})}) | dict(known or {})
    parts: list[Sql] = []
    lines: list[Sql] = []
    for number, (name, rows) in enumerate(sets.items()):
        here = [_facet(facet) for facet, where in facets.items() if where == name]
        if here and 0 < size[name] <= MOST:
            sql, params = _select(rows, here)
            parts.append((SET % (number, sql), params))
            lines += [_group(facet, number, "TRUE") for facet in here]
    return _gathered(size, facets, _ask(parts, lines))


def count_once(
    rows: Rows, conditions: Mapping[str, Q], names: Sequence[str], order: Sequence[str], first: int
) -> Counted:
    """The same where the facets of `names` are counted each without its own of `conditions`, which are what was chosen of them.

    The rows are read once, with all they are counted by: for words, which cost more to find than their choices to tell apart. Says as well
    which of those under every condition are the `first` in `order`, where one is given.
    """
    where = {name: name if name in conditions else ALL for name in names}
    flags = {f"is_{name}": ExpressionWrapper(q, output_field=BooleanField()) for name, q in conditions.items()}
    keys = [key.removeprefix("-") for key in order]
    try:
        base, params = _plain(rows.annotate(**flags), [_facet(name) for name in names], *keys, *flags)
    except EmptyResultSet:
        return Counted(dict.fromkeys((ALL, *conditions), 0), {name: {} for name in names}, [] if order else None)
    parts: list[Sql] = [(BASE % base, params)]
    lines: list[Sql] = [(FIRST % (directions(order), " AND ".join(flags), first), ())] if order else []
    sets = (ALL, *conditions)
    for number, name in enumerate(sets):
        kept = " AND ".join(f"is_{other}" for other in conditions if other != name) or "TRUE"
        parts += [(SET % (number, OF_BASE % (kept, MOST + 1)), ()), (SIZE % (number, number), ())]
        lines.append((SAY_SIZE % (number, number), ()))
        lines += [_group(_facet(facet), number, IF_FEW % (number, MOST)) for facet in names if where[facet] == name]
    said = _ask(parts, lines)
    size = {sets[int(name)]: n for name, _key, n in said if name.isdigit()}
    begin = sorted((n, int(key)) for name, key, n in said if not name and key)
    return replace(_gathered(size, where, said), first=[key for _n, key in begin] if order else None)


def _gathered(size: dict[str, int], where: Mapping[str, str], said: Iterable[Line]) -> Counted:
    of: dict[str, dict[str, int] | None] = {name: {} if size[at] <= MOST else None for name, at in where.items()}
    for name, key, n in said:
        counts = of.get(name)
        if counts is not None and key is not None:
            counts[key] = n
    return Counted(size, of)


def _sizes(sets: Mapping[str, Rows]) -> dict[str, int]:
    """Of each set, no further than one beyond `MOST`."""
    size = dict.fromkeys(sets, 0)
    lines: list[Sql] = []
    for number, rows in enumerate(sets.values()):
        with suppress(EmptyResultSet):
            sql, params = _select(rows, [])
            lines.append((SIZE_OF % (number, sql), params))
    for name, _key, n in _ask([], lines):
        size[list(sets)[int(name)]] = n
    return size


def _ask(parts: Sequence[Sql], lines: Sequence[Sql]) -> list[Line]:
    """What the database says: (a facet or a set's number, the key of its column, how many)."""
    if not lines:
        return []
    using = f"WITH {', '.join(sql for sql, _params in parts)} " if parts else ""
    asked = using + " UNION ALL ".join(sql for sql, _params in lines)
    with connection.cursor() as cursor:
        cursor.execute(asked, [param for _sql, params in (*parts, *lines) for param in params])
        found: list[Line] = cursor.fetchall()
    return found


def _facet(name: str) -> Facet:
    return BY_NAME.get(name, CITY)


def _select(rows: Rows, facets: Sequence[Facet]) -> Sql:
    """No further than one beyond `MOST`."""
    return _plain(rows, facets, *([] if facets else ["pk"]), most=MOST + 1)


def _plain(rows: Rows, facets: Sequence[Facet], *names: str, most: int | None = None) -> Sql:
    """The columns that the facets are made of, and those of `names`."""
    given = {facet.alias: facet.column for facet in facets if not facet.made_of}
    columns = dict.fromkeys((*names, *given, *(name for facet in facets for name in facet.made_of)))
    plain = rows.order_by().select_related(None).annotate(**given).values_list(*columns)
    sql, params = plain[:most].query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    return sql, params


def _group(facet: Facet, number: int, when: str) -> Sql:
    sql, params = _cases(facet.name) if facet.made_of else (facet.alias, ())
    return GROUP % (facet.name, sql, number, when), params


@cache
def _cases(name: str) -> Sql:
    """A facet's cases in SQL, the same at every search."""
    query = Slot.objects.annotate(found=BY_NAME[name].column).query
    sql, params = query.get_compiler(DEFAULT_DB_ALIAS).compile(query.annotations["found"])
    return sql, tuple(params)
