"""What students say of a partner: from five of them up, after the term, and as it stood at the beginning of the month.

Whoever watches the page from day to day does not learn who has just answered. A sentence is read by the student's own placement office
alone, without the name, and only where five of that office's own students have answered.
"""

from dataclasses import dataclass
from datetime import datetime

from core.actor import Actor, Role
from evaluations.models import Evaluation, Occasion
from evaluations.sections import Voices, counted
from evaluations.states import EvaluationState
from institutions.models import Partner

ENOUGH = 5


@dataclass(frozen=True, slots=True)
class Ratings:
    """What was answered, counted step by step; and the sentences that the reader's office may read, in no order that tells anything."""

    said: Voices
    words: tuple[str, ...] = ()


def ratings_of(partner: Partner, actor: Actor, now: datetime) -> Ratings | None:
    """None below five students. One query then, three above."""
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    rated = Evaluation.objects.filter(
        occasion=Occasion.SITE,
        state=EvaluationState.SUBMITTED,
        submitted_at__lt=month,
        placement__ends_on__lt=month.date(),
        placement__partner=partner,
    )
    rows = list(rated.select_related("instrument", "placement").order_by("-submitted_at", "-pk"))
    newest = [row for row in rows if row.instrument.scale_id == rows[0].instrument.scale_id]
    if not _enough(newest):
        return None
    said = counted([row.pk for row in newest], newest[0].instrument.scale_id, people=_people(newest))
    ours = [row for row in newest if row.placement.institute_id == actor.institute_id]
    reads = actor.acts_as(Role.COORDINATOR) and _enough(ours)
    return Ratings(said, tuple(sorted(row.comment for row in ours if row.comment)) if reads else ())


def _people(rows: list[Evaluation]) -> int:
    return len({row.placement.student_id for row in rows})


def _enough(rows: list[Evaluation]) -> bool:
    return _people(rows) >= ENOUGH
