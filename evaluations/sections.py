"""Evaluations as other pages show them: what was said in one, and where those of a placement stand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.words import day
from evaluations.models import Answer, Evaluation
from evaluations.policies import evaluations as policies
from evaluations.states import OVER, WRITABLE, EvaluationState
from evaluations.summaries import Distribution, distribution
from placements.models import Placement

TONES = {EvaluationState.UNASSIGNED: "act", EvaluationState.ACKNOWLEDGED: "good"}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an evaluation stands, as `components/pill.html` takes it."""

    text: str
    tone: str = ""


def standing(evaluation: Evaluation, now: datetime) -> Standing:
    """In words, with the day that matters: when it opens, by when it is asked for, when it was submitted."""
    zone = evaluation.placement.institute.zone
    due = day(clock.day_of(evaluation.due_at, zone))
    if evaluation.state in WRITABLE:
        late = evaluation.due_at < now
        return Standing((_("Was due %(day)s") if late else _("Due %(day)s")) % {"day": due}, "bad" if late else "wait")
    if evaluation.state == EvaluationState.SCHEDULED:
        return Standing(_("Opens %(day)s") % {"day": day(evaluation.opens_on)})
    if evaluation.state == EvaluationState.SUBMITTED and evaluation.submitted_at is not None:
        return Standing(_("Submitted %(day)s") % {"day": day(clock.day_of(evaluation.submitted_at, zone))}, "good")
    return Standing(str(evaluation.get_state_display()), TONES.get(EvaluationState(evaluation.state), ""))


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
    usual = " / ".join(plain[rank] for rank in sorted(set(spread.median or ())))
    return Judgements(rows=rows, spread=spread, usual=usual)


def evaluation_section(placement: Placement, actor: Actor, now: datetime) -> dict[str, Any]:
    """Context of `pages/placement/_evaluations.html`. The caller found `placement` through `visible_to`. One query.

    Everybody who sees the placement sees where its evaluations stand; a link to one only who may open it.
    """
    seen = Exists(Evaluation.objects.visible_to(actor).filter(pk=OuterRef("pk")))
    rows = list(Evaluation.objects.for_page().filter(placement=placement).annotate(may_open=seen).order_by("pk"))
    final = next((row for row in rows if row.occasion == Evaluation.Occasion.FINAL and row.state not in OVER), None)
    shown = [
        {
            "evaluation": row,
            "standing": standing(row, now),
            "may_open": row.may_open,
            "may_fill_in": policies.may_fill_in(actor, row),
        }
        for row in rows
        if row.state != EvaluationState.CANCELLED
    ]
    return {"evaluations": shown, "may_ask_evaluation": policies.may_ask(actor, placement, final, now)}
