"""Pages of long lists."""

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

MOST = 10_000  # rows


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than `MOST` rows, and goes no further: who wants more narrows the list. `more` says that there are more."""

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by().values("pk")[: MOST + 1].count())

    @cached_property
    def count(self) -> int:
        return min(self._counted, MOST)

    @property
    def more(self) -> bool:
        """True when the list is longer than it was counted."""
        return self._counted > MOST


def page_of(request: HttpRequest, rows: Any, size: int) -> "Page[Any]":
    """The page of a queryset that the address asks for: the first for nonsense, the last beyond the end. Two queries."""
    return CappedPaginator(rows, size).get_page(request.GET.get("page"))
