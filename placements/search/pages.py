"""The pages of a search: each begins after a row, whatever the order; each internship with its fit to the reader's goals."""

from core.keyset import KeysetPage
from placements.fitting import judge_all, with_fit_facts
from placements.search.search import Search


def page_of(search: Search, size: int, *, after: str = "", before: str = "") -> KeysetPage:
    """One page. One query."""
    rows = with_fit_facts(search.in_order(), search.goals)
    page = KeysetPage(rows, search.order, size, after=after, before=before)
    judge_all(page, search.goals)
    return page
