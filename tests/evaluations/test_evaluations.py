"""Filling in an evaluation: what is kept, what is submitted, what follows, who is told."""

import pytest
from django.db import InternalError, connection, transaction

from core import clock
from core.actor import Via
from core.errors import NotAllowed, Refusal
from evaluations.models import Answer, Evaluation
from evaluations.services import evaluations as services
from evaluations.states import EvaluationState
from notifications.models import Notification
from tests.evaluations.clinic import a_clinic, links_of
from tests.factories.evaluations import answers_of, submitted
from tests.factories.institutions import MembershipFactory
from tests.races import race, refusals

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return a_clinic()


def save(clinic, answers, comment="", by=None):
    return services.save_evaluation(
        evaluation_id=clinic.pk, by=by or clinic.ward.doctor, now=clock.now(), answers=answers, comment=comment
    )


def kept(clinic):
    """What is answered, by criterion in the order of the form: the rank, or None for not observed."""
    rows = Answer.objects.filter(evaluation=clinic.pk).select_related("point").order_by("criterion__position")
    return {row.criterion_id: row.point.rank if row.point else None for row in rows}


def told(kind):
    return list(Notification.objects.filter(kind=kind).values_list("reader_id", flat=True))


def test_save_evaluation_keeps_what_was_answered_and_begins_it_once(clinic):
    first, second, *_rest = clinic.evaluation.instrument.criteria.values_list("pk", flat=True)
    save(clinic, {first: 3}, "Calm")
    save(clinic, {first: 4, second: None}, "Calm with patients")
    evaluation = clinic.fresh()
    assert kept(clinic) == {first: 4, second: None}
    assert (evaluation.state, evaluation.comment) == (EvaluationState.IN_PROGRESS, "Calm with patients")
    assert list(evaluation.transitions.values_list("move", flat=True)) == ["begin"]


def test_save_evaluation_leaves_an_answer_that_was_not_sent(clinic):
    first, second, *_rest = clinic.evaluation.instrument.criteria.values_list("pk", flat=True)
    save(clinic, {first: 2, second: 5})
    save(clinic, {second: 1})
    assert kept(clinic) == {first: 2, second: 1}


def test_save_evaluation_keeps_even_what_may_not_be_submitted(clinic):
    save(clinic, {}, "MRN 4411223 was frightened.")
    assert clinic.fresh().comment == "MRN 4411223 was frightened."


def test_submit_evaluation_locks_it_and_tells_the_student(clinic):
    submitted(clinic.evaluation, 4, None, 5)
    evaluation = clinic.fresh()
    assert (evaluation.state, evaluation.via) == (EvaluationState.SUBMITTED, Via.PERSON)
    assert list(kept(clinic).values()) == [4, None, 5, 5, 5]
    assert told("evaluation.submitted") == [clinic.ward.student.user_id]
    assert told("evaluation.receipt") == []


def test_submit_evaluation_with_an_answer_missing_is_refused_and_changes_nothing(clinic):
    answers = answers_of(clinic.evaluation, 4)
    answers.popitem()
    with pytest.raises(Refusal, match="1 answer is missing"):
        services.submit_evaluation(
            evaluation_id=clinic.pk, by=clinic.ward.doctor, now=clock.now(), answers=answers, comment=""
        )
    assert (clinic.fresh().state, kept(clinic)) == (EvaluationState.OPEN, {})


def test_submit_evaluation_takes_answers_that_were_saved_before(clinic):
    answers = answers_of(clinic.evaluation, 4)
    save(clinic, answers)
    services.submit_evaluation(evaluation_id=clinic.pk, by=clinic.ward.doctor, now=clock.now(), answers={}, comment="")
    assert clinic.fresh().state == EvaluationState.SUBMITTED


def test_submit_evaluation_that_names_a_patient_is_refused_beside_the_sentence(clinic):
    with pytest.raises(Refusal, match="record number") as refused:
        submitted(clinic.evaluation, 4, comment="Good with MRN 4411223.")
    assert refused.value.field == "comment"
    assert clinic.fresh().state == EvaluationState.OPEN


def test_submit_evaluation_again_says_when_it_was_submitted(clinic):
    submitted(clinic.evaluation, 4)
    with pytest.raises(Refusal, match="You submitted this on"):
        submitted(clinic.evaluation, 1)
    assert set(kept(clinic).values()) == {4}


def test_a_colleague_may_not_fill_it_in(clinic):
    with pytest.raises(NotAllowed):
        save(clinic, {}, by=clinic.colleague().as_actor())


def test_the_student_may_not_fill_it_in_under_another_hat(clinic):
    hat = MembershipFactory(supervisor=True, partner=clinic.ward.placement.partner, user=clinic.ward.student.user)
    Evaluation.objects.filter(pk=clinic.pk).update(evaluator=hat)
    with pytest.raises(NotAllowed):
        save(clinic, {}, by=hat.as_actor())


def test_an_evaluation_that_is_planned_says_when_it_opens():
    clinic = a_clinic(scheduled=True)
    with pytest.raises(Refusal, match="It opens on"):
        save(clinic, {})


def test_acknowledge_evaluation_with_an_answer_tells_the_evaluator(clinic):
    submitted(clinic.evaluation, 4)
    services.acknowledge_evaluation(
        evaluation_id=clinic.pk, by=clinic.ward.intern, now=clock.now(), reply="Thank you, Doctor."
    )
    evaluation = clinic.fresh()
    assert (evaluation.state, evaluation.reply) == (EvaluationState.ACKNOWLEDGED, "Thank you, Doctor.")
    assert told("evaluation.reply") == [clinic.ward.supervisor.user_id]


