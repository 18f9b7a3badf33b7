"""Summaries of ordinal judgements. Points of a scale are ranks, not amounts: they are counted and put in order, never added up.

Pure: knows no table. "Not observed" is counted beside the points, not among them.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Distribution:
    """How often each rank was given (lowest rank first, ranks that were never given included), and how often none could be."""

    counts: tuple[tuple[int, int], ...]
    unseen: int

    @property
    def given(self) -> int:
        """How many judgements have a rank."""
        return sum(count for _rank, count in self.counts)

    @property
    def median(self) -> tuple[int, int] | None:
        """The lower and upper median rank: equal for an odd number of judgements. None without any.

        Between two ranks there is nothing, so an even number may have two medians.
        """
        if not self.given:
            return None
        return self._rank_at((self.given - 1) // 2), self._rank_at(self.given // 2)

    def _rank_at(self, index: int) -> int:
        """The rank of the judgement at `index`, counted from 0 in ascending order."""
        passed = 0
        for rank, count in self.counts:
            passed += count
            if index < passed:
                return rank
        raise IndexError(index)


def distribution(ranks: Iterable[int | None], *, points: Iterable[int]) -> Distribution:
    """Summarise `ranks` (None is "not observed") over the scale's `points`. Raises ValueError for a rank that the scale has not."""
    judgements = list(ranks)
    seen = Counter(rank for rank in judgements if rank is not None)
    scale = sorted(points)
    if strange := set(seen) - set(scale):
        raise ValueError(f"not on the scale: {sorted(strange)}")
    return Distribution(counts=tuple((rank, seen[rank]) for rank in scale), unseen=judgements.count(None))


ENOUGH_TO_TELL = 4  # fewer answers are often alike


def is_one_line(chosen: Iterable[str]) -> bool:
    """True when all answers are one and the same step: perhaps so, perhaps in haste. "Not observed" is no step."""
    given = list(chosen)
    return len(given) >= ENOUGH_TO_TELL and len(set(given)) == 1 and given[0].isdigit()
