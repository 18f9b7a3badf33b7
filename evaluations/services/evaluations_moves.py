"""How an evaluation moves: the locks, then check, change, history, tell; and the links by which its evaluator comes."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import AccessLink, Purpose
from core.actor import Actor, Via
from core.errors import Refusal
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
    user_id = evaluation.evaluator.user_id
    links = AccessLink.objects.filter(
        purpose=Purpose.EVALUATION,
        subject_id=evaluation.pk,
        user_id=user_id,
        used_at=None,
        revoked_at=None,
        expires_at__gt=now,
    )
    return links.order_by("-pk").first() or AccessLink.make(
        purpose=Purpose.EVALUATION,
        user_id=user_id,
        subject_id=evaluation.pk,
        now=now,
        expires_at=max(evaluation.due_at, now) + LINK_LASTS,
    )


def end_links(evaluation: Evaluation, *, now: datetime, used: bool = False) -> None:
    """No link to this evaluation works any more: it was submitted (`used`), or somebody else is asked."""
    links = AccessLink.objects.filter(
        purpose=Purpose.EVALUATION, subject_id=evaluation.pk, used_at=None, revoked_at=None
    )
    links.update(**{"used_at" if used else "revoked_at": now})


def check_link(by: Actor, evaluation: Evaluation, *, now: datetime) -> None:
    """Who comes by link comes by a live one to this very evaluation. Locks the link. Raises Refusal."""
    if by.via != Via.LINK:
        return
    links = AccessLink.objects.select_for_update().filter(
        purpose=Purpose.EVALUATION, subject_id=evaluation.pk, user_id=by.user_id
    )
    link = links.filter(pk=by.link_id).first()
    if link is None or not link.is_live(now):
        raise Refusal(_("This link does not work any more."), instead=_("Open the newest mail about it, or sign in."))
