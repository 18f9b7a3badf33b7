"""The pages of a search: each begins after a row, whatever the order; each internship with its fit to the reader's goals."""

from core.keyset import KeysetPage
from placements.fitting import judge_all, with_fit_facts
from placements.search.search import Search


def page_of(search: Search, *, after: str = "", before: str = "") -> KeysetPage:
    """One page. One query, and one more where an order by words or fit has to look at everything."""
    first = None if after or before else search.find_first()
    rows = with_fit_facts(search.in_order(chosen=first is not None), search.goals)
    page = KeysetPage(rows, search.order, search.PAGE, after=after, before=before, first=first)
    judge_all(page, search.goals)
    return page
