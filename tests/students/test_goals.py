"""Goals: kept question by question, by the student alone."""

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.errors import NotAllowed, Refusal
from students.models import Goals
from students.policies.goals import QUESTIONS, after, first_open
from students.services.goals import answer_question
from tests.factories.institutions import MembershipFactory, SiteFactory
from tests.factories.students import StudentFactory
from tests.races import race

pytestmark = pytest.mark.django_db


def answer(student, question="field", by=None, **said):
    return answer_question(
        student_id=student.pk,
        by=(by or student.membership).as_actor(),
        now=clock.now(),
        question=question,
        is_final=said.pop("is_final", True),
        answers=said,
    )


def test_answers_are_kept_one_by_one():
    student = StudentFactory()
    answer(student, "field", tracks=["imaging"])
    goals = answer(student, "pay", pay="needed")
    assert (goals.tracks, goals.pay, goals.answered) == (["imaging"], "needed", ["field", "pay"])


def test_what_is_still_being_typed_is_kept_and_the_question_stays_open():
    goals = answer(StudentFactory(), "skills", skills="Portable films", is_final=False)
    assert (goals.skill_list, first_open(goals)) == (["Portable films"], "field")


def test_a_place_is_measured_from_the_middle_of_its_sites():
    SiteFactory(city="Karachi", latitude=24, longitude=67)
    SiteFactory(city="Karachi", latitude=25, longitude=68)
    student = StudentFactory()
    assert answer(student, "place", city="Karachi", km_at_most=25).origin == (24.5, 67.5)
    assert answer(student, "place", city="Hunza", km_at_most=25).origin is None


def test_the_questions_follow_each_other_to_the_end():
    seen, question = [], first_open(None)
    while question:
        seen.append(question)
        question = after(question)
    assert tuple(seen) == QUESTIONS
    assert first_open(Goals(answered=list(QUESTIONS))) is None


def test_goals_that_leave_everything_open_say_nothing():
    student = StudentFactory()
    assert not answer(student, "pay", pay="any").says_something
    assert answer(student, "balance", no_nights=True).says_something


def test_nobody_else_sets_a_students_goals():
    student = StudentFactory()
    coordinator = MembershipFactory(coordinator=True, institute=student.institute)
    with pytest.raises(NotAllowed):
        answer(student, by=coordinator, tracks=["imaging"])
    assert Goals.objects.count() == 0


def test_numbers_of_people_do_not_belong_among_the_skills():
    with pytest.raises(Refusal, match="a phone number") as refused:
        answer(StudentFactory(), "skills", skills="Call 0300 1234567")
    assert refused.value.field == "skills"


def test_goals_are_seen_by_their_student_and_their_office():
    student = StudentFactory()
    goals = answer(student, tracks=["imaging"])
    office = MembershipFactory(coordinator=True, institute=student.institute)
    strangers = (StudentFactory().membership, MembershipFactory(coordinator=True), MembershipFactory(lead=True))
    assert [list(Goals.objects.visible_to(m.as_actor())) for m in (student.membership, office)] == [[goals], [goals]]
    assert [list(Goals.objects.visible_to(m.as_actor())) for m in strangers] == [[], [], []]


@pytest.mark.parametrize("wrong", [{"weeks_at_least": 9, "weeks_at_most": 8}, {"hours_at_most": 169}])
def test_the_database_refuses_what_cannot_be(wrong):
    student = StudentFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Goals.objects.create(student=student, **wrong)


@pytest.mark.django_db(transaction=True)
def test_answers_from_four_windows_at_once_make_one_row():
    student = StudentFactory()
    results = race([lambda: answer(student, tracks=["imaging"])] * 4)
    assert ([type(result).__name__ for result in results], Goals.objects.count()) == (["Goals"] * 4, 1)
