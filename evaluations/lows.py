"""What the latest evaluation of a placement says low: answers at steps that their own form asks to explain."""

from datetime import date
from functools import cache
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery

from core import clock
from core.settled import Settled, settled
from evaluations.models import Answer, Evaluation
from evaluations.states import LOCKED
from placements.models import Placement


def with_lows(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    """Each with `evaluated_at`, when a supervisor last submitted one, and `low_answers` in it. No query of its own."""
    return placements.annotate(**_lows())


@cache
def _lows() -> dict[str, Settled]:
    said = Evaluation.objects.of_supervisors().filter(state__in=LOCKED).order_by("-submitted_at", "-pk")
    latest = said.filter(placement=OuterRef(OuterRef("pk"))).values("pk")[:1]
    low = Answer.objects.filter(evaluation=Subquery(latest), point__rank__lte=F("criterion__asks_at"))
    counted = low.order_by().values("evaluation").annotate(found=Count("pk")).values("found")
    return settled(
        Placement,
        evaluated_at=Subquery(said.filter(placement=OuterRef("pk")).values("submitted_at")[:1]),
        low_answers=Subquery(counted, output_field=IntegerField()),
    )


def lows_of(placement: Any) -> dict[str, int | date | None]:
    """The facts that `placements.risk_facts.facts_of` takes from here."""
    at = placement.evaluated_at
    return {
        "low_answers": placement.low_answers or 0,
        "evaluated_on": clock.day_of(at, placement.institute.zone) if at else None,
    }
