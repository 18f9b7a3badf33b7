"""A department's own limit on interns at once: it warns in days whoever fills it, and refuses nobody (ADR 15)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.utils.translation import ngettext

from core.words import day
from institutions.models import Department
from placements.models.loads import Days, seated_at

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Days on which a department has more people than it takes at once, whoever sent them."""

    department: Department
    first: date
    last: date
    people: int  # on the fullest of them

    def __str__(self) -> str:
        limit = self.department.interns_at_once or 0
        words = ngettext(
            "%(department)s takes %(n)d intern at once: %(people)d on some days from %(first)s to %(last)s.",
            "%(department)s takes %(n)d interns at once: %(people)d on some days from %(first)s to %(last)s.",
            limit,
        )
        told = {"department": self.department.name, "n": limit, "people": self.people}
        return words % {**told, "first": day(self.first), "last": day(self.last)}


def over(stays: Iterable[Days], limit: int) -> list[tuple[date, date, int]]:
    """The stretches of days on which more than `limit` are there, each with the number on its fullest day. Pure."""
    change: dict[date, int] = defaultdict(int)
    for first, last in stays:
        change[first] += 1
        change[last + ONE_DAY] -= 1
    found: list[tuple[date, date, int]] = []
    there = 0
    for begins, after in pairwise(sorted(change)):
        there += change[begins]
        if there <= limit:
            continue
        if found and found[-1][1] + ONE_DAY == begins:
            found[-1] = (found[-1][0], after - ONE_DAY, max(found[-1][2], there))
        else:
            found.append((begins, after - ONE_DAY, there))
    return found


def crowds(coming: Sequence[tuple[Department, date, date]], *, seated: bool = False) -> list[Crowd]:
    """Where those who come, counted already when `seated`, make more than a department takes. One query, none where none has a limit."""
    limited = [
        (department, (first, last)) for department, first, last in coming if department.interns_at_once is not None
    ]
    if not limited:
        return []
    departments = {department.pk: department for department, _days in limited}
    first, last = min(days[0] for _department, days in limited), max(days[1] for _department, days in limited)
    there = seated_at(departments, first, last)
    found = []
    for pk, department in departments.items():
        theirs = [days for each, days in limited if each.pk == pk]
        stretches = over([*there[pk], *([] if seated else theirs)], department.interns_at_once or 0)
        found += [
            Crowd(department, *stretch)
            for stretch in stretches
            if any(stretch[0] <= days[1] and days[0] <= stretch[1] for days in theirs)
        ]
    return found
