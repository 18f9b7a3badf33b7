"""The pages of a search: those that fit best first where the reader has goals, everything else in its order."""

from typing import Any

from core.keyset import Cut, KeysetPage
from placements.fitting import CANDIDATES, judge_all, with_fit_facts
from placements.search.search import Search

FIT = "fit-"  # what the tokens of pages in the order of fit begin with


class FitPage:
    """A page of the candidates, put in the order of fit: as a `KeysetPage` is read. Behind the last candidate the order goes on."""

    def __init__(self, candidates: list[Any], keys: tuple[str, ...], size: int, offset: int, *, more: bool) -> None:
        # Python sorts stably: what fits alike stays in the order of its deadline.
        ranked = sorted(candidates, key=lambda slot: (getattr(slot, "shut", 0), -slot.fit.order))
        self.object_list = ranked[offset : offset + size]
        self.start, self.end = offset + 1, offset + len(self.object_list)
        self.has_previous = offset > 0
        self.previous = f"{FIT}{max(0, offset - size)}" if offset else ""
        self.next = f"{FIT}{self.end}" if self.end < len(ranked) else ""
        if not self.next and more:
            last = candidates[-1]
            self.next = Cut(tuple(getattr(last, key.removeprefix("-")) for key in keys), len(candidates)).token()
        self.has_next = bool(self.next)

    def __len__(self) -> int:
        return len(self.object_list)

    def __iter__(self) -> Any:
        return iter(self.object_list)


def page_of(search: Search, size: int, *, after: str = "", before: str = "") -> FitPage | KeysetPage:
    """One page, each internship with its `fit` to the reader's goals. One query."""
    rows = with_fit_facts(search.in_order(), search.goals)
    token = after or before
    if search.by_fit and (not token or token.startswith(FIT)):
        first = judge_all(rows.order_by(*search.order)[: CANDIDATES + 1], search.goals)
        number = token.removeprefix(FIT)
        offset = int(number) if number.isdecimal() and int(number) < CANDIDATES else 0
        return FitPage(first[:CANDIDATES], search.order, size, offset, more=len(first) > CANDIDATES)
    page = KeysetPage(rows, search.order, size, after=after, before=before)
    judge_all(page, search.goals)
    return page
