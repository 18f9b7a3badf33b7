"""Feedback notes: one kind, one sentence; and thanks."""

import pytest
from django.db import InternalError, transaction

from core.errors import NotAllowed, Refusal
from notifications.models import Notification
from placements.models import FeedbackNote
from placements.services.feedback import answer_feedback, leave_feedback, thank_for_feedback
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.placements import FeedbackNoteFactory, ObjectiveFactory
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db

SENTENCE = "Positions trauma patients calmly and explains each step to them."


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def now(ward):
    return ward.at(a_day(0), 12)


def leave(ward, now, *, by=None, text=SENTENCE, **more):
    return leave_feedback(placement_id=ward.pk, by=by or ward.doctor, now=now, kind="strength", text=text, **more)


def test_leave_feedback_reaches_the_student_at_once(ward, now):
    objective = ObjectiveFactory(slot=ward.placement.slot)
    note = leave(ward, now, objective=objective)
    assert (note.kind, note.objective, note.by, note.membership) == (
        "strength",
        objective,
        ward.supervisor.user,
        ward.supervisor,
    )
    told = Notification.objects.get(reader=ward.student.user)
    assert (told.kind, told.body) == ("feedback.left", f"Strength: {SENTENCE}")


def test_leave_feedback_about_another_slot_is_refused(ward, now):
    with pytest.raises(Refusal, match="another slot") as error:
        leave(ward, now, objective=ObjectiveFactory())
    assert error.value.field == "objective"


def test_leave_feedback_with_patient_data_is_refused(ward, now):
    with pytest.raises(Refusal, match="a phone number") as error:
        leave(ward, now, text="Called the patient on 0300 1234567 and was kind.")
    assert (error.value.field, FeedbackNote.objects.count()) == ("text", 0)


def test_leave_feedback_by_others_is_not_allowed(ward, now):
    colleague = MembershipFactory(supervisor=True, partner=ward.placement.partner).as_actor()
    for actor in (ward.intern, ward.host, ward.office, colleague):
        with pytest.raises(NotAllowed):
            leave(ward, now, by=actor)


@pytest.mark.parametrize(("trait", "words"), [("confirmed", "has not begun"), ("completed", "is over")])
def test_leave_feedback_off_placement_is_refused(trait, words):
    ward = a_ward(**{trait: True})
    with pytest.raises(Refusal, match=words):
        leave(ward, ward.at(a_day(0), 12))


def test_a_note_is_never_rewritten(ward):
    note = FeedbackNoteFactory(placement=ward.placement)
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        FeedbackNote.objects.filter(pk=note.pk).update(text="Something else.")


def test_thank_for_feedback_once(ward, now):
    note = FeedbackNoteFactory(placement=ward.placement)
    assert thank_for_feedback(note_id=note.pk, by=ward.intern, now=now).thanked_at == now
    told = Notification.objects.get(reader=ward.supervisor.user)
    assert (told.kind, told.mail) == ("feedback.thanked", Notification.Mail.NONE)
    with pytest.raises(Refusal, match="already"):
        thank_for_feedback(note_id=note.pk, by=ward.intern, now=now)


def test_thank_for_feedback_by_others_is_not_allowed(ward, now):
    note = FeedbackNoteFactory(placement=ward.placement)
    for actor in (ward.doctor, ward.host, ward.office, MembershipFactory(student=True).as_actor()):
        with pytest.raises(NotAllowed):
            thank_for_feedback(note_id=note.pk, by=actor, now=now)


def answer(ward, now, note, *, by=None, text="I will plan the room first."):
    return answer_feedback(note_id=note.pk, by=by or ward.intern, now=now, answer=text)


def test_answer_feedback_once_reaches_the_inbox_of_whoever_wrote_it(ward, now):
    note = FeedbackNoteFactory(placement=ward.placement)
    answered = answer(ward, now, note)
    assert (answered.answer, answered.answered_at) == ("I will plan the room first.", now)
    told = Notification.objects.get(reader=ward.supervisor.user)
    assert (told.kind, told.mail) == ("feedback.answered", Notification.Mail.NONE)
    with pytest.raises(Refusal, match="answered already"):
        answer(ward, now, note)


def test_answer_feedback_with_patient_data_is_refused(ward, now):
    with pytest.raises(Refusal, match="a phone number") as error:
        answer(ward, now, FeedbackNoteFactory(placement=ward.placement), text="Ring 0300 1234567.")
    assert error.value.field == "answer"


def test_answer_feedback_by_others_is_not_allowed(ward, now):
    note = FeedbackNoteFactory(placement=ward.placement)
    for actor in (ward.doctor, ward.host, ward.office):
        with pytest.raises(NotAllowed):
            answer(ward, now, note, by=actor)
