"""Ratings term by term and supervisor by supervisor. Pure: knows no table. Fewer than `ENOUGH` people are said to be few, and no more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

ENOUGH = 5  # people; of fewer it could be guessed who said what
JUNE = 6
PERCENT = 100


@dataclass(frozen=True, slots=True)
class Said:
    """What one student answered: under which heading it is counted, and the ranks that were given."""

    group: str
    student: int
    ranks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One term, or one supervisor: how many said something, and of their answers how many stood at the two highest steps.

    `high` and `given` are None where too few spoke.
    """

    group: str
    people: int
    high: int | None = None
    given: int | None = None

    @property
    def share(self) -> int | None:
        """In percent; a share of answers, not a mean of steps."""
        return None if self.high is None or not self.given else round(PERCENT * self.high / self.given)


def term_of(last_day: date) -> str:
    """The half-year in which a stay ended; sorts by time."""
    half = _("January to June") if last_day.month <= JUNE else _("July to December")
    return f"{last_day.year}, {half}"


def points_of(said: Iterable[Said], groups: Sequence[str], high_from: int) -> list[Point]:
    """A point for each of `groups`, in their order. `high_from` is the lower of the two highest ranks."""
    found = list(said)
    points = []
    for group in groups:
        mine = [one for one in found if one.group == group]
        people = len({one.student for one in mine})
        ranks = [rank for one in mine for rank in one.ranks]
        counted = people >= ENOUGH
        high = sum(rank >= high_from for rank in ranks) if counted else None
        points.append(Point(group, people, high, len(ranks) if counted else None))
    return points
