"""Evaluations as other pages show them: what was said in one, and where those of a placement stand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.actor import Actor
from evaluations.models import Answer, Evaluation
from evaluations.policies import evaluations as policies
from evaluations.states import OVER, EvaluationState
from evaluations.summaries import Distribution, distribution
from placements.models import Placement


@dataclass(frozen=True, slots=True)
class Judgement:
    """One criterion and the word on it, as papers put it. `rank` is None for "not observed"."""

    criterion: str
    rank: int | None
    level: str


@dataclass(frozen=True, slots=True)
class Judgements:
    """What one evaluation says, criterion by criterion and in sum. The median is said in words: the one level, or the two."""

    rows: tuple[Judgement, ...]
    spread: Distribution
    levels: tuple[tuple[str, int], ...]
    usual: str


def judgements(evaluation: Evaluation) -> Judgements:
    """Needs the evaluation's instrument. Three queries."""
    points = list(evaluation.instrument.scale.points.order_by("rank"))
    answers = (
        Answer.objects.filter(evaluation=evaluation)
        .select_related("criterion", "point")
        .order_by("criterion__position")
    )
    rows = tuple(
        Judgement(
            answer.criterion.text,
            answer.point.rank if answer.point else None,
            answer.point.plain if answer.point else "",
        )
        for answer in answers
    )
    spread = distribution((row.rank for row in rows), points=(point.rank for point in points))
    plain = {point.rank: point.plain for point in points}
    levels = tuple((plain[rank], count) for rank, count in spread.counts)
    usual = " / ".join(plain[rank] for rank in sorted(set(spread.median or ())))
    return Judgements(rows=rows, spread=spread, levels=levels, usual=usual)


def evaluation_section(placement: Placement, actor: Actor, now: datetime) -> dict[str, Any]:
    """Context of `pages/placement/_evaluations.html`. The caller found `placement` through `visible_to`. Two queries.

    Everybody who sees the placement sees where its evaluations stand; a link to one only who may open it.
    """
    rows = list(Evaluation.objects.for_page().filter(placement=placement).order_by("pk"))
    opened = set(Evaluation.objects.visible_to(actor).filter(placement=placement).values_list("pk", flat=True))
    final = next((row for row in rows if row.occasion == Evaluation.Occasion.FINAL and row.state not in OVER), None)
    shown = [
        {"evaluation": row, "may_open": row.pk in opened, "may_fill_in": policies.may_fill_in(actor, row)}
        for row in rows
        if row.state != EvaluationState.CANCELLED
    ]
    return {"evaluations": shown, "may_ask_evaluation": policies.may_ask(actor, placement, final, now)}
