"""Reads how the learning on a placement stands: activities against targets, aims, levels as they were said over time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from core import clock
from core.charts import GrowthChart, growth_chart
from placements.models import Aim, Objective, ObjectiveConfirmation, Placement, towards
from placements.models.activities import ActivityQuerySet
from placements.states_learning import ActivityState


@dataclass(frozen=True, slots=True)
class Progress:
    """Activities towards one objective: those that count towards its target, and how many of them are confirmed."""

    objective: Objective
    done: int
    confirmed: int

    @property
    def left(self) -> int:
        """How many are still to do; none where nothing is asked for."""
        return max((self.objective.target or 0) - self.done, 0)


def progress_of(objectives: Iterable[Objective], activities: ActivityQuerySet) -> list[Progress]:
    """Of every objective with a target. One query."""
    sums = activities.counted().filter(objective__isnull=False).order_by()
    rows = sums.values_list("objective_id", "participation", "state").annotate(n=Sum("count"))
    every: dict[int, dict[str, int]] = {}
    confirmed: dict[int, dict[str, int]] = {}
    for objective, participation, state, n in rows:
        for counts in (every, confirmed) if state == ActivityState.CONFIRMED else (every,):
            mine = counts.setdefault(objective, {})
            mine[participation] = mine.get(participation, 0) + n
    return [
        Progress(
            objective,
            *(towards(objective.participation, counts.get(objective.pk, {})) for counts in (every, confirmed)),
        )
        for objective in objectives
        if objective.target
    ]


@dataclass(frozen=True, slots=True)
class Growth:
    """One objective: its aim, every level that was said of it in order, and both as a drawing."""

    objective: Objective
    aim: Aim | None
    said: list[ObjectiveConfirmation]
    chart: GrowthChart | None

    @property
    def now(self) -> ObjectiveConfirmation | None:
        """The last word."""
        return self.said[-1] if self.said else None


def growth_of(
    placement: Placement,
    objectives: Sequence[Objective],
    words: Iterable[ObjectiveConfirmation],
    aims: Mapping[int, Aim],
    today: date,
    *,
    names: Sequence[str],
    rtl: bool = False,
) -> list[Growth]:
    """Of every objective; `words` in the order of time, with their levels; `names` of the steps, the lowest first. No query."""
    zone = placement.institute.zone
    said: dict[int, list[ObjectiveConfirmation]] = {}
    for word in words:
        said.setdefault(word.objective_id, []).append(word)
    first = placement.arrived_on or placement.starts_on
    last = max(first, min(today, placement.last_day))
    grown = []
    for objective in objectives:
        mine, aim = said.get(objective.pk, []), aims.get(objective.pk)
        days = [(clock.day_of(word.at, zone), word.level.rank) for word in mine]
        wanted = aim.level.rank if aim else None
        chart = growth_chart(days, first=first, last=last, names=names, aim=wanted, rtl=rtl) if days else None
        grown.append(Growth(objective, aim, mine, chart))
    return grown
