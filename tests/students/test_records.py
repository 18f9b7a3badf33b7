"""A student's side of records: nothing typed or sent is lost, what was decided never changes, a successor takes its place."""

import pytest
from django.db import IntegrityError, InternalError, transaction

from accounts.models import StoredFile
from core import clock
from core.errors import IllegalMove, NotAllowed, Refusal
from students.models import Record
from students.readiness import Mark, Stay, board_of
from students.services import records as services
from students.states import RECORD_MOVES, RecordState
from tests.factories.institutions import PartnerFactory, a_day
from tests.factories.requirements import RequirementFactory
from tests.factories.students import StudentFactory
from tests.files import a_pdf, script_on_opening

pytestmark = pytest.mark.django_db
S = RecordState


def state_of(record):
    record.refresh_from_db()
    return record.state


def test_a_draft_keeps_what_was_typed_right_or_wrong(desk):
    draft = desk.draft(typed={"on": "thirty", "product": "", "batch": "x" * 600})
    assert (draft.values["on"], draft.values["product"], len(draft.values["batch"])) == ("thirty", "", 500)
    again = desk.draft(typed={"on": a_day(-3).isoformat()})
    assert (again.pk, again.values, Record.objects.count()) == (draft.pk, {"on": a_day(-3).isoformat()}, 1)


def test_a_document_stays_with_the_draft_until_another_takes_its_place(desk, django_capture_on_commit_callbacks):
    draft = desk.draft()
    first = draft.file
    assert (first.owner_id, first.media_type) == (desk.student.user_id, "image/jpeg")
    with django_capture_on_commit_callbacks(execute=True):
        second = desk.attach(draft, a_pdf(), "card.pdf").file
    assert list(StoredFile.objects.filter(kind="record")) == [second]


def test_a_hostile_document_is_refused_and_the_earlier_one_stays(desk):
    draft = desk.draft()
    with pytest.raises(Refusal, match="holds a script") as refused:
        desk.attach(draft, a_pdf(script_on_opening), "card.pdf")
    draft.refresh_from_db()
    assert (refused.value.field, draft.file.name) == ("document", "health-record.jpg")


def test_a_document_is_called_as_the_student_called_it_unless_it_tells_of_health(desk):
    records = [desk.attach(desk.draft(kind=kind), name="igra-positive.jpg") for kind in (desk.vaccine, desk.card)]
    assert [record.file.name for record in records] == ["health-record.jpg", "igra-positive.jpg"]


def test_submit_record_writes_what_it_says_and_waits(desk):
    sent = desk.submit(desk.draft())
    assert (sent.state, sent.on, sent.until, sent.values) == (
        S.SUBMITTED,
        a_day(-30),
        None,
        {"product": "MMR", "batch": ""},
    )
    assert list(sent.transitions.values_list("move", "by_id")) == [("submit", desk.student.user_id)]


def test_submit_record_without_a_day_of_its_own_holds_as_long_as_its_kind(desk):
    desk.vaccine.default_months = 12
    desk.vaccine.save()
    sent = desk.submit(desk.draft(), on=a_day(-10))
    assert sent.until == a_day(-10).replace(year=a_day(-10).year + 1)


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"on": a_day(1)}, "on", "has not come yet"),
        ({"until": a_day(-31)}, "until", "cannot end before it begins"),
        ({"until": a_day(-1)}, "until", "no partner can accept it"),
        ({"values": {"product": "MMR", "batch": "42101-1234567-1"}}, "batch", "an identity card number"),
    ],
)
def test_submit_record_refuses_what_no_office_could_accept(desk, said, field, words):
    draft = desk.draft()
    with pytest.raises(Refusal, match=words) as refused:
        desk.submit(draft, **said)
    assert (refused.value.field, state_of(draft)) == (field, S.DRAFT)


def test_submit_record_without_a_document_says_so(desk):
    draft = desk.record(draft=True)
    with pytest.raises(Refusal, match="The document is missing") as refused:
        desk.submit(draft)
    assert refused.value.field == "document"


