"""A supervisor's Today: what waits, in the order of what interns need most, each done from its line."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core import clock
from placements.models import Absence, FeedbackNote, HoursEntry
from placements.states import HoursState, PlacementState
from placements.states_attendance import AbsenceState
from tests.factories.attendance import AbsenceFactory
from tests.factories.evaluations import EvaluationFactory
from tests.factories.institutions import a_day
from tests.factories.placements import FeedbackNoteFactory, HoursEntryFactory, ObjectiveFactory, PlacementFactory
from tests.factories.selection import InterviewFactory
from tests.factories.support import SupportPlanFactory
from tests.placements.pages import page, sign_in
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    """An intern who heard a word today: nothing waits."""
    ward = a_ward()
    FeedbackNoteFactory(placement=ward.placement)
    return ward


@pytest.fixture
def today(client, ward):
    """Asks for the page, as the supervisor."""
    sign_in(client, ward.supervisor)

    def ask():
        return client.get(reverse("home"))

    return ask


def lines(answer):
    return [(str(step.title), step.tone) for step in answer.context["steps"]]


def press(client, answer, number=0, **more):
    """Send the form of a line as a browser would, its first button pressed."""
    step = answer.context["steps"][number]
    sent = {"idempotency_key": step.do.key, **more}
    for name, value in step.do.hidden:
        sent.setdefault(name, []).append(value)
    if step.do.name:
        sent.setdefault(step.do.name, step.do.buttons[0][0])
    return client.post(step.do.url, sent, follow=True)


def test_everything_that_waits_stands_in_the_order_of_need(ward, today):
    name = ward.student.user.name
    with_arrival = PlacementFactory(confirmed=True, first=0, last=80, supervisor=ward.supervisor)
    ending = PlacementFactory(first=-60, last=5, supervisor=ward.supervisor)
    ObjectiveFactory(slot=ending.slot)
    EvaluationFactory(placement=ward.placement)
    EvaluationFactory(placement=ending, due_at=clock.now() - timedelta(days=1))
    HoursEntryFactory(placement=ward.placement)
    AbsenceFactory(placement=ward.placement, first_day=a_day(-9))
    plan = SupportPlanFactory(placement=ward.placement, agreed=True)
    plan.steps.create(position=2, text="Plan an evening list.", who="supervisor")
    answer = today()
    late, silent = ending.student.user.name, ending.student.user.name
    assert [title.partition(", ")[0] for title, _tone in lines(answer)] == [
        f"How is {late} doing?",
        f"Has {with_arrival.student.user.name} arrived?",
        f"How is {name} doing?",
        f"Sign hours of {name}",
        f"Absence of {name}",
        "Plan an evening list.",
        f"A word for {silent}",
        f"Levels for {late}",
    ]
    assert next(tone for _title, tone in lines(answer)) == "late"
    assert "Evaluate several on one page" in answer.text


def test_an_interview_of_this_day_stands_above_everything_and_a_later_one_below(ward, today):
    now = timezone.localtime(clock.now())
    for at in (now.replace(hour=23, minute=30), now + timedelta(days=2)):
        mine = {"time__interviewer": ward.supervisor, "time__starts_at": at}
        InterviewFactory(booked=True, application__slot__partner=ward.placement.partner, **mine)
    EvaluationFactory(placement=ward.placement, due_at=clock.now() - timedelta(days=1))
    assert [(title.partition(" ")[0], tone) for title, tone in lines(today())] == [
        ("Interview:", "due"),
        ("How", "late"),
        ("Interview:", ""),
    ]


def test_hours_are_signed_from_their_line_but_for_those_beyond_the_rules(client, ward, today):
    for _n in range(2):
        HoursEntryFactory(placement=ward.placement)
    beyond = HoursEntryFactory(placement=ward.placement, minutes=780)
    answer = today()
    assert ("Sign 2 that keep to the rules" in answer.text, len(answer.context["steps"][0].lines)) == (True, 3)
    after = press(client, answer)
    assert f"Signed: hours of {ward.student.user.name}." in after.text
    assert list(HoursEntry.objects.exclude(state=HoursState.APPROVED)) == [beyond]
    assert after.context["steps"][0].do is None


def test_a_line_that_is_out_of_date_says_so_and_signs_nothing(client, ward, today):
    HoursEntryFactory(placement=ward.placement)
    answer = today()
    HoursEntry.objects.update(state=HoursState.RETURNED, reason="When did you leave?")
    assert "One of them does not wait any more." in press(client, answer).text
    assert not HoursEntry.objects.filter(state=HoursState.APPROVED).exists()


def test_an_absence_is_excused_from_its_line(client, ward, today):
    AbsenceFactory(placement=ward.placement)
    press(client, today())
    assert (Absence.objects.get().state, lines(today())) == (AbsenceState.EXCUSED, [])


def test_an_intern_who_came_is_welcomed_from_the_line(client, ward, today):
    coming = PlacementFactory(confirmed=True, first=0, last=80, supervisor=ward.supervisor)
    assert f"Welcome, {coming.student.user.name}." in press(client, today()).text
    coming.refresh_from_db()
    assert (coming.state, coming.arrived_on) == (PlacementState.ACTIVE, a_day(0))


def test_feedback_is_one_sentence_and_one_button_and_is_sent_once(client, ward, today):
    FeedbackNote.objects.all().delete()
    answer = today()
    for _twice in range(2):
        press(client, answer, text="Calm with a frightened child.")
    note = FeedbackNote.objects.get()
    assert (note.kind, note.text) == ("strength", "Calm with a frightened child.")


@pytest.mark.parametrize(("text", "why"), [("Good with MRN 884213", "patient data"), ("x" * 501, "at most 500")])
def test_feedback_that_is_refused_stands_in_its_box_again_to_be_mended(client, ward, today, text, why):
    FeedbackNote.objects.all().delete()
    answer = press(client, today(), text=text)
    assert (why in answer.text, f"{text}</textarea>" in answer.text) == (True, True)
    assert not FeedbackNote.objects.exists()
    client.post(answer.request["PATH_INFO"], {"text": "Calm.", "kind": "strength"})
    assert FeedbackNote.objects.get().text == "Calm."


def test_the_own_step_of_a_support_plan_is_ticked_from_its_line(client, ward, today):
    plan = SupportPlanFactory(placement=ward.placement, agreed=True)
    step = plan.steps.create(position=2, text="Plan an evening list.", who="supervisor")
    press(client, today())
    step.refresh_from_db()
    assert (step.done_by, lines(today())) == (ward.supervisor.user, [])


def test_nobody_acts_on_anothers_intern(client, ward):
    AbsenceFactory(placement=ward.placement)
    sign_in(client, a_ward().supervisor)
    for name, more in (("today_sign", ()), ("today_excuse", (Absence.objects.get().pk,)), ("today_feedback", ())):
        assert client.post(page(name, ward, *more), {"text": "x", "kind": "strength"}).status_code == 404


def test_a_day_without_anything_says_what_comes_next(ward, today):
    assert "Nothing waits for you today" in today().text
    EvaluationFactory(placement=ward.placement, scheduled=True)
    assert f"The evaluation of {ward.student.user.name} opens on" in today().text
    coming = PlacementFactory(confirmed=True, first=2, last=80, supervisor=ward.supervisor)
    assert re.search(rf"Next:\s+{coming.student.user.name} begins on", today().text)


@pytest.mark.parametrize("count", [1, 3])
def test_today_asks_no_more_for_three_interns_than_for_one(ward, today, count, django_assert_num_queries):
    for _more in range(count):
        other = PlacementFactory(supervisor=ward.supervisor)
        HoursEntryFactory(placement=other)
        AbsenceFactory(placement=other, first_day=a_day(-9))
        EvaluationFactory(placement=other)
    today()
    with django_assert_num_queries(8):
        today()
