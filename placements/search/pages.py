"""The pages of a search: each begins after a row, whatever the order; each internship with its fit to the reader's goals."""

from core.keyset import KeysetPage
from placements.fitting import judge_all, with_fit_facts
from placements.models import Slot
from placements.search.search import Search


def page_of(search: Search, size: int, *, after: str = "", before: str = "") -> KeysetPage:
    """One page. One query: which they are is found without the tables beside them, then these few are read with everything."""
    shown = with_fit_facts(search.with_keys(Slot.objects.for_list().with_my_application(search.actor)), search.goals)
    page = KeysetPage(search.in_order(), search.order, size, after=after, before=before, shown=shown)
    judge_all(page, search.goals)
    return page