def test_the_same_dose_is_sent_once_and_another_of_the_same_day_is_welcome(desk):
    desk.submit(desk.draft())
    again = desk.draft()
    with pytest.raises(Refusal, match="the same day and the same words"):
        desk.submit(again)
    assert state_of(desk.submit(again, values={"product": "Measles", "batch": ""})) == S.SUBMITTED


def test_one_document_shows_several_doses_and_goes_only_with_the_last(desk, django_capture_on_commit_callbacks):
    first = desk.submit(desk.draft())
    second = services.keep_draft(
        student_id=desk.student.pk,
        kind=desk.card,
        by=desk.owner,
        now=clock.now(),
        typed={},
        copy_of_id=first.pk,
    )
    assert second.file_id == first.file_id
    with django_capture_on_commit_callbacks(execute=True):
        services.discard_draft(record_id=second.pk, by=desk.owner, now=clock.now())
    assert list(StoredFile.objects.filter(kind="record").values_list("pk", flat=True)) == [first.file_id]


def test_a_document_of_somebody_else_cannot_be_copied(desk):
    other = StudentFactory(institute=desk.student.institute)
    with pytest.raises(Record.DoesNotExist):
        desk.draft(kind=desk.card, copy_of_id=desk.record(student=other).pk)


def test_discard_draft_takes_the_document_along(desk, django_capture_on_commit_callbacks):
    draft = desk.draft()
    with django_capture_on_commit_callbacks(execute=True):
        services.discard_draft(record_id=draft.pk, by=desk.owner, now=clock.now())
    assert (Record.objects.count(), StoredFile.objects.filter(kind="record").count()) == (0, 0)


def test_nobody_else_writes_a_students_records(desk):
    draft = desk.draft()
    for stranger in (desk.checker, StudentFactory().membership.as_actor()):
        with pytest.raises(NotAllowed):
            services.keep_draft(student_id=desk.student.pk, kind=desk.card, by=stranger, now=clock.now(), typed={})
        with pytest.raises(NotAllowed):
            desk.submit(draft, by=stranger)
        with pytest.raises(NotAllowed):
            services.discard_draft(record_id=draft.pk, by=stranger, now=clock.now())
    assert state_of(draft) == S.DRAFT


def test_a_correction_of_what_waits_takes_its_place_when_it_is_sent(desk):
    first = desk.submit(desk.draft())
    correction = desk.draft(replaces_id=first.pk)
    assert (correction.file_id, state_of(first)) == (first.file_id, S.SUBMITTED)
    desk.submit(correction)
    assert (state_of(first), state_of(correction)) == (S.SUPERSEDED, S.SUBMITTED)


@pytest.mark.parametrize(("reason", "keeps"), [("unreadable", False), ("other_fields", True), ("other", True)])
def test_a_correction_begins_with_the_document_unless_that_was_wrong(desk, reason, keeps):
    rejected = desk.reject(desk.record(), reason=reason)
    begun = services.keep_draft(
        student_id=desk.student.pk,
        kind=desk.vaccine,
        by=desk.owner,
        now=clock.now(),
        typed={},
        replaces_id=rejected.pk,
    )
    assert (begun.file_id == rejected.file_id) is keeps


@pytest.mark.parametrize(("on", "state"), [(-30, S.SUPERSEDED), (-31, S.VERIFIED)])
def test_another_document_of_the_same_day_takes_the_place_and_one_of_a_later_day_stands_beside(desk, on, state):
    old = desk.record(verified=True, on=a_day(on), values={"product": "Measles"})
    desk.verify(desk.submit(desk.draft(replaces_id=old.pk)))
    assert state_of(old) == state


def test_a_renewal_leaves_the_old_one_in_force_even_after_coming_back(desk):
    old = desk.record(verified=True)
    renewal = desk.submit(desk.draft(replaces_id=old.pk))
    assert state_of(old) == S.VERIFIED
    desk.reject(renewal)
    correction = desk.submit(desk.draft(replaces_id=renewal.pk))
    assert (state_of(old), state_of(renewal)) == (S.VERIFIED, S.SUPERSEDED)
    desk.verify(correction)
    assert (state_of(old), state_of(correction)) == (S.VERIFIED, S.VERIFIED)


