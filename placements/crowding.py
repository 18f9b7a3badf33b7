"""A department's own limit on interns at once: it warns in days whoever fills it, and refuses nobody (ADR 15)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.utils.translation import ngettext

from core.words import day
from institutions.models import Department
from placements.models import Block, Placement, Slot, SlotBlock
from placements.models.grid import Days, seated_at

ONE_DAY = timedelta(days=1)
AHEAD = timedelta(days=3 * 365)  # nobody is booked beyond
Part = tuple[Department, date, date]  # somebody’s days in one department


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


def crowds(slots: Sequence[Slot]) -> list[Crowd]:
    """Where those who come, one for each slot named, make more than a department takes, with everybody who is there.

    One query, and one more where a slot is a rotation; none where no department has a limit.
    """
    rotating = {slot.pk for slot in slots if slot.block_departments}
    blocks = SlotBlock.objects.filter(slot__in=rotating).select_related("department") if rotating else ()
    parts: dict[int, list[Part]] = defaultdict(list)
    for block in blocks:
        parts[block.slot_id].append((block.department, block.starts_on, block.ends_on))
    coming: list[Part] = []
    for slot in slots:
        if slot.starts_on and slot.ends_on:
            coming += parts[slot.pk] or [(slot.department, slot.starts_on, slot.ends_on)]
    return _beyond(coming, counted=False)


def crowds_in(department: Department, today: date) -> list[Crowd]:
    """On which days from today on more are there than the department takes. One query; none without a limit."""
    if department.interns_at_once is None:
        return []
    there = seated_at([department.pk], today, today + AHEAD)[department.pk]
    stays = [(max(first, today), last) for first, last in there]
    return [Crowd(department, *each) for each in over(stays, department.interns_at_once)]


def crowds_with(placement: Placement) -> list[Crowd]:
    """Where a placement, whose place is held already, is one of more than a department takes. Two queries, one without a limit."""
    blocks = Block.objects.for_list().filter(placement=placement)
    parts = [(block.department, block.starts_on, block.ends_on) for block in blocks]
    return _beyond(parts or [(placement.department, placement.starts_on, placement.ends_on)], counted=True)


def _beyond(coming: Sequence[Part], *, counted: bool) -> list[Crowd]:
    limited = [
        (department, (first, last)) for department, first, last in coming if department.interns_at_once is not None
    ]
    if not limited:
        return []
    departments = {department.pk: department for department, _days in limited}
    there = seated_at(
        departments, min(days[0] for _department, days in limited), max(days[1] for _department, days in limited)
    )
    found = []
    for pk, department in departments.items():
        theirs = [days for each, days in limited if each.pk == pk]
        stretches = over([*there[pk], *([] if counted else theirs)], department.interns_at_once or 0)
        met = (each for each in stretches if any(each[0] <= last and first <= each[1] for first, last in theirs))
        found += [Crowd(department, *each) for each in met]
    return found
