"""How the learning on a placement stands, read beside each row."""

from functools import cache
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.settled import Settled, settled
from placements.models.activities import Activity
from placements.models.contracts import LearningContract
from placements.models.placements import Placement
from placements.models.training import FeedbackNote
from placements.states_learning import ActivityState


def with_learning(placements: QuerySet[Placement]) -> QuerySet[Any]:
    """Each with `contract_state` (None before there is one), `activities_logged` and `activities_waiting` (lines that count, and those of
    them that are not confirmed), `notes_unread` (feedback without thanks or answer). No query of its own.
    """
    return placements.annotate(**_learning())


@cache
def _learning() -> dict[str, Settled]:
    here = OuterRef("pk")
    lines = Activity.objects.counted().filter(placement=here).order_by().values("placement")
    waiting = Count("pk", filter=Q(state=ActivityState.LOGGED))
    notes = (
        FeedbackNote.objects.filter(placement=here, thanked_at=None, answered_at=None).order_by().values("placement")
    )
    return settled(
        Placement,
        contract_state=Subquery(LearningContract.objects.filter(placement=here).values("state")),
        activities_logged=_number(lines.annotate(n=Count("pk"))),
        activities_waiting=_number(lines.annotate(n=waiting)),
        notes_unread=_number(notes.annotate(n=Count("pk"))),
    )


def _number(rows: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(rows.values("n"), output_field=IntegerField()), 0)
