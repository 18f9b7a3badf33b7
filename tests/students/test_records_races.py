"""Two people and one record, at one moment: real threads on real PostgreSQL."""

import pytest

from core.errors import Refusal
from notifications.models import Notification
from students.models import Record
from students.states import RecordState
from tests.races import race, refusals
from tests.students.desk import a_desk

pytestmark = pytest.mark.django_db(transaction=True)
S = RecordState


def test_verify_against_reject_leaves_one_decision_and_tells_the_other_who_was_quicker():
    desk = a_desk()
    record = desk.record()
    results = race([lambda: desk.verify(record), lambda: desk.reject(record)] * 3)
    (decided,) = (result for result in results if isinstance(result, Record))
    told = {str(refusal) for refusal in refusals(results, Refusal)}
    record.refresh_from_db()
    assert (record.state, record.transitions.count(), len(results)) == (decided.state, 1, 6)
    assert len(told) == 1
    assert told.pop().startswith(f"It does not wait any more: {decided.get_state_display()}, {desk.clearing.user.name}")
    assert Notification.objects.filter(reader=desk.student.user).count() == 1


def test_a_correction_against_its_verification_leaves_one_that_counts():
    desk = a_desk()
    record = desk.record()
    correction = desk.draft(replaces_id=record.pk, typed={})
    results = race([lambda: desk.verify(record), lambda: desk.submit(correction)])
    refusals(results, Refusal)
    record.refresh_from_db()
    correction.refresh_from_db()
    assert (record.state, correction.state) in {(S.VERIFIED, S.SUBMITTED), (S.SUPERSEDED, S.SUBMITTED)}
    assert record.transitions.count() + correction.transitions.count() == 2


def test_one_draft_sent_from_eight_windows_is_sent_once():
    desk = a_desk()
    draft = desk.draft()
    results = race([lambda: desk.submit(draft)] * 8)
    assert len(refusals(results, Refusal)) == 7
    assert (Record.objects.get().state, draft.transitions.count()) == (S.SUBMITTED, 1)


def test_a_draft_begun_in_eight_windows_is_one():
    desk = a_desk()
    results = race([lambda: desk.draft(kind=desk.card)] * 8)
    assert refusals(results, Refusal) == []
    assert Record.objects.count() == 1
