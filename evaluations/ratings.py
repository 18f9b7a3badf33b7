"""What students say of a partner: from five of them up, after the term, and as it stood at the beginning of the month.

Whoever watches the page from day to day does not learn who has just answered. A sentence stands beside the ratings, without a name, once
the student's own placement office has read it and lets it be shown.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from evaluations.models import Evaluation, Occasion, SiteWord
from evaluations.sections import Voices, counted, rated_in
from evaluations.states import EvaluationState, WordState
from evaluations.trends import ENOUGH, Point, Said, points_of, term_of
from institutions.models import Partner


@dataclass(frozen=True, slots=True)
class Ratings:
    """What was answered, counted step by step; and the sentences that may be read, in no order that tells anything."""

    said: Voices
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnRatings:
    """What a site, or one of its supervisors, reads of itself: the ratings or that too few answered, terms, the people of whom enough
    spoke; and why what is not there is not there: sentences that an office does not show, each reason with how often.
    """

    ratings: Ratings | None
    terms: tuple[Point, ...] = ()
    people: tuple[Point, ...] = ()
    high_step: str = ""
    withheld: tuple[tuple[str, int], ...] = ()
    unread: int = 0


def month_of(now: datetime) -> datetime:
    """Its beginning."""
    return now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def rated(now: datetime) -> QuerySet[Evaluation]:
    """Ratings of sites whose term is over, as they stood at the beginning of the month."""
    month = month_of(now)
    return Evaluation.objects.filter(
        occasion=Occasion.SITE,
        state=EvaluationState.SUBMITTED,
        submitted_at__lt=month,
        placement__ends_on__lt=month.date(),
    )


def ratings_of(partner: Partner, now: datetime) -> Ratings | None:
    """None below five students. One query then, four above."""
    return _ratings(newest(rated(now).filter(placement__partner=partner)), partner)


def own_ratings(partner: Partner, now: datetime, *, supervisor_id: int | None = None) -> OwnRatings:
    """What the partner reads of itself, or one supervisor of their own interns' ratings. Eight queries at most."""
    found = rated(now).filter(placement__partner=partner)
    if supervisor_id is not None:
        rows = newest(found.filter(placement__supervisor=supervisor_id))
        ratings, own = _ratings(rows, None), {}
    else:
        rows = newest(found)
        ratings, own = _ratings(rows, partner), _words_not_there(partner)
    if ratings is None:
        return OwnRatings(None, **own)
    said = said_of(rows)
    high = ratings.said.steps[-2]
    supervisors = () if supervisor_id else _by_supervisor(rows, said, high.rank)
    return OwnRatings(ratings, terms_of(rows, said, high.rank), supervisors, high.plain, **own)


def terms_of(rows: list[Any], said: dict[int, tuple[int, ...]], high: int) -> tuple[Point, ...]:
    """A point for each half-year, the oldest first. Pure."""
    by_term = [Said(term_of(row.placement.ends_on), row.placement.student_id, said.get(row.pk, ())) for row in rows]
    terms = dict.fromkeys(term_of(row.placement.ends_on) for row in sorted(rows, key=lambda r: r.placement.ends_on))
    return tuple(points_of(by_term, list(terms), high))


def newest(rows: QuerySet[Evaluation]) -> list[Any]:
    """Those on the scale that is in use now. One query."""
    found = rows.select_related("instrument", "placement__supervisor__user").order_by("-submitted_at", "-pk")
    listed = list(found)
    return [row for row in listed if row.instrument.scale_id == listed[0].instrument.scale_id]


def _ratings(rows: list[Any], partner: Partner | None) -> Ratings | None:
    people = len({row.placement.student_id for row in rows})
    if people < ENOUGH:
        return None
    said = counted([row.pk for row in rows], rows[0].instrument.scale_id, people=people)
    shown = SiteWord.objects.shown().filter(partner=partner).values_list("text", flat=True) if partner else ()
    return Ratings(said, tuple(sorted(shown)))


def said_of(rows: list[Any], *, of_mentors: bool = False) -> dict[int, tuple[int, ...]]:
    """The ranks that were given, by evaluation: to what is asked about mentors, or to all else. One query."""
    answers = rated_in([row.pk for row in rows], of_mentors=of_mentors).filter(point__isnull=False)
    ranks: dict[int, tuple[int, ...]] = {}
    for evaluation, rank in answers.values_list("evaluation_id", "point__rank"):
        ranks[evaluation] = (*ranks.get(evaluation, ()), rank)
    return ranks


def _by_supervisor(rows: list[Any], said: dict[int, tuple[int, ...]], high: int) -> tuple[Point, ...]:
    names = {row.pk: row.placement.supervisor.user.name for row in rows if row.placement.supervisor}
    return by_person(rows, names, said, high)


def by_person(rows: list[Any], names: dict[int, str], said: dict[int, tuple[int, ...]], high: int) -> tuple[Point, ...]:
    """Those of whom enough spoke, by `names`, of whom each of `rows` speaks; the others are not listed at all. Pure."""
    spoken = [Said(names[row.pk], row.placement.student_id, said.get(row.pk, ())) for row in rows if row.pk in names]
    points = points_of(spoken, sorted(set(names.values())), high)
    return tuple(point for point in points if point.share is not None)


def _words_not_there(partner: Partner) -> dict[str, Any]:
    """One query."""
    words = SiteWord.objects.filter(partner=partner).exclude(state=WordState.SHOWN).values_list("state", "reason")
    states = list(words)
    reasons = Counter(reason for state, reason in states if state == WordState.HIDDEN)
    return {
        "withheld": tuple(sorted(reasons.items())),
        "unread": sum(state == WordState.WAITING for state, _r in states),
    }
