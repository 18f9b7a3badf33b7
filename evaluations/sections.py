"""Evaluations as other pages show them: what was said in one, and where those of a placement stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.words import day
from evaluations.models import ABOUT_MENTOR, BESIDE, Answer, Criterion, Evaluation, Occasion
from evaluations.policies import evaluations as policies
from evaluations.states import LOCKED, OVER, READABLE, WRITABLE, EvaluationState
from evaluations.summaries import Distribution, distribution, is_one_line
from placements.models import Placement, ScalePoint
from placements.states import PlacementState

NONE_COME = frozenset({PlacementState.CANCELLED, PlacementState.ENDED_EARLY, PlacementState.COMPLETED})
SEVERAL = 2  # voices from which on they are counted
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
    """One criterion and the word on it, as papers put it. `rank` is None for "not observed", and where it is answered in words.

    `own` is how the student sees the same thing, where a self-assessment stands beside it.
    """

    criterion: str
    rank: int | None
    level: str
    text: str = ""
    is_rating: bool = True
    section: str = ""
    own: str = ""


@dataclass(frozen=True, slots=True)
class Judgements:
    """What one evaluation says, criterion by criterion and in sum. The median is said in words: the one level, or the two."""

    rows: tuple[Judgement, ...]
    spread: Distribution
    usual: str
    all_one: bool = False  # every judgement is the same step: perhaps so, perhaps in haste


def judgements(evaluation: Evaluation, beside: Evaluation | None = None) -> Judgements:
    """Needs the evaluation's instrument. Three queries, and two with a self-assessment `beside`."""
    points = list(evaluation.instrument.scale.points.order_by("rank"))
    own = {answer.criterion.key: _level(answer) for answer in _answers(beside)} if beside is not None else {}
    rows, section = [], ""
    for answer in _answers(evaluation):
        criterion = answer.criterion
        head, section = (criterion.section if criterion.section != section else ""), criterion.section
        rank, level = (answer.point.rank, answer.point.plain) if answer.point else (None, "")
        mine = own.get(criterion.key, "")
        rows.append(Judgement(criterion.text, rank, level, answer.text, criterion.is_rating, head, mine))
    ranks = [row.rank for row in rows if row.is_rating]
    spread = distribution(ranks, points=(point.rank for point in points))
    return Judgements(
        rows=tuple(rows), spread=spread, usual=_in_words(spread, points), all_one=is_one_line(map(str, ranks))
    )


def _answers(evaluation: Evaluation) -> QuerySet[Answer]:
    said = Answer.objects.filter(evaluation=evaluation).select_related("criterion", "point")
    return said.order_by("criterion__position")


def _level(answer: Answer) -> str:
    return answer.point.plain if answer.point else _("Not observed") if answer.not_observed else answer.text


def _in_words(spread: Distribution, points: list[ScalePoint]) -> str:
    plain = {point.rank: point.plain for point in points}
    return " / ".join(plain[rank] for rank in sorted(set(spread.median or ())))


@dataclass(frozen=True, slots=True)
class Voiced:
    """What several supervisors said of one criterion."""

    criterion: str
    spread: Distribution
    usual: str


@dataclass(frozen=True, slots=True)
class Voices:
    """What several supervisors said on one occasion, counted step by step; never a mean."""

    people: int
    steps: tuple[ScalePoint, ...]
    rows: tuple[Voiced, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """What else is said on the occasion of an evaluation: the student's own view, and by whom it is said."""

    own: Evaluation | None = None
    voices: tuple[int, ...] = ()


def around(evaluation: Evaluation) -> Around:
    """The own view once both are said, and all voices on the same scale. One query at most, none before the evaluation is submitted."""
    if evaluation.state not in READABLE or evaluation.by_student:
        return Around()
    beside = BESIDE.get(evaluation.occasion)
    said = Evaluation.objects.filter(placement=evaluation.placement_id, state__in=LOCKED).select_related("instrument")
    rows = list(said.filter(occasion__in=[evaluation.occasion, beside], block=evaluation.block).order_by("pk"))
    same = [row for row in rows if row.occasion == evaluation.occasion]
    scale = evaluation.instrument.scale_id
    return Around(
        own=next((row for row in rows if row.occasion == beside), None),
        voices=tuple(row.pk for row in same if row.instrument.scale_id == scale),
    )


def voices(evaluation: Evaluation, asked: tuple[int, ...]) -> Voices | None:
    """What all of `asked` said, on forms with its scale; None for a single voice, or one task. Two queries."""
    if len(asked) < SEVERAL or evaluation.occasion == Occasion.OBSERVED:
        return None
    return counted(asked, evaluation.instrument.scale_id, people=len(asked))


def counted(asked: Sequence[int], scale_id: int, *, people: int, of_mentors: bool = False) -> Voices:
    """What was answered in all of these evaluations, which share a scale, criterion by criterion: of mentors, or all else. Two queries."""
    points = list(ScalePoint.objects.filter(scale=scale_id).order_by("rank"))
    answers = rated_in(asked, of_mentors=of_mentors)
    ranks: dict[str, list[int | None]] = {}
    texts: dict[str, str] = {}
    for answer in answers.select_related("criterion", "point").order_by("criterion__position", "pk"):
        ranks.setdefault(answer.criterion.key, []).append(answer.point.rank if answer.point else None)
        texts.setdefault(answer.criterion.key, answer.criterion.text)
    spreads = {key: distribution(given, points=(point.rank for point in points)) for key, given in ranks.items()}
    rows = tuple(Voiced(texts[key], spread, _in_words(spread, points)) for key, spread in spreads.items())
    return Voices(people=people, steps=tuple(points), rows=rows)


def rated_in(asked: Sequence[int], *, of_mentors: bool) -> QuerySet[Answer]:
    """The steps given in these evaluations to what is asked about mentors, or to all else."""
    answers = Answer.objects.filter(evaluation__in=asked, criterion__kind=Criterion.Kind.RATING)
    about = Q(criterion__key__in=ABOUT_MENTOR)
    return answers.filter(about if of_mentors else ~about)


def evaluation_section(placement: Placement, actor: Actor, now: datetime) -> dict[str, Any]:
    """Context of `pages/placement/_evaluations.html`. The caller found `placement` through `visible_to`. One query.

    Everybody who sees the placement sees where its evaluations stand; a link to one only who may open it.
    """
    seen = Exists(Evaluation.objects.visible_to(actor).filter(pk=OuterRef("pk")))
    known = Evaluation.objects.with_people().filter(placement=placement).exclude(occasion=Occasion.SITE)
    rows = list(known.annotate(may_open=seen).order_by("due_at", "pk"))
    for row in rows:
        row.placement = placement
    asked = [
        row for row in rows if row.occasion in {Occasion.MID, Occasion.FINAL, Occasion.BLOCK} and row.state not in OVER
    ]
    coming = next((row for row in asked if row.state not in READABLE), asked[-1] if asked else None)
    shown = [
        {
            "evaluation": row,
            "standing": standing(row, now),
            "may_open": row.may_open,
            "may_fill_in": policies.may_fill_in(actor, row),
        }
        for row in rows
        if row.state != EvaluationState.CANCELLED and (row.may_open or not row.by_student)
    ]
    return {
        "evaluations": shown,
        "come": placement.state not in NONE_COME,
        "may_ask_evaluation": policies.may_ask(actor, placement, coming, now),
        "may_observe": policies.may_observe(actor, placement),
    }
