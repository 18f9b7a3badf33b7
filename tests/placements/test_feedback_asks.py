"""A student asks the supervisor for feedback: once a week, taken back, answered by a note."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from core import clock
from core.errors import NotAllowed, Refusal
from placements.models import FeedbackAsk
from placements.services.feedback import leave_feedback
from placements.services.feedback_asks import ask_feedback, take_back_feedback_ask
from placements.services.placements import name_supervisor
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.mentors import FeedbackAskFactory
from tests.placements.pages import SENT, page, sign_in
from tests.placements.ward import a_ward, names, told
from tests.races import race, refusals

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def now(ward):
    return ward.at(a_day(0), 12)


def ask(ward, now, by=None):
    return ask_feedback(placement_id=ward.pk, by=by or ward.intern, now=now)


def note(ward, now):
    return leave_feedback(placement_id=ward.pk, by=ward.doctor, now=now, kind="strength", text="Calm with children.")


def standing(ward):
    return FeedbackAsk.objects.standing().filter(placement=ward.placement).count()


def test_the_supervisor_is_told_and_a_note_answers(ward, now):
    ask(ward, now)
    assert (told("feedback.asked"), standing(ward)) == (names(ward.supervisor), 1)
    note(ward, now + timedelta(hours=1))
    assert standing(ward) == 0


def test_a_note_from_before_answers_nothing(ward, now):
    note(ward, now - timedelta(hours=1))
    ask(ward, now)
    assert standing(ward) == 1


def test_a_hand_over_takes_the_ask_along_to_who_guides_from_now_on(ward, now):
    ask(ward, now)
    grace = MembershipFactory(supervisor=True, partner=ward.placement.partner)
    later = now + timedelta(hours=1)
    named = partial(name_supervisor, placement_id=ward.pk, by=ward.host)
    named(now=later, supervisor=grace)
    assert [(row.supervisor, row.at) for row in FeedbackAsk.objects.standing()] == [(grace, later)]
    assert told("feedback.asked") == names(ward.supervisor, grace)
    named(now=later + timedelta(hours=1), supervisor=ward.supervisor)
    assert (standing(ward), FeedbackAsk.objects.count()) == (0, 2)  # asked this week already


def test_the_student_alone_asks_and_takes_back(ward, now):
    for by in (ward.doctor, ward.host, ward.office, a_ward().intern):
        with pytest.raises(NotAllowed):
            ask(ward, now, by)
    ask(ward, now)
    for by in (ward.doctor, ward.host, ward.office):
        with pytest.raises(NotAllowed):
            take_back_feedback_ask(placement_id=ward.pk, by=by, now=now)


def test_one_person_is_asked_once_a_week_whatever_came_of_it(ward, now):
    ask(ward, now)
    take_back_feedback_ask(placement_id=ward.pk, by=ward.intern, now=now)
    assert standing(ward) == 0
    with pytest.raises(Refusal, match="You asked on"):
        ask(ward, now + WEEK - timedelta(minutes=1))
    ask(ward, now + WEEK)
    assert (standing(ward), len(told("feedback.asked"))) == (1, 2)


def test_what_was_never_asked_for_is_not_taken_back(ward, now):
    with pytest.raises(Refusal, match="Nothing that you asked for"):
        take_back_feedback_ask(placement_id=ward.pk, by=ward.intern, now=now)


def test_another_supervisor_may_be_asked_in_the_same_week(ward, now):
    ask(ward, now)
    ward.placement.supervisor = a_ward().supervisor
    ward.placement.save()
    ask(ward, now + timedelta(hours=1))
    assert FeedbackAsk.objects.count() == 2


def test_nobody_is_asked_before_it_begins_or_without_a_supervisor(now):
    early = a_ward(confirmed=True)
    with pytest.raises(Refusal, match="has not begun"):
        ask(early, now)
    alone = a_ward()
    alone.placement.supervisor = None
    alone.placement.save()
    with pytest.raises(Refusal, match="Nobody is named"):
        ask(alone, now)


def test_the_table_refuses_a_second_ask_within_the_week_and_a_shorter_week(ward, now):
    first = FeedbackAskFactory(placement=ward.placement, at=now, taken_back_at=now)
    with pytest.raises(IntegrityError, match="a_supervisor_is_asked_for_feedback_once_a_week"), transaction.atomic():
        FeedbackAskFactory(placement=ward.placement, at=now + timedelta(days=6))
    with pytest.raises(IntegrityError, match="a_week_between_asks"), transaction.atomic():
        FeedbackAskFactory(at=now, again_from=now + timedelta(days=6))
    FeedbackAskFactory(placement=ward.placement, at=first.again_from)


@pytest.mark.django_db(transaction=True)
def test_asked_in_three_windows_at_once_it_is_asked_once():
    ward = a_ward()
    now = clock.now()
    results = race([lambda: ask(ward, now)] * 3)
    assert (len(refusals(results, Refusal)), FeedbackAsk.objects.count()) == (2, 1)


def test_asked_by_a_button_it_stands_on_today_and_is_taken_back(client, ward):
    student, doctor = sign_in(client, ward.student), sign_in(Client(), ward.supervisor)
    assert page("feedback_ask", ward) in student.get(ward.placement.get_absolute_url()).text
    assert page("feedback_ask", ward) not in doctor.get(ward.placement.get_absolute_url()).text
    student.post(page("feedback_ask", ward), SENT)
    title = f"{ward.student.user.name} asks how it goes"
    assert title in [str(step.title) for step in doctor.get("/home/").context["steps"]]
    shown = student.get(ward.placement.get_absolute_url()).text
    assert ("You asked for feedback on" in shown, page("feedback_ask", ward) in shown) == (True, False)
    assert student.get(page("feedback_ask", ward)).status_code == 409
    student.post(page("feedback_take_back", ward), SENT)
    assert title not in [str(step.title) for step in doctor.get("/home/").context["steps"]]


def test_two_taps_on_today_answer_it(client, ward):
    FeedbackAskFactory(placement=ward.placement)
    doctor = sign_in(client, ward.supervisor)
    doctor.post(f"/today/{ward.pk}/feedback/", {"kind": "strength", "text": "Calm with children."})
    assert standing(ward) == 0
