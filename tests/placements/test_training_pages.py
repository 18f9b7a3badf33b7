"""The pages of hours, objectives and feedback."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from core import clock
from core.words import day as in_words
from placements.models import FeedbackNote, HoursEntry, ObjectiveConfirmation
from placements.states import HoursState
from tests.factories.institutions import a_day
from tests.factories.placements import FeedbackNoteFactory, HoursEntryFactory, ObjectiveFactory
from tests.placements.pages import SENT, page, sign_in
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def as_student(client, ward):
    return sign_in(client, ward.student)


@pytest.fixture
def as_supervisor(client, ward):
    return sign_in(client, ward.supervisor)


# Hours


def shift(day, **more):
    return {
        "day": day.isoformat(),
        "starts": "08:00",
        "ends": "15:30",
        "break_minutes": "30",
        "category": "procedure",
        "note": "",
    } | more


def test_hours_add_sends_or_keeps_by_the_button(as_student, ward):
    as_student.post(page("hours_add", ward), shift(a_day(-1), send=["False", "true"]))
    as_student.post(page("hours_add", ward), shift(a_day(-2), send=["False", ""]))
    states = list(HoursEntry.objects.order_by("-started_at").values_list("state", "minutes"))
    assert states == [(HoursState.SUBMITTED, 420), (HoursState.DRAFT, 420)]


def test_a_draft_is_read_by_its_writer_alone(as_student, ward):
    draft = HoursEntryFactory(placement=ward.placement, draft=True, note="MRN 887766, to look up")
    address = f"{page('hours_list', ward)}?day={draft.local_start.date()}"
    others = [sign_in(Client(), who) for who in (ward.supervisor, ward.coordinator, ward.lead)]
    assert [draft.note in who.get(address).text for who in (as_student, *others)] == [True, False, False, False]
    eyes = replace(ward.intern, viewed_by=ward.coordinator.user_id)
    assert not HoursEntry.objects.visible_to(eyes).exists()


def test_a_draft_in_two_windows_is_not_written_over_in_silence(as_student, ward):
    entry = HoursEntryFactory(placement=ward.placement, draft=True)
    address = page("hours_edit", ward, entry.pk)
    first, second = (as_student.get(address).context["form"]["version"].value() for _two in range(2))
    day = entry.local_start.date()
    mine = shift(day, note="From the first", starts="06:00", version=first, send="")
    assert as_student.post(address, mine).status_code == 302
    later = shift(day, note="From the second", version=second, send="")
    refused = as_student.post(address, later)
    assert [words in refused.text for words in ("From the first", "06:00", "From the second")] == [True] * 3
    again = later | {"version": refused.context["form"]["version"].value()}
    assert as_student.post(address, again).status_code == 302
    entry.refresh_from_db()
    assert entry.note == "From the second"


def test_drafts_that_name_a_patient_are_told_by_their_day(as_student, ward):
    HoursEntryFactory(placement=ward.placement, draft=True, started_at=ward.at(a_day(-4), 8))
    HoursEntryFactory(placement=ward.placement, draft=True, started_at=ward.at(a_day(-3), 8), note="MRN 887766")
    said = as_student.post(page("hours_send", ward), SENT).text
    assert f"The note of {in_words(a_day(-3))} seems to hold patient data" in said


def test_hours_add_twice_with_one_key_enters_once(as_student, ward):
    for _ in range(2):
        answer = as_student.post(page("hours_add", ward), shift(a_day(-1), idempotency_key="one-and-the-same"))
        assert answer.status_code == 302
    assert HoursEntry.objects.count() == 1


def test_hours_add_again_with_the_key_of_a_removed_shift_says_so(as_student, ward):
    sent = shift(a_day(-1), send=["False", ""], idempotency_key="one-and-the-same")
    as_student.post(page("hours_add", ward), sent)
    entry = HoursEntry.objects.get()
    as_student.post(page("hours_remove", ward, entry.pk), SENT)
    answer = as_student.post(page("hours_add", ward), sent)
    assert (answer.status_code, "was removed since" in answer.text) == (200, True)
    assert not HoursEntry.objects.exists()


def test_hours_add_that_is_refused_keeps_what_was_typed(as_student, ward):
    answer = as_student.post(page("hours_add", ward), shift(a_day(3), note="Rounds."))
    form = answer.context["form"]
    assert list(form.errors) == ["ends"]
    assert "This shift has not ended yet." in answer.content.decode()
    assert form["note"].value() == "Rounds."


def test_hours_add_begins_like_the_last_shift(as_student, ward):
    HoursEntryFactory(
        placement=ward.placement, started_at=ward.at(a_day(-2), 20), minutes=690, break_minutes=30, category="on_call"
    )
    form = as_student.get(page("hours_add", ward), {"day": a_day(-1).isoformat()}).context["form"]
    names = ("day", "starts", "ends", "break_minutes", "category", "note")
    assert [str(form[name].initial) for name in names] == [str(a_day(-1)), "20:00:00", "08:00:00", "30", "on_call", ""]


def test_hours_list_shows_a_week_on_the_institutes_clock(client, ward):
    day = a_day(0) - timedelta(days=a_day(0).weekday() + 7)  # Monday of last week
    HoursEntryFactory(
        placement=ward.placement, started_at=ward.at(day, 20), minutes=690, break_minutes=30, returned=True
    )
    type(ward.placement.institute).objects.filter(pk=ward.placement.institute_id).update(time_zone="Asia/Karachi")
    text = sign_in(client, ward.student).get(page("hours_list", ward), {"day": day.isoformat()}).content.decode()
    assert "20:00–08:00" in text
    assert "Returned: You left at 14:00 on that day." in text
    assert page("hours_correct", ward, HoursEntry.objects.get().pk) in text


@pytest.mark.parametrize("day", ["yesterday", "2026-13-45", "0001-01-01", "9999-12-31"])
def test_hours_list_with_a_day_that_is_none_shows_this_week(as_student, ward, day):
    answer = as_student.get(page("hours_list", ward), {"day": day})
    week = answer.context["week"]
    assert week.first <= ward.placement.today(clock.now()) <= week.last


def test_hours_week_has_no_way_beyond_the_placement(as_student, ward):
    first = as_student.get(page("hours_list", ward), {"day": ward.placement.starts_on.isoformat()}).context["week"]
    last = as_student.get(page("hours_list", ward), {"day": ward.placement.ends_on.isoformat()}).context["week"]
    assert (first.previous, last.next) == (None, None)
    assert first.next
    assert last.previous


def test_hours_sign_approves_what_is_ticked(as_supervisor, ward):
    first, second = HoursEntryFactory.create_batch(2, placement=ward.placement)
    assert as_supervisor.get(page("hours_sign", ward)).context["ticked"] == {first.pk, second.pk}
    assert as_supervisor.post(page("hours_sign", ward), {"entry_ids": [first.pk]}).status_code == 302
    assert ward.fresh().approved_minutes == 480
    assert [entry.pk for entry in as_supervisor.get(page("hours_sign", ward)).context["waiting"]] == [second.pk]


def test_hours_sign_with_nothing_ticked_says_so(as_supervisor, ward):
    HoursEntryFactory(placement=ward.placement)
    assert "Tick at least one shift." in as_supervisor.post(page("hours_sign", ward), SENT).content.decode()
    assert ward.fresh().approved_minutes == 0


def test_hours_sign_with_one_signed_meanwhile_signs_none(as_supervisor, ward):
    waiting, gone = (
        HoursEntryFactory(placement=ward.placement),
        HoursEntryFactory(placement=ward.placement, approved=True),
    )
    answer = as_supervisor.post(page("hours_sign", ward), {"entry_ids": [waiting.pk, gone.pk]})
    assert "does not wait any more" in answer.content.decode()
    assert ward.fresh().approved_minutes == 480


def test_hours_sign_with_nothing_waiting_says_so(as_supervisor, ward):
    assert "Nothing waits for you" in as_supervisor.get(page("hours_sign", ward)).content.decode()


def test_hours_go_there_and_back(client, ward):
    sign_in(client, ward.student).post(page("hours_add", ward), shift(a_day(-1), send=["False", "true"]))
    entry = HoursEntry.objects.get()
    sign_in(client, ward.supervisor).post(page("hours_return", ward, entry.pk), {"reason": "You left at 14:00."})
    sign_in(client, ward.student)
    assert "You left at 14:00." in client.get(page("hours_correct", ward, entry.pk)).content.decode()
    client.post(page("hours_correct", ward, entry.pk), shift(a_day(-1), ends="14:00"))
    new = HoursEntry.objects.get(supersedes=entry)
    sign_in(client, ward.supervisor).post(page("hours_sign", ward), {"entry_ids": [new.pk]})
    assert ward.fresh().approved_minutes == new.minutes == 330


def test_hours_drafts_are_changed_removed_and_sent(as_student, ward):
    kept, gone = HoursEntryFactory.create_batch(2, placement=ward.placement, draft=True)
    as_student.post(page("hours_edit", ward, kept.pk), shift(kept.local_start.date(), ends="12:00"))
    as_student.post(page("hours_remove", ward, gone.pk), SENT)
    as_student.post(page("hours_send", ward), SENT)
    assert list(HoursEntry.objects.values_list("pk", "state", "minutes")) == [(kept.pk, HoursState.SUBMITTED, 210)]


# Objectives and feedback


def test_objective_list_confirms_by_rank(as_supervisor, ward):
    first, second = ObjectiveFactory.create_batch(2, slot=ward.placement.slot)
    assert (
        as_supervisor.post(
            page("objective_list", ward), {f"objective_{first.pk}": "4", f"objective_{second.pk}": ""}
        ).status_code
        == 302
    )
    word = ObjectiveConfirmation.objects.get()
    assert (word.objective, word.level.rank) == (first, 4)
    [row, _other] = as_supervisor.get(page("objective_list", ward)).context["rows"]
    assert (row["value"], row["said"]) == (4, word)


def test_objective_list_with_no_such_rank_keeps_the_page(as_supervisor, ward):
    objective = ObjectiveFactory(slot=ward.placement.slot)
    answer = as_supervisor.post(page("objective_list", ward), {f"objective_{objective.pk}": "6"})
    assert (answer.status_code, ObjectiveConfirmation.objects.count()) == (200, 0)


def test_objective_list_is_read_by_the_student_and_written_by_nobody_else(as_student, ward):
    objective = ObjectiveFactory(slot=ward.placement.slot)
    assert "Not yet" in as_student.get(page("objective_list", ward)).content.decode()
    assert as_student.post(page("objective_list", ward), {f"objective_{objective.pk}": "4"}).status_code == 403
    assert not ObjectiveConfirmation.objects.exists()


def test_feedback_add_takes_its_kind_from_the_button(as_supervisor, ward):
    as_supervisor.post(
        page("feedback_add", ward),
        {"kind": ["", "next_step"], "text": "Work faster on portable chest films.", "objective": ""},
    )
    note = FeedbackNote.objects.get()
    assert (note.kind, note.text) == ("next_step", "Work faster on portable chest films.")


def test_feedback_thank(as_student, ward):
    note = FeedbackNoteFactory(placement=ward.placement)
    assert page("feedback_thank", ward, note.pk) in as_student.get(page("feedback_list", ward)).content.decode()
    as_student.post(page("feedback_thank", ward, note.pk), SENT)
    note.refresh_from_db()
    assert note.thanked_at is not None
    assert page("feedback_thank", ward, note.pk) not in as_student.get(page("feedback_list", ward)).content.decode()
