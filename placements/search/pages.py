"""The pages of a search: each begins after a row, whatever the order; each internship with its fit to the reader's goals."""

from core.keyset import KeysetPage
from placements.fitting import judge_all, with_fit_facts
from placements.search.counting import Counted
from placements.search.search import Search


def look(search: Search, *, after: str = "", before: str = "") -> tuple[KeysetPage, Counted]:
    """One page, and what it was counted by. At most three queries; one more for a first page in an order that has to look at everything."""
    begins = not (after or before)
    counted = search.count_and_find() if begins else search.count()
    first = counted.first if begins else None
    rows = with_fit_facts(search.in_order(chosen=first is not None), search.goals)
    page = KeysetPage(rows, search.order, search.PAGE, after=after, before=before, first=first)
    judge_all(page, search.goals)
    return page, counted
