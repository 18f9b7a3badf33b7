"""Questions about internships: asked by students, answered by the lead for everybody to read."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock
from core.errors import IllegalMove, NotAllowed, Refusal
from notifications.models import Notification
from notifications.reminders import RULES, remind
from placements.models import Question
from placements.services import questions as services
from placements.states import QuestionState, SlotState
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import QuestionFactory, SlotFactory
from tests.factories.students import StudentFactory
from tests.placements.stage import a_stage, in_days
from tests.races import race, refusals

pytestmark = pytest.mark.django_db
S = QuestionState
KEEP = {"idempotency_key": ""}


@pytest.fixture
def stage():
    return a_stage()


def ask(stage, student, text="Is there a hostel?"):
    return services.ask_question(slot_id=stage.slot.pk, by=student.membership.as_actor(), now=clock.now(), text=text)


def answer(stage, question, words="Yes, for women.", by=None):
    actor = (by or stage.lead).as_actor()
    return services.answer_question(question_id=question.pk, by=actor, now=clock.now(), answer=words)


def told(kind):
    return set(Notification.objects.filter(kind=kind).values_list("reader__name", flat=True))


def page_of(client, stage):
    return client.get(stage.slot.get_absolute_url())


def test_a_question_is_told_to_the_leads_and_stands_nowhere_until_it_is_answered(client, stage):
    student = stage.student()
    question = ask(stage, student)
    assert told("question.asked") == {stage.lead.user.name}
    assert "hostel" not in page_of(client, stage).text
    answer(stage, question)
    text = page_of(client, stage).text
    assert ("Is there a hostel?" in text, "Yes, for women." in text, student.user.name in text) == (True, True, False)
    assert told("question.answered") == {student.user.name}


def test_a_question_does_not_say_who_asks(stage):
    student = stage.student(user__name="Zarmeena Khan", roll_no="RX-90017")
    for text in ("I am Zarmeena. Is there a hostel?", "I have roll number rx 90017, may I come?"):
        with pytest.raises(Refusal, match="seems to say who you are") as caught:
            ask(stage, student, text)
        assert caught.value.field == "text"
    assert ask(stage, student, "Is there a hostel for students from outside?").student == student


def test_a_better_answer_takes_the_place_of_the_one_before(stage):
    question = answer(stage, ask(stage, stage.student()))
    answer(stage, question, "Yes, for everybody.")
    question.refresh_from_db()
    assert (question.answer, question.transitions.count()) == ("Yes, for everybody.", 2)


def test_what_was_taken_down_is_read_by_nobody_until_it_is_answered_anew(client, stage):
    question = answer(stage, ask(stage, stage.student()))
    services.hide_question(question_id=question.pk, by=stage.lead.as_actor(), now=clock.now())
    assert "hostel" not in page_of(client, stage).text
    answer(stage, question)
    assert "hostel" in page_of(client, stage).text


def test_an_administrator_takes_down_what_a_lead_has_answered(stage):
    question = answer(stage, ask(stage, stage.student()))
    administrator = MembershipFactory(administrator=True)
    services.hide_question(question_id=question.pk, by=administrator.as_actor(), now=clock.now())
    question.refresh_from_db()
    assert question.state == S.HIDDEN


def test_a_declined_question_tells_the_student_alone_why(client, stage):
    student = stage.student()
    question = ask(stage, student, "How much does Dr Mirza earn?")
    services.decline_question(
        question_id=question.pk, by=stage.lead.as_actor(), now=clock.now(), reason="We do not say that."
    )
    (notice,) = Notification.objects.filter(kind="question.declined")
    assert (notice.reader, "We do not say that." in notice.body) == (student.user, True)
    assert "Mirza earn" not in page_of(client, stage).text
    with pytest.raises(Refusal, match="Not answered in public"):
        answer(stage, question)


@pytest.mark.parametrize("text", ["Call me on 0300 1234567", "My card is 42101-1234567-1"])
def test_numbers_of_people_stand_in_no_question_and_no_answer(stage, text):
    student = stage.student()
    with pytest.raises(Refusal, match="Everybody reads it"):
        ask(stage, student, text)
    with pytest.raises(Refusal, match="Everybody reads it"):
        answer(stage, ask(stage, student), text)


def test_others_neither_ask_nor_answer_nor_take_down(stage):
    student = stage.student()
    question = answer(stage, ask(stage, student))
    with pytest.raises(NotAllowed):
        services.ask_question(slot_id=stage.slot.pk, by=stage.coordinator.as_actor(), now=clock.now(), text="?")
    for actor in (student.membership, stage.coordinator, MembershipFactory(lead=True)):
        with pytest.raises(NotAllowed):
            answer(stage, question, by=actor)
        with pytest.raises(NotAllowed):
            services.hide_question(question_id=question.pk, by=actor.as_actor(), now=clock.now())


def test_who_sees_which_question(stage):
    student = stage.student()
    waiting, answered = ask(stage, student), answer(stage, ask(stage, student))
    seen = {
        who: set(Question.objects.visible_to(membership.as_actor()))
        for who, membership in {
            "asker": student.membership,
            "other": StudentFactory().membership,
            "lead": stage.lead,
            "other lead": MembershipFactory(lead=True),
            "coordinator": stage.coordinator,
        }.items()
    }
    both, public = {waiting, answered}, {answered}
    assert seen == {"asker": both, "other": public, "lead": both, "other lead": public, "coordinator": public}


def test_nobody_asks_about_what_is_closed():
    stage = a_stage(state=SlotState.CLOSED)
    with pytest.raises(Refusal, match="no applications any more"):
        ask(stage, stage.student())


@pytest.mark.django_db(transaction=True)
def test_of_one_students_questions_three_wait_however_many_are_sent_at_once():
    stage = a_stage()
    student = stage.student()
    results = race([lambda: ask(stage, student)] * 5)
    assert (len(refusals(results, Refusal)), Question.objects.count()) == (2, 3)


def test_a_question_that_waits_three_days_is_said_again_once():
    question = QuestionFactory(created_at=in_days(-4))
    lead = MembershipFactory(lead=True, partner=question.slot.partner)
    QuestionFactory(created_at=in_days(-2), slot=question.slot)
    rule = [RULES["question.waits"]]
    assert [remind(now=clock.now(), rules=rule) for _run in range(2)] == [1, 0]
    assert told("question.waits") == {lead.user.name}


def test_the_database_refuses_an_answered_question_without_its_answer():
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionFactory(state=S.ANSWERED, answer="")


def test_a_move_that_is_none_is_refused(stage):
    question = ask(stage, stage.student())
    with pytest.raises((IllegalMove, Refusal)):
        services.hide_question(question_id=question.pk, by=stage.lead.as_actor(), now=clock.now())


# pages


def test_a_student_asks_from_the_page_and_the_lead_answers_from_the_list(client, stage):
    student = stage.student()
    client.force_login(student.user)
    address = reverse("question_ask", args=[stage.slot.pk])
    assert f'href="{address}"' in page_of(client, stage).text
    client.post(address, KEEP | {"text": "Is there a hostel?"})
    client.force_login(stage.lead.user)
    question = Question.objects.get()
    assert reverse("question_answer", args=[question.pk]) in client.get(reverse("question_list")).text
    client.post(reverse("question_answer", args=[question.pk]), KEEP | {"answer": "Yes."})
    client.post(reverse("question_hide", args=[question.pk]), KEEP)
    question.refresh_from_db()
    assert (question.answer, question.state) == ("Yes.", S.HIDDEN)


def test_asking_comes_to_an_end(client, stage):
    client.force_login(stage.student().user)
    address = reverse("question_ask", args=[stage.slot.pk])
    answers = [client.post(address, KEEP | {"text": "?"}).status_code for _time in range(11)]
    assert (answers[:3], answers[3:10], answers[10]) == ([302] * 3, [200] * 7, 429)


def test_the_list_shows_what_waits_first_the_longest_first(client, stage):
    done = QuestionFactory(slot=stage.slot, answered=True)
    first, second = QuestionFactory(slot=stage.slot), QuestionFactory(slot=stage.slot)
    QuestionFactory()
    client.force_login(stage.lead.user)
    assert list(client.get(reverse("question_list")).context["page"]) == [first, second, done]


@pytest.mark.parametrize("rows", [1, 3])
def test_question_list_takes_four_queries(client, stage, rows, django_assert_num_queries):
    QuestionFactory.create_batch(rows, slot=stage.slot)
    client.force_login(stage.lead.user)
    client.get(reverse("question_list"))
    with django_assert_num_queries(4):  # person, memberships, count, rows
        client.get(reverse("question_list"))


def test_questions_of_others_are_not_found(client, stage):
    question = QuestionFactory(slot=SlotFactory())
    client.force_login(stage.lead.user)
    assert client.get(reverse("question_answer", args=[question.pk])).status_code == 404
