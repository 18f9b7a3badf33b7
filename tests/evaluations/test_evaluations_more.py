"""One observed task, one voice more, a new link; and what happens when two act at once."""

import pytest

from core import clock
from core.errors import NotAllowed, Refusal
from evaluations.models import Evaluation, Instrument
from evaluations.services import evaluations_asking as asking
from evaluations.services.evaluations import acknowledge_evaluation, reopen_evaluation
from evaluations.states import EvaluationState
from notifications.models import Notification
from tests.evaluations.clinic import a_clinic, links_of
from tests.factories.evaluations import submitted
from tests.factories.institutions import MembershipFactory
from tests.races import race, refusals

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return a_clinic()


def told(kind):
    return set(Notification.objects.filter(kind=kind).values_list("reader_id", flat=True))


def pass_on(clinic, to, by=None, note="On leave."):
    return asking.pass_evaluation(
        evaluation_id=clinic.pk, by=by or clinic.ward.doctor, now=clock.now(), to=to, note=note
    )


def observe(clinic, by=None, slug="mini-cex"):
    form = Instrument.objects.get(slug=slug)
    return asking.ask_observation(
        placement_id=clinic.ward.pk, by=by or clinic.ward.intern, now=clock.now(), instrument=form
    )


def test_ask_observation_by_the_student_mails_the_supervisor_one_at_a_time_on_each_form(clinic):
    observed = observe(clinic)
    notice = Notification.objects.get(kind="evaluation_asked.open")
    assert (observed.state, notice.reader, notice.link.subject_id) == (
        EvaluationState.OPEN,
        clinic.ward.supervisor.user,
        observed.pk,
    )
    with pytest.raises(Refusal, match="open already"):
        observe(clinic)
    assert observe(clinic, slug="dops").state == EvaluationState.OPEN
    submitted(observed, 4)
    assert observe(clinic).pk != observed.pk


def test_ask_observation_by_the_supervisor_mails_nobody_and_by_others_is_refused(clinic):
    observe(clinic, by=clinic.ward.doctor)
    assert told("evaluation_asked.open") == set()
    for by in (clinic.ward.office, clinic.ward.host, MembershipFactory(supervisor=True).as_actor()):
        with pytest.raises(NotAllowed):
            observe(clinic, by=by)
    with pytest.raises(Refusal, match="cannot be used here"):
        observe(clinic, slug="final-supervision")


def test_ask_another_asks_a_colleague_beside_the_first_who_is_asked_once(clinic):
    colleague = clinic.colleague()

    def another(by):
        return asking.ask_another(evaluation_id=clinic.pk, by=by, now=clock.now(), to=colleague)

    voice = another(clinic.ward.office)
    assert (voice.occasion, voice.evaluator, voice.state) == ("final", colleague, EvaluationState.OPEN)
    assert (clinic.fresh().state, told("evaluation_asked.open")) == (EvaluationState.OPEN, {colleague.user_id})
    with pytest.raises(Refusal, match="cannot be asked"):
        another(clinic.ward.host)
    for by in (clinic.ward.intern, clinic.ward.doctor, MembershipFactory(coordinator=True).as_actor()):
        with pytest.raises(NotAllowed):
            another(by)


def test_renew_link_ends_the_earlier_link_and_mails_a_new_one(clinic):
    old = clinic.link()
    asking.renew_link(evaluation_id=clinic.pk, by=clinic.ward.host, now=clock.now())
    old.refresh_from_db()
    notice = Notification.objects.get(kind="evaluation_asked.open")
    assert (old.revoked_at is None, notice.link_id, notice.reader) == (
        False,
        links_of(clinic.evaluation)[1].pk,
        clinic.ward.supervisor.user,
    )
    with pytest.raises(NotAllowed):
        asking.renew_link(evaluation_id=clinic.pk, by=clinic.ward.intern, now=clock.now())


@pytest.mark.django_db(transaction=True)
def test_a_submission_and_a_pass_on_at_once_leave_one_of_the_two(clinic):
    colleague = clinic.colleague()
    results = race([lambda: submitted(clinic.evaluation, 4), lambda: pass_on(clinic, colleague)])
    assert len(refusals(results, Refusal)) == 1
    evaluation = clinic.fresh()
    moves = list(evaluation.transitions.values_list("move", flat=True))
    outcomes = {("submitted", clinic.ward.supervisor.pk, 5): ["submit"], ("open", colleague.pk, 0): ["pass_on"]}
    assert outcomes[evaluation.state, evaluation.evaluator_id, evaluation.answers.count()] == moves


@pytest.mark.django_db(transaction=True)
def test_a_reopening_and_an_acknowledgement_at_once_leave_a_true_history(clinic):
    submitted(clinic.evaluation, 4)
    ids = {"evaluation_id": clinic.pk, "now": clock.now()}
    results = race(
        [
            lambda: reopen_evaluation(by=clinic.ward.office, reason="Wrong student.", **ids),
            lambda: acknowledge_evaluation(by=clinic.ward.intern, reply="Thank you.", **ids),
        ]
    )
    evaluation = clinic.fresh()
    moves = list(evaluation.transitions.order_by("pk").values_list("move", flat=True))
    assert (evaluation.state, Evaluation.objects.filter(supersedes=evaluation).count()) == (
        EvaluationState.SUPERSEDED,
        1,
    )
    replied = not refusals(results, Refusal)
    assert (moves, bool(evaluation.reply)) == (["submit", *["acknowledge"] * replied, "reopen"], replied)


@pytest.mark.django_db(transaction=True)
def test_two_offices_that_ask_one_colleague_at_once_ask_once(clinic):
    colleague = clinic.colleague()
    by = (clinic.ward.office, clinic.ward.host)
    results = race(
        [
            lambda who=who: asking.ask_another(evaluation_id=clinic.pk, by=who, now=clock.now(), to=colleague)
            for who in by
        ]
    )
    assert (len(refusals(results, Refusal)), Evaluation.objects.filter(evaluator=colleague).count()) == (1, 1)
