"""What becomes of the draft slot of an answer that was recorded for a partner, when the partner says that this was not its word."""

from datetime import datetime
from typing import Any

from core.lifecycle import Move
from institutions.models import Recording
from institutions.states import OBJECT, WITHDRAW_RECORDING
from notifications.services.posting import say
from placements.models import CallAnswer
from placements.notices import calls as notices
from placements.policies.drafts import is_as_made
from placements.services.calls_answers import lock_answer, remove_draft


def follow_objection(*, thing: Recording, move: Move, now: datetime, **_sent: Any) -> None:
    """Receiver of `moved`: an answer to a call was objected to, or withdrawn. In the objection's own transaction.

    A draft in which nobody has written goes; one that is under way stays, and the partner's leads are told to look it through.
    """
    if move not in {OBJECT, WITHDRAW_RECORDING}:
        return
    for pk in CallAnswer.objects.filter(recording=thing, slot__isnull=False).values_list("pk", flat=True):
        answer = lock_answer(pk)
        told = notices.draft_stays_to_leads
        if is_as_made(answer):
            remove_draft(answer)
            told = notices.draft_gone_to_leads
        say(told, answer, key=f"{thing.pk}:{move.name}", now=now)
