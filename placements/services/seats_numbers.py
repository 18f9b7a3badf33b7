"""Numbering seats: pure. Who is there at the same time gets different numbers, and as few of them as can be."""

from collections.abc import Sequence
from datetime import date
from heapq import heappop, heappush


def numbered(stays: Sequence[tuple[date, date]]) -> list[int]:
    """A number from 1 for each stay [first day, day after the last), in the order given.

    Taken in order of their first day, each gets the lowest number that is free: no more numbers are used than there are people on
    the busiest day.
    """
    numbers = [0] * len(stays)
    free: list[int] = []
    leaving: list[tuple[date, int]] = []
    used = 0
    for index in sorted(range(len(stays)), key=lambda i: stays[i]):
        first, after = stays[index]
        while leaving and leaving[0][0] <= first:
            heappush(free, heappop(leaving)[1])
        if not free:
            used += 1
            heappush(free, used)
        numbers[index] = heappop(free)
        heappush(leaving, (after, numbers[index]))
    return numbers


def first_free(taken: set[int]) -> int:
    """The lowest number from 1 that is not taken."""
    return next(number for number in range(1, len(taken) + 2) if number not in taken)
