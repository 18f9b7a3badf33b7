"""What a line of the table is: something that is done, what it is a multiple of, and the budget."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from config.bench.filling.world import World

Act = Callable[[World], Any]
OFTEN, SELDOM, ONCE = 15, 3, 1  # rounds
QUERIES = 10  # on any page


class Kind(Enum):
    """How a multiple is meant."""

    TIME = "time"  # so many times as long as the yardstick: the less the better
    SPEED = "speed"  # so many times as fast as the yardstick: the more the better
    AMOUNT = "amount"  # no time at all: bytes, requests


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What others are measured by."""

    name: str
    act: Act
    about: str
    rounds: int = OFTEN
    times: int = 1  # done in a row, where once is too short to be measured


@dataclass(frozen=True, slots=True)
class Figure:
    """One line. `budget` is the multiple that is promised, None where nothing is; `queries` the most that it may ask."""

    group: str
    name: str
    act: Act
    over: str = "lab list"
    budget: float | None = None
    kind: Kind = Kind.TIME
    queries: int | None = None
    grows: bool = False  # measured at a hundredth of the rows too
    rounds: int = OFTEN
    unit: str = ""


@dataclass(slots=True)
class Measured:
    """What came of a figure."""

    figure: Figure
    value: float  # seconds, or the amount
    multiple: float | None
    asked: int
    growth: float | None = None
    wants: list[str] = field(default_factory=list)

    @property
    def held(self) -> bool:
        """Within every budget that it has."""
        return not self.wants


GROWTH = 1.1


def judge(measured: Measured) -> None:
    """Put down what is over its budget."""
    figure = measured.figure
    seen = measured.value if figure.kind is Kind.AMOUNT else measured.multiple
    if figure.budget is not None and seen is not None:
        good = seen >= figure.budget if figure.kind is Kind.SPEED else seen <= figure.budget
        if not good:
            measured.wants.append("speed" if figure.kind is not Kind.AMOUNT else "amount")
    if figure.queries is not None and measured.asked > figure.queries:
        measured.wants.append("queries")
    if measured.growth is not None and measured.growth > GROWTH:
        measured.wants.append("growth")
