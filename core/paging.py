"""Pages of long lists."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import EmptyResultSet
from django.core.paginator import Page, Paginator
from django.db import connections
from django.db.models import BooleanField, F, Func, QuerySet
from django.db.models.sql.where import WhereNode
from django.http import HttpRequest

MOST = 10_000  # rows
FEW = 100  # rows, whose order costs nothing to speak of
# Of names of our own and numbers; what people typed comes as parameters.
FIRST_AND_ALL = "WITH found AS MATERIALIZED (%s) SELECT *, (SELECT count(*) FROM found) FROM found ORDER BY %s LIMIT %d"


class Among(Func):
    """`key = ANY (keys)`: unlike `key IN (keys)` of a subquery, an index of `key` finds them."""

    template, arg_joiner, output_field = "(%(expressions)s))", " = ANY (", BooleanField()


def stretch(rows: "QuerySet[Any]", start: int, stop: int) -> "QuerySet[Any]":
    """`rows[start:stop]`, chosen by their keys before anything is read beside them: thousands are put in order as narrow rows."""
    keys = rows.select_related(None).prefetch_related(None).values("pk")[start:stop]
    return _bare(rows).filter(Among(F("pk"), ArraySubquery(keys)))


def chosen(rows: "QuerySet[Any]", keys: Sequence[Any]) -> "QuerySet[Any]":
    """Those of `keys`, in the order of `rows`, under whose conditions they have been chosen."""
    return _bare(rows).filter(pk__in=keys)


def _bare(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Without its conditions: to ask them once more of rows that met every one would only take its time again."""
    bare = rows.all()
    bare.query.where = WhereNode()
    return bare


def first_and_all(rows: "QuerySet[Any]", order: Sequence[str], stop: int) -> tuple[list[Any], int]:
    """Keys of the first `stop` rows in `order`, and how many rows there are. One query, for an order that shows only when each of them has
    been looked at; it names columns and annotations.
    """
    names = dict.fromkeys(("pk", *(key.removeprefix("-") for key in order)))
    narrow = rows.order_by().select_related(None).prefetch_related(None).values_list(*names)
    try:
        sql, params = narrow.query.get_compiler(rows.db).as_sql()
    except EmptyResultSet:
        return [], 0
    with connections[rows.db].cursor() as cursor:
        cursor.execute(FIRST_AND_ALL % (sql, directions(order), stop), params)
        found = cursor.fetchall()
    return [line[0] for line in found], found[0][-1] if found else 0


def directions(order: Sequence[str]) -> str:
    """`("-rank", "pk")` in SQL, of columns that are called so."""
    return ", ".join(f'"{key.removeprefix("-")}" {"DESC" if key.startswith("-") else "ASC"}' for key in order)


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than `MOST` rows, and goes no further: who wants more narrows the list. `more` says that there are more."""

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by().values("pk")[: MOST + 1].count())

    @cached_property
    def count(self) -> int:
        return min(self._counted, MOST)

    def page(self, number: Any) -> "Page[Any]":
        number = self.validate_number(number)
        rows: Any = self.object_list
        start = (number - 1) * self.per_page
        stop = min(start + self.per_page, self.count)
        is_long = isinstance(rows, QuerySet) and self._counted > FEW
        return Page(stretch(rows, start, stop) if is_long else rows[start:stop], number, self)

    @property
    def more(self) -> bool:
        """True when the list is longer than it was counted."""
        return self._counted > MOST


def page_of(request: HttpRequest, rows: Any, size: int) -> "Page[Any]":
    """The page of a queryset that the address asks for: the first for nonsense, the last beyond the end. Two queries."""
    return CappedPaginator(rows, size).get_page(request.GET.get("page"))
