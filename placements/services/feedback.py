"""Feedback notes: one kind, one sentence; and the student's thanks or answer."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.screening import refuse_patient_data
from core.verdict import require
from notifications.services.posting import notify
from placements.models import FeedbackNote, Objective
from placements.notices.learning import answer_to_supervisor
from placements.notices.training import feedback_to_student, thanks_to_supervisor
from placements.policies import training as policies
from placements.services.placements_moves import lock_placement


@transaction.atomic
def leave_feedback(
    *, placement_id: int, by: Actor, now: datetime, kind: str, text: str, objective: Objective | None = None
) -> FeedbackNote:
    """Write a note to the intern, who is told at once. Notes are never edited. Raises NotAllowed, Refusal."""
    placement = lock_placement(placement_id)
    require(policies.may_leave_feedback(by, placement))
    if objective is not None and objective.slot_id != placement.slot_id:
        raise Refusal(_("This objective belongs to another slot."), field="objective")
    refuse_patient_data(
        text,
        field="text",
        says=_("This seems to hold patient data: %(found)s."),
        instead=_("Take it out; the note is about the intern."),
    )
    note = FeedbackNote.objects.create(
        placement=placement,
        objective=objective,
        kind=kind,
        text=text,
        by_id=by.user_id,
        membership_id=by.membership_id,
        recording_id=by.recording_id,
        at=now,
    )
    notify(feedback_to_student, note, now=now)
    return note


@transaction.atomic
def thank_for_feedback(*, note_id: int, by: Actor, now: datetime) -> FeedbackNote:
    """The student's thanks, once. Locks the note. Raises NotAllowed, Refusal."""
    note = _lock(note_id)
    require(policies.may_thank(by, note))
    note.thanked_at = now
    note.save(update_fields=["thanked_at"])
    notify(thanks_to_supervisor, note, now=now)
    return note


@transaction.atomic
def answer_feedback(*, note_id: int, by: Actor, now: datetime, answer: str) -> FeedbackNote:
    """The student's answer, once; it stays. Locks the note. Raises NotAllowed, Refusal."""
    note = _lock(note_id)
    require(policies.may_answer(by, note))
    refuse_patient_data(answer, field="answer", instead=_("Take it out; your answer is kept below."))
    note.answer, note.answered_at = answer, now
    note.save(update_fields=["answer", "answered_at"])
    notify(answer_to_supervisor, note, now=now)
    return note


def _lock(note_id: int) -> FeedbackNote:
    rows = FeedbackNote.objects.select_for_update(of=("self",)).select_related("placement__student__user", "by")
    note: FeedbackNote = rows.get(pk=note_id)
    return note
