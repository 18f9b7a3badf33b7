"""A student asks the supervisor for a feedback note, and takes it back. Each service locks the placement."""

from datetime import datetime

from django.db import transaction

from core.actor import Actor
from core.verdict import require
from notifications.services.posting import say
from placements.models import FeedbackAsk
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
    ask = FeedbackAsk.objects.create(
        placement=placement, supervisor_id=placement.supervisor_id, at=now, again_from=now + EVERY
    )
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
