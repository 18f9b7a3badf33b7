"""What becomes of an answer that was recorded for a partner, and of its draft slot, when the partner says that this was not its word."""

from datetime import datetime
from typing import Any

from core.lifecycle import Move
from institutions.models import Recording
from institutions.states import OBJECT, WITHDRAW_RECORDING, RecordingState
from notifications.services.posting import say
from placements.models import CallAnswer
from placements.notices import calls as notices
from placements.policies.drafts import is_as_made
from placements.services.calls_answers import lock_answer, remove_draft

# What an answer says, and who said it: everything that comes and goes with it.
SAID = (
    "interest", "places", "department_id", "earliest", "note",
    "answered_at", "answered_by_id", "membership_id", "via", "as_label", "recording_id",
)  # fmt: skip


def follow_objection(*, thing: Recording, move: Move, now: datetime, **_sent: Any) -> None:
    """Receiver of `moved`: an answer to a call was objected to, or withdrawn. In the objection's own transaction.

    A draft in which nobody has written goes; one that is under way stays, and the partner's leads are told to look it through. What is
    withdrawn counts no more: the partner stands as it had said before, or is silent again.
    """
    if move not in {OBJECT, WITHDRAW_RECORDING}:
        return
    for pk in CallAnswer.objects.filter(recording=thing).values_list("pk", flat=True):
        answer = lock_answer(pk)
        if answer.slot is not None:
            told = notices.draft_stays_to_leads
            if is_as_made(answer):
                remove_draft(answer)
                told = notices.draft_gone_to_leads
            say(told, answer, key=f"{thing.pk}:{move.name}", now=now)
        if move == WITHDRAW_RECORDING:
            _put_back(answer)


def _put_back(answer: CallAnswer) -> None:
    """The answer as it stood before every recording that was withdrawn. A slot that is under way and was promised by none of it is the
    partner's own from here on. The caller holds the locks.
    """
    withdrawn = Recording.objects.filter(state=RecordingState.WITHDRAWN)
    before = answer.events.exclude(recording__in=withdrawn).order_by("-pgh_id").first()  # type: ignore[attr-defined]
    for name in SAID:
        setattr(answer, name, getattr(before, name))
    if not answer.places:
        answer.slot = None
    answer.save()