def test_acknowledge_evaluation_without_an_answer_tells_nobody(clinic):
    submitted(clinic.evaluation, 4)
    services.acknowledge_evaluation(evaluation_id=clinic.pk, by=clinic.ward.intern, now=clock.now())
    assert told("evaluation.reply") == []


def test_acknowledge_evaluation_is_the_students_alone_and_once(clinic):
    submitted(clinic.evaluation, 4)
    with pytest.raises(NotAllowed):
        services.acknowledge_evaluation(evaluation_id=clinic.pk, by=clinic.ward.office, now=clock.now())
    services.acknowledge_evaluation(evaluation_id=clinic.pk, by=clinic.ward.intern, now=clock.now())
    with pytest.raises(Refusal, match="does not wait for your answer"):
        services.acknowledge_evaluation(
            evaluation_id=clinic.pk, by=clinic.ward.intern, now=clock.now(), reply="And another thing"
        )


def test_reopen_evaluation_begins_a_copy_and_leaves_what_was_submitted(clinic):
    submitted(clinic.evaluation, 4, None, comment="Slow.")
    new = services.reopen_evaluation(
        evaluation_id=clinic.pk, by=clinic.ward.office, now=clock.now(), reason="Wrong student."
    )
    old = clinic.fresh()
    assert (old.state, old.comment, list(kept(clinic).values())) == (
        EvaluationState.SUPERSEDED,
        "Slow.",
        [4, None, None, None, None],
    )
    assert (new.state, new.supersedes_id, new.comment) == (EvaluationState.IN_PROGRESS, old.pk, "Slow.")
    assert [answer.not_observed for answer in new.answers.order_by("criterion__position")] == [
        False,
        True,
        True,
        True,
        True,
    ]
    assert old.transitions.latest("pk").note == "Wrong student."


def test_reopen_evaluation_asks_the_evaluator_with_a_new_link_and_tells_the_student(clinic):
    submitted(clinic.evaluation, 4)
    new = services.reopen_evaluation(
        evaluation_id=clinic.pk, by=clinic.ward.office, now=clock.now(), reason="Wrong student."
    )
    notices = {row.reader_id: row for row in Notification.objects.filter(kind__endswith=".reopened")}
    assert set(notices) == {clinic.ward.supervisor.user_id, clinic.ward.student.user_id}
    assert notices[clinic.ward.supervisor.user_id].link_id == links_of(new)[0].pk
    assert "Wrong student." in notices[clinic.ward.supervisor.user_id].body


def test_reopen_evaluation_is_the_own_institutes_alone_and_only_of_what_was_submitted(clinic):
    stranger = MembershipFactory(coordinator=True).as_actor()
    with pytest.raises(Refusal, match="Only a submitted evaluation"):
        services.reopen_evaluation(evaluation_id=clinic.pk, by=clinic.ward.office, now=clock.now(), reason="?")
    submitted(clinic.evaluation, 4)
    for by in (stranger, clinic.ward.doctor, clinic.ward.host):
        with pytest.raises(NotAllowed):
            services.reopen_evaluation(evaluation_id=clinic.pk, by=by, now=clock.now(), reason="?")


RAW = {
    "a comment": "UPDATE evaluations_evaluation SET comment = 'better' WHERE id = %s",
    "the time of submission": "UPDATE evaluations_evaluation SET submitted_at = now() WHERE id = %s",
    "a move back": "UPDATE evaluations_evaluation SET state = 'in_progress' WHERE id = %s",
    "the row": "DELETE FROM evaluations_evaluation WHERE id = %s",
    "an answer": "UPDATE evaluations_answer SET not_observed = true, point_id = NULL WHERE evaluation_id = %s",
    "a removed answer": "DELETE FROM evaluations_answer WHERE evaluation_id = %s",
}


@pytest.mark.parametrize("statement", RAW.values(), ids=RAW)
def test_the_database_refuses_to_change_what_was_submitted(clinic, statement):
    submitted(clinic.evaluation, 4)
    with pytest.raises(InternalError, match="never_change"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [clinic.pk])


def test_the_database_lets_the_student_answer_once(clinic):
    submitted(clinic.evaluation, 4)
    services.acknowledge_evaluation(evaluation_id=clinic.pk, by=clinic.ward.intern, now=clock.now(), reply="Thank you.")
    with pytest.raises(InternalError, match="submitted_evaluation_never_changes"), transaction.atomic():
        Evaluation.objects.filter(pk=clinic.pk).update(reply="On second thoughts")


def test_the_database_refuses_an_answer_to_another_form(clinic):
    other = clinic.evaluation.instrument
    foreign = type(other).objects.create(slug="other", title="Other", scale=other.scale)
    criterion = foreign.criteria.create(position=1, text="Sings")
    with pytest.raises(InternalError, match="belongs_to_the_form"), transaction.atomic():
        Answer.objects.create(evaluation=clinic.evaluation, criterion=criterion, not_observed=True)


@pytest.mark.django_db(transaction=True)
def test_two_submissions_at_once_submit_once(clinic):
    def submit(rank):
        return lambda: submitted(clinic.evaluation, rank)

    results = race([submit(2), submit(5)] * 3)
    assert len(refusals(results, Refusal)) == 5
    assert len(set(kept(clinic).values())) == 1
    assert clinic.fresh().transitions.filter(move="submit").count() == 1
    assert told("evaluation.submitted") == [clinic.ward.student.user_id]
