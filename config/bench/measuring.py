"""Measuring: everything in turn, round after round, so that whatever slows the machine slows yardsticks and figures alike."""

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from statistics import median
from time import perf_counter

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import CaptureQueriesContext

from config.bench.databases import inside
from config.bench.figures import OFTEN, Act, Figure, Kind, Measured, Yardstick, judge
from config.bench.filling.world import World

Tell = Callable[[str], None]
FULL, SMALL = "full", "small"
Place = tuple[BaseDatabaseWrapper, World]
Times = dict[tuple[str, str], list[float]]


def measure(
    figures: Sequence[Figure], yardsticks: Sequence[Yardstick], places: dict[str, Place], tell: Tell, *, rounds: int
) -> tuple[list[Measured], dict[str, float]]:
    """Each figure with its median, its multiple, its queries; and the yardsticks’ medians. `rounds` is the most that any gets."""
    asked = _warm_up(figures, yardsticks, places)
    times: Times = defaultdict(list)
    most = min(rounds, max([*(figure.rounds for figure in figures), *(stick.rounds for stick in yardsticks)]))
    for number in range(most):
        tell(f"round {number + 1} of {most}")
        for kind, (database, world) in places.items():
            with inside(database):
                _round(_in_turn(figures, kind, number), _in_turn(yardsticks, kind, number), kind, world, times)
    sticks = {y.name: median(times[FULL, y.name]) for y in yardsticks}
    return [_result(figure, times, sticks, asked[figure.name]) for figure in figures], sticks


def _in_turn(items: Iterable[Figure | Yardstick], kind: str, number: int) -> list[Figure | Yardstick]:
    """What is measured in this round: in the small database only what grows, and the yardsticks that show how it ran meanwhile."""
    due = [item for item in items if number < item.rounds]
    return due if kind == FULL else [item for item in due if isinstance(item, Figure) and item.grows]


def _warm_up(
    figures: Sequence[Figure], yardsticks: Sequence[Yardstick], places: dict[str, Place]
) -> dict[str, tuple[int, float]]:
    """Everything once, unmeasured: what is kept afterwards is kept now. Returns what each figure asked, and the amounts."""
    found: dict[str, tuple[int, float]] = {}
    everything: list[Figure | Yardstick] = [*yardsticks, *figures]
    for kind, (database, world) in places.items():
        with inside(database):
            for item in everything:
                # What is slow needs no second look to be warm.
                if item.rounds == OFTEN and (kind == FULL or (isinstance(item, Figure) and item.grows)):
                    item.act(world)
                if kind == FULL and isinstance(item, Figure):
                    found[item.name] = _asked(item, world)
    return found


def _asked(figure: Figure, world: World) -> tuple[int, float]:
    with CaptureQueriesContext(connection) as queries:
        amount = figure.act(world)
    return len(queries), float(amount) if figure.kind is Kind.AMOUNT else 0.0


def _round(
    figures: Sequence[Figure | Yardstick],
    yardsticks: Sequence[Figure | Yardstick],
    kind: str,
    world: World,
    times: Times,
) -> None:
    """One time each; collecting garbage is nobody’s time in particular."""
    gc.collect()
    gc.disable()
    try:
        for item in (*yardsticks, *figures):
            repeat = item.times if isinstance(item, Yardstick) else 1
            times[kind, item.name].append(_time(item.act, world, repeat))
    finally:
        gc.enable()


def _time(act: Act, world: World, repeat: int) -> float:
    began = perf_counter()
    for _again in range(repeat):
        act(world)
    return (perf_counter() - began) / repeat


def _result(figure: Figure, times: Times, sticks: dict[str, float], asked: tuple[int, float]) -> Measured:
    queries, amount = asked
    value, over = median(times[FULL, figure.name]), sticks[figure.over]
    multiple = {Kind.TIME: value / over, Kind.SPEED: over / value, Kind.AMOUNT: None}[figure.kind]
    growth = value / median(times[SMALL, figure.name]) if figure.grows and times[SMALL, figure.name] else None
    made = Measured(figure, amount if figure.kind is Kind.AMOUNT else value, multiple, queries, growth)
    judge(made)
    return made
