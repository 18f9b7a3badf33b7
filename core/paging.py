"""Pages of long lists."""

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator

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
