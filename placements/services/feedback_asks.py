"""A student asks the supervisor for a feedback note, and takes it back; a hand-over takes it along. Each service locks the placement."""

from datetime import datetime

from django.db import transaction

from core.actor import Actor
from core.verdict import require
from notifications.services.posting import say
from placements.models import FeedbackAsk, Placement
from placements.models.feedback_asks import EVERY
from placements.notices.training import feedback_asked
from placements.policies import training as policies
from placements.services.placements_moves import lock_placement


@transaction.atomic
def ask_feedback(*, placement_id: int, by: Actor, now: datetime) -> FeedbackAsk:
    """Ask the present supervisor, who gets a way to the two taps. Once a week at most. Raises NotAllowed, Refusal."""
    placement = lock_placement(placement_id)
    asks = FeedbackAsk.objects.filter(placement=placement, supervisor=placement.supervisor_id)
    require(policies.may_ask_feedback(by, placement, asks.latest_first().first(), now))
    return _ask(placement, now=now)


def pass_on_ask(placement: Placement, *, now: datetime) -> None:
    """What stands of the student’s asks goes to the present supervisor, who was not asked this week. The caller holds the lock."""
    ask = FeedbackAsk.objects.standing().filter(placement=placement).latest_first().first()
    if ask is None or ask.supervisor_id == placement.supervisor_id:
        return
    ask.taken_back_at = now
    ask.save(update_fields=["taken_back_at"])
    asks = FeedbackAsk.objects.filter(placement=placement, supervisor=placement.supervisor_id, again_from__gt=now)
    if placement.supervisor_id is not None and not asks.exists():
        _ask(placement, now=now)


def _ask(placement: Placement, *, now: datetime) -> FeedbackAsk:
    said = {"supervisor_id": placement.supervisor_id, "at": now, "again_from": now + EVERY}
    ask = FeedbackAsk.objects.create(placement=placement, **said)
    say(feedback_asked, ask, key=str(ask.pk), now=now)
    return ask


@transaction.atomic
def take_back_feedback_ask(*, placement_id: int, by: Actor, now: datetime) -> FeedbackAsk:
    """It waits no more. Raises NotAllowed, Refusal."""
    placement = lock_placement(placement_id)
    ask = FeedbackAsk.objects.standing().filter(placement=placement).latest_first().first()
    require(policies.may_take_back_ask(by, placement, ask))
    ask.taken_back_at = now
    ask.save(update_fields=["taken_back_at"])
    return ask
