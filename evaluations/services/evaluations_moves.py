"""How an evaluation moves: the locks, then check, change, history, tell; and the links by which its evaluator comes."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import AccessLink, Purpose
from accounts.services import links
from core.actor import Actor
from core.lifecycle import Move
from evaluations.models import Evaluation, EvaluationTransition
from evaluations.notices.evaluations import EVALUATION_TOLD_ABOUT
from notifications.services.posting import tell
from placements.services.placements_moves import lock_placement

LINK_LASTS = timedelta(days=30)  # after the due day, or after today where that has passed


def lock_evaluation(evaluation_id: int) -> Evaluation:
    """The evaluation with its row locked, its placement's row first. Three queries."""
    lock_placement(Evaluation.objects.values_list("placement_id", flat=True).get(pk=evaluation_id))
    return (
        Evaluation.objects.for_page()
        .select_related("placement__supervisor__user")
        .select_for_update(of=("self",))
        .get(pk=evaluation_id)
    )


def make_move(
    evaluation: Evaluation, move: Move, *, by: Actor, now: datetime, note: str = "", **changes: Any
) -> Evaluation:
    """Check, change, write the history, tell. The caller holds the lock. Raises IllegalMove."""
    move.check(evaluation.state, label=evaluation.get_state_display())
    was, evaluation.state = evaluation.state, move.target
    for name, value in changes.items():
        setattr(evaluation, name, value)
    evaluation.save(update_fields=["state", *changes])
    row = EvaluationTransition.write(evaluation, move, by=by, now=now, was=was, note=note)
    tell(EVALUATION_TOLD_ABOUT, evaluation, move, row, now=now)
    return evaluation


def ensure_link(evaluation: Evaluation, *, now: datetime) -> AccessLink:
    """The evaluator's live link, made where there is none. It goes to their own address alone, never through the student."""
    return links.ensure_link(
        purpose=Purpose.EVALUATION,
        user_id=evaluation.evaluator.user_id,
        subject_id=evaluation.pk,
        now=now,
        expires_at=max(evaluation.due_at, now) + LINK_LASTS,
    )


def end_links(evaluation: Evaluation, *, now: datetime, used: bool = False) -> None:
    """No link to this evaluation works any more: it was submitted (`used`), or somebody else is asked."""
    links.end_links(purpose=Purpose.EVALUATION, subjects=[evaluation.pk], now=now, used=used)


def check_link(by: Actor, evaluation: Evaluation, *, now: datetime) -> None:
    """Who comes by link comes by a live one to this very evaluation. Locks the link. Raises Refusal."""
    links.check_link(by, purpose=Purpose.EVALUATION, subject_id=evaluation.pk, now=now)
