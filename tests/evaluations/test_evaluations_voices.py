"""Who speaks in an evaluation: the student beside the supervisor, several supervisors, several interns on one page, a low step."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from core import clock
from core.actor import Via
from core.errors import NotAllowed, Refusal
from evaluations.models import Answer, Evaluation
from evaluations.services import evaluations as services
from evaluations.services.evaluations_asking import ask_another
from evaluations.states import EvaluationState
from notifications.models import Notification, Preference
from tests.evaluations.clinic import a_clinic, links_of, signed_in
from tests.evaluations.test_links import filled, page
from tests.factories.evaluations import EvaluationFactory, answers_of, submitted
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import PlacementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return a_clinic()


def own_view(clinic, **fields):
    """The student's self-assessment beside the clinic's final evaluation, open."""
    form = type(clinic.evaluation.instrument).objects.get(slug="self-assessment")
    values = {"occasion": "self_final", "evaluator": clinic.ward.student, "instrument": form} | fields
    return EvaluationFactory(placement=clinic.ward.placement, **values)


def say(evaluation, by, *ranks, **said):
    answers = answers_of(evaluation, *ranks)
    words = evaluation.instrument.criteria.filter(kind="text").values_list("pk", flat=True)
    given = {pk: rank for pk, rank in answers.items() if pk not in set(words)}
    values = {"comment": "To plan the room.", "by": by, "now": clock.now()} | said
    return services.submit_evaluation(evaluation_id=evaluation.pk, answers=given, **values)


def text(client, evaluation):
    return client.get(reverse("evaluation_detail", args=[evaluation.pk])).content.decode()


def test_the_own_view_stands_beside_the_supervisors_once_both_are_said(clinic):
    own = own_view(clinic)
    say(own, clinic.ward.intern, 2, comment="To plan the room.")
    doctor = signed_in(clinic.ward.supervisor)
    assert "As the student sees it" not in text(doctor, clinic.evaluation)
    submitted(clinic.evaluation, 4)
    for person in (clinic.ward.supervisor, clinic.ward.student, clinic.ward.coordinator, clinic.ward.lead):
        shown = text(signed_in(person), clinic.evaluation)
        assert ("As the student sees it" in shown, "To plan the room." in shown) == (True, True)


def test_a_self_assessment_is_found_by_the_student_and_the_own_office_alone(clinic):
    own = own_view(clinic)
    people = {
        "student": clinic.ward.student,
        "coordinator": clinic.ward.coordinator,
        "evaluator": clinic.ward.supervisor,
        "lead": clinic.ward.lead,
        "stranger": MembershipFactory(coordinator=True),
    }
    found = {
        name: Evaluation.objects.visible_to(person.as_actor()).filter(pk=own.pk).exists()
        for name, person in people.items()
    }
    assert {name for name, seen in found.items() if seen} == {"student", "coordinator"}
    assert "It can be read when it is submitted." in text(signed_in(clinic.ward.coordinator), own)


def test_a_self_assessment_is_the_students_to_say_and_nobody_passes_it_on_or_reopens_it(clinic):
    own = own_view(clinic)
    with pytest.raises(NotAllowed):
        say(own, clinic.ward.doctor, 4)
    assert say(own, clinic.ward.intern, 3).state == EvaluationState.SUBMITTED
    assert (links_of(own), Notification.objects.filter(kind="evaluation.submitted").exists()) == ([], False)
    with pytest.raises(NotAllowed):
        services.reopen_evaluation(evaluation_id=own.pk, by=clinic.ward.office, now=clock.now(), reason="?")
    with pytest.raises(NotAllowed):
        services.acknowledge_evaluation(evaluation_id=own.pk, by=clinic.ward.intern, now=clock.now())


def test_the_student_fills_it_in_on_its_page_in_the_words_of_the_student(clinic):
    own = own_view(clinic)
    student = signed_in(clinic.ward.student)
    address = reverse("evaluation_edit", args=[own.pk])
    shown = student.get(address).content.decode()
    assert ("With a supervisor beside" in shown, "With me beside" in shown) == (True, False)
    worded = own.instrument.criteria.get(kind="text")
    sent = {f"c{row.pk}": "3" for row in own.instrument.criteria.filter(kind="rating")}
    student.post(address, {**sent, f"t{worded.pk}": "The morning list", "comment": "Pace", "submit": "1"})
    assert Answer.objects.get(evaluation=own, criterion=worded).text == "The morning list"


def test_several_supervisors_are_counted_step_by_step_with_the_one_in_the_middle(clinic):
    colleagues = [clinic.colleague() for _more in range(2)]
    asked = {"evaluation_id": clinic.pk, "by": clinic.ward.office, "now": clock.now()}
    voices = [clinic.evaluation, *(ask_another(to=colleague, **asked) for colleague in colleagues)]
    for voice, rank in zip(voices, (2, 5, 5), strict=True):
        submitted(voice, rank, None)
    response = signed_in(clinic.ward.student).get(clinic.evaluation.get_absolute_url())
    said = response.context["voices"]
    first, second, *_rest = said.rows
    assert (said.people, first.spread.counts, first.spread.unseen, first.usual) == (
        3,
        ((1, 0), (2, 1), (3, 0), (4, 0), (5, 2)),
        0,
        "Could teach it",
    )
    assert (second.spread.given, second.spread.unseen, second.usual) == (0, 3, "")


def test_one_supervisor_alone_is_not_counted(clinic):
    submitted(clinic.evaluation, 4)
    assert signed_in(clinic.ward.student).get(clinic.evaluation.get_absolute_url()).context["voices"] is None


def low(clinic, **said):
    """The first criterion at the lowest step, the rest above."""
    first = clinic.evaluation.instrument.criteria.first()
    values = {"by": clinic.ward.doctor, "now": clock.now(), "comment": ""} | said
    return first.pk, lambda **texts: services.submit_evaluation(
        evaluation_id=clinic.pk, answers=answers_of(clinic.evaluation, 1, 4), **values, **texts
    )


def test_a_low_step_is_explained_before_it_is_submitted(clinic):
    first, submit = low(clinic)
    with pytest.raises(Refusal, match="in a sentence what happened") as refused:
        submit()
    assert refused.value.field == f"t{first}"
    submit(texts={first: "Fetched the wrong film twice."})
    said = Answer.objects.get(evaluation=clinic.pk, criterion=first)
    assert (said.point.rank, said.text) == (1, "Fetched the wrong film twice.")


def test_a_sentence_that_names_a_patient_is_refused_beside_its_box(clinic):
    first, submit = low(clinic)
    with pytest.raises(Refusal, match="record number") as refused:
        submit(texts={first: "Lost the film of MRN 4411223."})
    assert (refused.value.field, clinic.fresh().state) == (f"t{first}", EvaluationState.OPEN)


def test_by_link_a_low_step_without_its_sentence_comes_back_with_the_box_and_all_answers(client, clinic):
    sent = filled(clinic.evaluation, 1, 4)
    response = client.post(page(clinic.link()), {**sent, "submit": "1"})
    first, *_rest = response.context["rows"]
    assert ("in a sentence" in first.why.errors[0], [row.value for row in response.context["rows"]]) == (
        True,
        ["1", "4", "4", "4", "4"],
    )
    assert clinic.fresh().state == EvaluationState.IN_PROGRESS


def test_answers_all_alike_are_noticed_kindly_and_taken_all_the_same(client, clinic):
    link = clinic.link()
    kept = client.post(page(link, "evaluation_save_by_link"), filled(clinic.evaluation, 4)).json()["text"]
    done = client.post(page(link), {**filled(clinic.evaluation, 4), "submit": "1"}).content.decode()
    assert ("All the same step" in kept, "That may well be so" in done) == (True, True)
    assert clinic.fresh().state == EvaluationState.SUBMITTED
    seen = {
        name: "Every answer is the same step" in text(signed_in(person), clinic.evaluation)
        for name, person in (("office", clinic.ward.coordinator), ("student", clinic.ward.student))
    }
    assert seen == {"office": True, "student": False}


def test_the_database_keeps_words_to_criteria_that_ask_for_words_and_steps_to_those_that_rate(clinic):
    own = own_view(clinic)
    rated, worded = (own.instrument.criteria.filter(kind=kind).first() for kind in ("rating", "text"))
    for wrong in ({"criterion": rated, "text": "Well"}, {"criterion": worded, "not_observed": True}):
        with pytest.raises(Exception, match="belongs_to_the_form"), transaction.atomic():
            Answer.objects.create(evaluation=own, **wrong)
    with pytest.raises(IntegrityError, match="or_words"), transaction.atomic():
        Answer.objects.create(evaluation=own, criterion=worded, text="", point=None)


# Several interns on one page.

TOGETHER = "evaluation_together"


@pytest.fixture
def two(clinic):
    """Two interns who wait for one supervisor."""
    placement = PlacementFactory(
        application__slot__partner=clinic.ward.placement.partner, supervisor=clinic.ward.supervisor
    )
    return clinic.evaluation, EvaluationFactory(placement=placement)


def prefixed(evaluation, *ranks, **said):
    return {f"e{evaluation.pk}-{name}": value for name, value in filled(evaluation, *ranks, **said).items()}


def test_on_one_page_what_is_whole_is_submitted_and_the_rest_is_kept(clinic, two):
    first, second = two
    half = dict(list(prefixed(second, 3, comment="Calm").items())[2:])
    response = signed_in(clinic.ward.supervisor).post(reverse(TOGETHER), {**prefixed(first, 4), **half, "submit": "1"})
    states = {row.pk: (row.state, row.answers.count()) for row in Evaluation.objects.all()}
    assert states == {first.pk: (EvaluationState.SUBMITTED, 5), second.pk: (EvaluationState.IN_PROGRESS, 3)}
    (left,) = response.context["pages"]
    assert (left["evaluation"].pk, len(left["missing"]), "1 submitted." in response.content.decode()) == (
        second.pk,
        2,
        True,
    )


def test_on_one_page_an_intern_of_whom_nothing_is_said_is_left_alone(clinic, two):
    first, second = two
    client = signed_in(clinic.ward.supervisor)
    assert client.post(reverse(TOGETHER), {**prefixed(first, 4), "submit": "1"}).url == reverse(TOGETHER)
    second.refresh_from_db()
    assert (second.state, second.saved_at) == (EvaluationState.OPEN, None)
    assert client.post(reverse("evaluation_together_save"), prefixed(second, 2)).json()["text"][:5] == "Saved"
    second.refresh_from_db()
    assert second.state == EvaluationState.IN_PROGRESS


def test_on_one_page_stand_ones_own_alone_in_few_queries(clinic, two, django_assert_num_queries):
    a_clinic()
    doctor = signed_in(clinic.ward.supervisor)
    with django_assert_num_queries(6):
        response = doctor.get(reverse(TOGETHER))
    assert [row["evaluation"].pk for row in response.context["pages"]] == [row.pk for row in two]


# The code that a student shows.


def test_the_code_of_a_student_mails_the_supervisor_alone_and_shows_no_evaluation(client, clinic):
    path = clinic.evaluation.asking_path(clock.now())
    shown = client.get(path).content.decode()
    assert (f"Send it to {clinic.ward.supervisor.user.name}" in shown, "fieldset" in shown) == (True, False)
    assert not Notification.objects.filter(kind="evaluation_asked.open").exists()
    assert "Sent to" in client.post(path, {"idempotency_key": "k"}).content.decode()
    notice = Notification.objects.get(kind="evaluation_asked.open")
    assert (notice.reader, notice.link.user) == (clinic.ward.supervisor.user, clinic.ward.supervisor.user)
    assert clinic.fresh().asked_at is not None


def test_the_code_asks_again_after_an_hour_and_says_the_same_before(client, clinic):
    path = clinic.evaluation.asking_path(clock.now())
    for key in ("1", "2"):
        answer = client.post(path, {"idempotency_key": key})
        assert (answer.status_code, "Sent to" in answer.text) == (200, True)
    assert Notification.objects.filter(kind="evaluation_asked.open").count() == 1
    Evaluation.objects.filter(pk=clinic.pk).update(asked_at=clock.now() - timedelta(minutes=61))
    assert client.post(path, {"idempotency_key": "3"}).status_code == 200
    assert Notification.objects.filter(kind="evaluation_asked.open").count() == 2


def test_the_code_does_not_promise_a_mail_now_to_who_has_chosen_other_hours(client, clinic):
    hours = {"quiet_from": clock.now() - timedelta(hours=1), "quiet_until": clock.now() + timedelta(hours=1)}
    zone = ZoneInfo("UTC")
    times = {name: at.astimezone(zone).time().replace(second=0, microsecond=0) for name, at in hours.items()}
    Preference.objects.create(user=clinic.ward.supervisor.user, time_zone="UTC", **times)
    answer = client.post(clinic.evaluation.asking_path(clock.now()), {"idempotency_key": "k"}).text
    assert ("is asked" in answer, "has chosen for mail, not now" in answer, "Sent to" in answer) == (True, True, False)


def test_a_code_that_was_changed_or_is_old_opens_nothing(client, clinic):
    path = clinic.evaluation.asking_path(clock.now())
    changed = path[:-2] + ("A" if path[-2] != "A" else "B") + "/"
    old = clinic.evaluation.asking_path(clock.now() - timedelta(days=31))
    assert [client.get(address).status_code for address in (changed, old)] == [404, 404]


def test_a_code_of_what_was_submitted_says_so_and_mails_nobody(client, clinic):
    path = clinic.evaluation.asking_path(clock.now())
    submitted(clinic.evaluation, 4)
    response = client.post(path, {"idempotency_key": "k"})
    assert (response.status_code, "submitted already" in response.content.decode()) == (409, True)
    assert not Notification.objects.filter(kind="evaluation_asked.open").exists()


def test_the_ask_is_written_down_as_the_students_by_link():
    clinic = a_clinic(scheduled=True)
    Client().post(clinic.evaluation.asking_path(clock.now()), {"idempotency_key": "k"})
    row = clinic.fresh().transitions.get(move="open")
    assert (row.by_id, row.via) == (clinic.ward.student.user_id, Via.LINK)
