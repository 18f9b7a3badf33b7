"""Pages of long lists."""

from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, F, Func, QuerySet
from django.db.models.sql.where import WhereNode
from django.http import HttpRequest

MOST = 10_000  # rows
FEW = 100  # rows, whose order costs nothing to speak of


class _Among(Func):
    """`key = ANY (keys)`."""

    template, arg_joiner, output_field = "(%(expressions)s))", " = ANY (", BooleanField()


def stretch(rows: "QuerySet[Any]", start: int, stop: int) -> "QuerySet[Any]":
    """`rows[start:stop]`, chosen by their keys before anything is read beside them: thousands are put in order as narrow rows."""
    keys = rows.select_related(None).prefetch_related(None).values("pk")[start:stop]
    chosen = rows.all()
    # The keys have been chosen under every condition: to ask it of the rows once more would only take its time again.
    chosen.query.where = WhereNode()
    return chosen.filter(_Among(F("pk"), ArraySubquery(keys)))


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
