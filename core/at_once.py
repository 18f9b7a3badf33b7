"""Several sums over several tables in one query: for pages that show many small numbers and should stay quick."""

from typing import Any

from django.db.models import Aggregate, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject

Sums = tuple["QuerySet[Any]", dict[str, Aggregate]]


def at_once(row: "QuerySet[Any]", **wanted: Sums) -> dict[str, dict[str, Any]]:
    """Each of `wanted`, (rows, {name: aggregate}), as a dictionary; all of them beside the one `row`, which is any row that exists.

    Where there are no rows every number is None. Moments come as text, as JSON has them.
    """
    parts = {
        f"sums_{name}": Subquery(
            rows.order_by()
            .annotate(all_of_them=Value(1))
            .values("all_of_them")
            .annotate(sums=JSONObject(**sums))
            .values("sums")
        )
        for name, (rows, sums) in wanted.items()
    }
    found = row.annotate(**parts).values(*parts).first() or {}
    return {name: found.get(f"sums_{name}") or dict.fromkeys(sums) for name, (_rows, sums) in wanted.items()}
