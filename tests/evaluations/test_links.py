"""The evaluation by mailed link: nothing on opening, one person, one evaluation, and every dead link says why (SAFETY A4)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts import by_link
from accounts.models import AccessLink, Purpose
from core import clock
from core.actor import Via
from core.errors import Refusal
from evaluations.models import Answer, Evaluation
from evaluations.services import evaluations_asking as asking
from evaluations.services.evaluations import reopen_evaluation, save_evaluation
from evaluations.states import EvaluationState
from notifications.models import Notification
from tests.evaluations.clinic import a_clinic, signed_in
from tests.factories.evaluations import answers_of, submitted
from tests.factories.institutions import MembershipFactory

pytestmark = pytest.mark.django_db

SUBMIT = {"submit": "1"}


@pytest.fixture
def clinic():
    return a_clinic()


def page(link, name="evaluation_by_link"):
    return reverse(name, args=[link.token])


def filled(evaluation, *ranks, comment="Work faster on portable films."):
    """What a browser sends for these answers."""
    answers = answers_of(evaluation, *ranks)
    values = {f"c{pk}": "unseen" if rank is None else str(rank) for pk, rank in answers.items()}
    return {**values, "comment": comment}


def test_evaluation_by_link_asks_for_no_sign_in_and_changes_nothing_on_opening(client, clinic):
    link = clinic.link()
    response = client.get(page(link))
    assert (response.status_code, clinic.fresh().state) == (200, EvaluationState.OPEN)
    assert (Answer.objects.count(), clinic.fresh().saved_at) == (0, None)
    assert f"How is {clinic.ward.placement.student.user.name} doing?" in response.content.decode()
    assert (response["Referrer-Policy"], "no-store" in response["Cache-Control"]) == ("strict-origin", True)


def test_evaluation_by_link_submits_with_the_crossing_of_five_answers_and_says_thank_you(client, clinic):
    link = clinic.link()
    response = client.post(page(link), {**filled(clinic.evaluation, 4, None), **SUBMIT})
    evaluation = clinic.fresh()
    row = evaluation.transitions.get(move="submit")
    assert (response.status_code, "Thank you" in response.content.decode()) == (200, True)
    assert (evaluation.state, evaluation.via, evaluation.comment) == (
        EvaluationState.SUBMITTED,
        Via.LINK,
        "Work faster on portable films.",
    )
    assert (row.by_id, row.via, row.membership_id) == (
        clinic.ward.supervisor.user_id,
        Via.LINK,
        clinic.ward.supervisor.pk,
    )
    assert Notification.objects.get(kind="evaluation.receipt").reader_id == clinic.ward.supervisor.user_id


def test_evaluation_by_link_saved_for_later_comes_back_as_it_was(client, clinic):
    link = clinic.link()
    first = clinic.evaluation.instrument.criteria.first()
    response = client.post(page(link), {f"c{first.pk}": "4", "comment": "Calm", "save": "1"}, follow=True)
    assert (clinic.fresh().state, clinic.fresh().comment) == (EvaluationState.IN_PROGRESS, "Calm")
    assert [row.value for row in response.context["form"].rows()] == ["4", "", "", "", ""]
    assert "4 answers left" in response.content.decode()


def test_evaluation_by_link_with_answers_missing_marks_them_and_keeps_the_rest(client, clinic):
    sent = filled(clinic.evaluation, 3)
    first, second, *_rest = sent
    del sent[first], sent[second]
    response = client.post(page(clinic.link()), {**sent, **SUBMIT})
    rows = response.context["form"].rows()
    assert [bool(row.error) for row in rows] == [True, True, False, False, False]
    assert [row.value for row in rows] == ["", "", "3", "3", "3"]
    assert (clinic.fresh().state, clinic.fresh().answers.count()) == (EvaluationState.IN_PROGRESS, 3)


def test_evaluation_by_link_that_names_a_patient_says_so_beside_the_sentence_and_keeps_it(client, clinic):
    sent = filled(clinic.evaluation, 3, comment="Kind to MRN 4411223.")
    response = client.post(page(clinic.link()), {**sent, **SUBMIT})
    assert "record number" in response.context["form"].errors["comment"][0]
    assert (clinic.fresh().state, clinic.fresh().comment) == (EvaluationState.IN_PROGRESS, "Kind to MRN 4411223.")


def test_evaluation_by_link_takes_no_answer_that_the_scale_has_not(client, clinic):
    first, *_rest = sent = filled(clinic.evaluation, 3)
    response = client.post(page(clinic.link()), {**sent, first: "6", **SUBMIT})
    assert bool(response.context["form"].errors[first])
    assert clinic.fresh().state == EvaluationState.IN_PROGRESS


def test_evaluation_save_by_link_answers_in_words_for_the_script(client, clinic):
    sent = filled(clinic.evaluation, 3)
    sent.popitem()
    first, *_rest = sent
    del sent[first]
    response = client.post(page(clinic.link(), "evaluation_save_by_link"), sent)
    assert response.status_code == 200
    assert response.json()["text"].endswith("· 1 answer left")
    assert clinic.fresh().answers.count() == 4


def test_evaluation_by_link_needs_the_forms_own_token_against_forged_requests(clinic):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(page(clinic.link()), {**filled(clinic.evaluation, 4), **SUBMIT})
    assert (response.status_code, clinic.fresh().state) == (403, EvaluationState.OPEN)


def dead(client, link, status, words):
    """Opening, saving and submitting by this link all answer `status` with these words, and change nothing."""
    before = list(Answer.objects.order_by("pk").values_list("pk", "point_id", "not_observed"))
    states = list(Evaluation.objects.order_by("pk").values_list("state", flat=True))
    answers = [
        client.get(page(link)),
        client.post(page(link), SUBMIT),
        client.post(page(link, "evaluation_save_by_link"), {}),
    ]
    assert [(answer.status_code, words in answer.content.decode()) for answer in answers] == [(status, True)] * 3
    assert list(Answer.objects.order_by("pk").values_list("pk", "point_id", "not_observed")) == before
    assert list(Evaluation.objects.order_by("pk").values_list("state", flat=True)) == states


def test_a_link_with_one_byte_changed_opens_nothing(client, clinic):
    link = clinic.link()
    token = link.token
    changed = token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1]
    response = client.get(reverse("evaluation_by_link", args=[changed]))
    assert (response.status_code, "cut off in the mail" in response.content.decode()) == (404, True)


def test_a_link_that_expired_says_until_when_it_worked(client, clinic):
    link = clinic.link()
    AccessLink.objects.filter(pk=link.pk).update(expires_at=clock.now() - timedelta(minutes=1))
    dead(client, link, 410, "It worked until")


def test_a_link_used_after_submitting_says_when_it_was_submitted(client, clinic):
    link = clinic.link()
    client.post(page(link), {**filled(clinic.evaluation, 4), **SUBMIT})
    dead(client, link, 410, "You submitted this evaluation on")


def test_the_same_submission_sent_again_changes_nothing(client, clinic):
    link = clinic.link()
    client.post(page(link), {**filled(clinic.evaluation, 4), **SUBMIT})
    again = client.post(page(link), {**filled(clinic.evaluation, 1), **SUBMIT})
    assert (again.status_code, clinic.fresh().transitions.filter(move="submit").count()) == (410, 1)
    assert set(clinic.fresh().answers.values_list("point__rank", flat=True)) == {4}


def test_a_link_whose_evaluation_was_passed_on_says_so_and_the_next_persons_works(client, clinic):
    link, colleague = clinic.link(), clinic.colleague()
    client.post(page(link, "evaluation_pass_by_link"), {"to": colleague.pk, "note": "On leave."})
    dead(client, link, 410, "with somebody else now")
    assert client.get(page(clinic.link())).status_code == 200


def test_a_link_made_for_another_person_opens_nothing(client, clinic):
    other = AccessLink.make(
        purpose=Purpose.EVALUATION,
        user_id=clinic.colleague().user_id,
        subject_id=clinic.pk,
        now=clock.now(),
        expires_at=clock.now() + timedelta(days=1),
    )
    dead(client, other, 410, "You are not asked for this evaluation")


def test_a_link_of_another_purpose_opens_nothing(client, clinic):
    other = AccessLink.make(
        purpose=Purpose.INVITATION,
        user_id=clinic.ward.supervisor.user_id,
        subject_id=clinic.pk,
        now=clock.now(),
        expires_at=clock.now() + timedelta(days=1),
    )
    assert client.get(page(other)).status_code == 404


def test_a_link_of_a_person_who_left_the_partner_opens_nothing(client, clinic):
    link = clinic.link()
    clinic.ward.supervisor.end(clock.now())
    dead(client, link, 410, "You are not asked for this evaluation")


def test_a_link_to_what_was_reopened_stays_dead_and_the_new_one_opens_the_successor(client, clinic):
    link = clinic.link()
    client.post(page(link), {**filled(clinic.evaluation, 4), **SUBMIT})
    new = reopen_evaluation(evaluation_id=clinic.pk, by=clinic.ward.office, now=clock.now(), reason="Wrong student.")
    dead(client, link, 410, "You submitted this evaluation on")
    fresh = AccessLink.objects.get(subject_id=new.pk)
    assert [row.value for row in client.get(page(fresh)).context["form"].rows()] == ["4"] * 5


def test_a_link_reaches_one_evaluation_and_no_list(clinic):
    other = a_clinic()
    actor = clinic.by_link()
    assert list(Evaluation.objects.visible_to(actor)) == []
    with pytest.raises(Refusal):
        save_evaluation(evaluation_id=other.pk, by=actor, now=clock.now(), answers={}, comment="x")


def test_a_link_to_one_evaluation_does_not_write_another_of_the_same_person(clinic):
    second = a_clinic()
    Evaluation.objects.filter(pk=second.pk).update(evaluator=clinic.ward.supervisor)
    with pytest.raises(Refusal, match="This link does not work any more"):
        save_evaluation(evaluation_id=second.pk, by=clinic.by_link(), now=clock.now(), answers={}, comment="x")


def test_the_student_who_asks_gets_no_link(clinic):
    asking.ask_evaluation(placement_id=clinic.ward.pk, by=clinic.ward.intern, now=clock.now())
    links = AccessLink.objects.filter(purpose=Purpose.EVALUATION)
    assert [link.user_id for link in links] == [clinic.ward.supervisor.user_id]
    assert not Notification.objects.filter(reader=clinic.ward.student.user, link__isnull=False).exists()


def test_a_person_who_is_signed_in_as_somebody_else_answers_as_the_links_person(clinic):
    stranger = signed_in(MembershipFactory(coordinator=True))
    stranger.post(page(clinic.link()), {**filled(clinic.evaluation, 4), **SUBMIT})
    assert clinic.fresh().transitions.get(move="submit").by_id == clinic.ward.supervisor.user_id


def test_evaluation_pass_by_link_offers_the_partners_other_supervisors_alone(client, clinic):
    colleague = clinic.colleague()
    MembershipFactory(supervisor=True)
    response = client.get(page(clinic.link(), "evaluation_pass_by_link"))
    assert list(response.context["form"].fields["to"].queryset) == [colleague]


def test_evaluation_pass_by_link_without_a_name_asks_the_lead(client, clinic):
    response = client.post(page(clinic.link(), "evaluation_pass_by_link"), {"to": "", "note": "I was away."})
    assert (response.status_code, clinic.fresh().state) == (200, EvaluationState.UNASSIGNED)
    assert "The placement lead chooses" in response.content.decode()


def test_guessing_is_stopped_and_says_when_to_come_back(client, clinic):
    live = clinic.link()
    for _attempt in range(by_link.GUESSES.most):
        assert client.get(reverse("evaluation_by_link", args=["guess"])).status_code == 404
    stopped = client.get(reverse("evaluation_by_link", args=["guess"]))
    assert (stopped.status_code, stopped["Retry-After"]) == (429, str(by_link.GUESSES.seconds))
    assert client.get(page(live), REMOTE_ADDR="10.0.0.9").status_code == 200


def test_one_link_is_not_used_without_end(client, clinic):
    link = clinic.link()
    for _attempt in range(by_link.USES.most):
        by_link.USES.spend(str(link.pk))
    assert client.get(page(link)).status_code == 429


@pytest.mark.parametrize("name", ["evaluation_by_link", "evaluation_pass_by_link"])
def test_head_requests_of_mail_scanners_change_nothing(client, clinic, name):
    response = client.head(page(clinic.link(), name))
    assert (response.status_code, clinic.fresh().state) == (200, EvaluationState.OPEN)


def test_the_page_by_link_takes_the_same_few_queries_however_many_answers(client, clinic, django_assert_num_queries):
    link = clinic.link()
    with django_assert_num_queries(7):
        client.get(page(link))
    submitted_elsewhere = a_clinic()
    submitted(submitted_elsewhere.evaluation, 4)
    save_evaluation(
        evaluation_id=clinic.pk,
        by=clinic.ward.doctor,
        now=clock.now(),
        answers=answers_of(clinic.evaluation, 4),
        comment="",
    )
    with django_assert_num_queries(7):
        client.get(page(link))
