"""Questions about slots: asked, answered in public, declined, taken down. The only writers of these tables."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.lifecycle import Move
from core.masking import masked
from core.screening import refuse_patient_data
from core.verdict import require
from notifications.services.posting import say, tell
from placements.models import Question, QuestionTransition
from placements.notices import questions as notices
from placements.policies import questions as policies
from placements.policies.applications import student_of
from placements.policies.veil import tells_of
from placements.services.slots import lock_slot
from placements.states import ANSWER_QUESTION, DECLINE_QUESTION, HIDE_QUESTION, QuestionState


@transaction.atomic
def ask_question(*, slot_id: int, by: Actor, now: datetime, text: str) -> Question:
    """Ask the partner; its leads are told. Locks the slot, so that few questions of one student wait. Raises NotAllowed, Refusal."""
    slot = lock_slot(slot_id)
    require(policies.may_ask(by, slot))
    _check_words(text=text)
    student = student_of(by)
    if masked(text, tells_of(student)) != text:
        raise Refusal(
            _("Everybody reads your question, and it seems to say who you are."),
            instead=_("Leave out your name, roll number, address and college."),
            field="text",
        )
    require(policies.few_wait(student.questions.filter(slot=slot, state=QuestionState.ASKED).count()))
    question = Question.objects.create(slot=slot, student=student, text=text, created_at=now)
    say(notices.asked_to_leads, question, key="asked", now=now)
    return question


@transaction.atomic
def answer_question(*, question_id: int, by: Actor, now: datetime, answer: str) -> Question:
    """Answer for everybody to read; a better answer takes the place of the one before. Raises NotAllowed, Refusal, IllegalMove."""
    question = _lock(question_id)
    require(policies.may_answer(by, question))
    _check_words(answer=answer)
    return _move(question, ANSWER_QUESTION, by=by, now=now, answer=answer, answered_at=now)


@transaction.atomic
def decline_question(*, question_id: int, by: Actor, now: datetime, reason: str) -> Question:
    """Say to the student alone why it is not answered in public. Raises NotAllowed, Refusal, IllegalMove."""
    question = _lock(question_id)
    require(policies.may_decline(by, question))
    return _move(question, DECLINE_QUESTION, by=by, now=now, note=reason)


@transaction.atomic
def hide_question(*, question_id: int, by: Actor, now: datetime) -> Question:
    """Take question and answer off the page. Raises NotAllowed, Refusal, IllegalMove."""
    question = _lock(question_id)
    require(policies.may_hide(by, question))
    return _move(question, HIDE_QUESTION, by=by, now=now)


def _lock(question_id: int) -> Question:
    rows = Question.objects.select_for_update(of=("self",)).select_related("slot__partner", "student__user")
    return rows.get(pk=question_id)


def _check_words(**texts: str) -> None:
    """Everybody reads them: nobody's numbers belong there."""
    for field, text in texts.items():
        refuse_patient_data(text, field=field, instead=_("Everybody reads it: leave numbers out."))


def _move(question: Question, move: Move, *, by: Actor, now: datetime, note: str = "", **changes: Any) -> Question:
    """Check, change, write the history, tell. The caller holds the lock."""
    move.check(question.state, label=question.get_state_display())
    was, question.state = question.state, move.target
    for name, value in changes.items():
        setattr(question, name, value)
    question.save(update_fields=["state", *changes])
    row = QuestionTransition.write(question, move, by=by, now=now, was=was, note=note)
    tell(notices.QUESTION_TOLD_ABOUT, question, move, row, now=now)
    return question