def test_a_renewal_in_good_time_leaves_no_day_without(desk):
    partner = PartnerFactory()
    own_end = {"holds": "through", "any": [[{"kind": "bls", "valid": {"for": "own"}}]]}
    RequirementFactory(partner=partner, kind=desk.card, rule=own_end)
    stay = Stay(desk.student.pk, a_day(-40), a_day(45), partner.pk, None, desk.student.programme_id, None)
    old = desk.record(kind=desk.card, values={}, on=a_day(-350), until=a_day(15), verified=True)
    assert [cell.mark for cell in board_of([stay]).rows[0].cells.values()] == [Mark.EXPIRES]
    renewal = desk.submit(desk.draft(kind=desk.card, replaces_id=old.pk), on=a_day(-4), until=a_day(700), values={})
    desk.verify(renewal)
    assert [cell.mark for cell in board_of([stay]).rows[0].cells.values()] == [Mark.MET]
    assert [record.stage(a_day(0)) for record in Record.objects.for_list().order_by("pk")] == ["renewed", "verified"]
    assert list(Record.objects.ending(a_day(0))) == []


def test_a_record_has_one_successor(desk):
    old = desk.record(verified=True)
    desk.submit(desk.draft(replaces_id=old.pk))
    with pytest.raises(Refusal, match="A newer one has taken its place"):
        desk.draft(replaces_id=old.pk, typed={})
    with pytest.raises(Refusal, match="It was not sent yet"):
        desk.draft(replaces_id=desk.draft(kind=desk.card).pk)


@pytest.mark.parametrize("state", S.values)
def test_only_what_is_a_draft_is_sent(desk, state):
    record = desk.record(state=state, reason="other" if state == S.REJECTED else "", decided_at=clock.now())
    if state == S.DRAFT:
        assert desk.submit(record).state == S.SUBMITTED
    else:
        with pytest.raises(Refusal, match="It was sent already"):
            desk.submit(record)


@pytest.mark.parametrize("move", RECORD_MOVES, ids=lambda move: move.name)
@pytest.mark.parametrize("state", S.values)
def test_a_move_starts_only_where_the_table_says(move, state):
    if state in move.sources:
        assert move.check(state) is None
    else:
        with pytest.raises(IllegalMove):
            move.check(state)


@pytest.mark.parametrize("trait", ["verified", "rejected"])
@pytest.mark.parametrize(
    "change", [{"on": a_day(-3)}, {"until": a_day(900)}, {"values": {"product": "Measles"}}, {"state": "submitted"}]
)
def test_what_was_decided_never_changes_not_by_a_raw_update(desk, trait, change):
    record = desk.record(**{trait: True})
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        Record.objects.filter(pk=record.pk).update(**change)
    assert Record.objects.filter(pk=record.pk).update(state=S.SUPERSEDED) == 1
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        Record.objects.filter(pk=record.pk).update(state=record.state)


@pytest.mark.parametrize("trait", [{}, {"verified": True}, {"rejected": True}])
def test_what_was_sent_is_kept_not_even_deleted_by_a_raw_query(desk, trait):
    record = desk.record(**trait)
    with pytest.raises(InternalError, match="Cannot delete"), transaction.atomic():
        Record.objects.filter(pk=record.pk).delete()


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("sent_record_has_day_and_document", {"file": None}),
        ("sent_record_has_day_and_document", {"on": None}),
        ("record_ends_after_its_day", {"until": a_day(-300)}),
        ("rejected_record_says_why", {"state": S.REJECTED}),
        ("verified_record_says_when", {"state": S.VERIFIED}),
    ],
)
def test_the_database_keeps_what_a_record_must_say(desk, name, changes):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        desk.record(**changes)


@pytest.mark.parametrize(
    ("name", "trait"),
    [
        ("one_new_draft_a_kind", {"draft": True}),
        ("one_waiting_record_of_one_dose", {}),
        ("one_verified_record_of_one_dose", {"verified": True}),
    ],
)
def test_the_database_keeps_one_of_each(desk, name, trait):
    desk.record(**trait)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        desk.record(**trait)
