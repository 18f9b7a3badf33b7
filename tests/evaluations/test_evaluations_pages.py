"""Pages of an evaluation for who is signed in: what each person sees, what each may do, how many queries it takes."""

import pytest
from django.urls import reverse

from core import clock
from evaluations.models import Evaluation
from evaluations.services.evaluations import acknowledge_evaluation, reopen_evaluation
from evaluations.states import EvaluationState
from tests.evaluations.clinic import a_clinic, signed_in
from tests.evaluations.test_links import filled
from tests.factories.evaluations import EvaluationFactory, submitted
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import PlacementFactory
from tests.factories.students import StudentFactory, membership_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return a_clinic()


def url(clinic, verb="detail"):
    return reverse(f"evaluation_{verb}", args=[clinic.pk])


def text(response):
    return response.content.decode()


def people(clinic):
    """Everybody who might look, by name."""
    ward = clinic.ward
    return {
        "student": ward.student,
        "evaluator": ward.supervisor,
        "colleague": clinic.colleague(),
        "lead": ward.lead,
        "coordinator": ward.coordinator,
        "viewer": MembershipFactory(viewer=True, institute=ward.placement.institute),
        "other student": membership_of(StudentFactory(institute=ward.placement.institute)),
        "other lead": MembershipFactory(lead=True),
        "other coordinator": MembershipFactory(coordinator=True),
    }


def test_evaluation_detail_of_one_that_waits_is_found_by_its_evaluator_and_both_offices_alone(clinic):
    found = {name: signed_in(person).get(url(clinic)).status_code for name, person in people(clinic).items()}
    assert {name for name, status in found.items() if status == 200} == {"evaluator", "lead", "coordinator"}
    assert {status for status in found.values() if status != 200} == {404}


def test_evaluation_detail_of_a_submitted_one_is_found_by_the_student_too(clinic):
    submitted(clinic.evaluation, 4)
    found = {name: signed_in(person).get(url(clinic)).status_code for name, person in people(clinic).items()}
    assert {name for name, status in found.items() if status == 200} == {"student", "evaluator", "lead", "coordinator"}


def test_evaluation_detail_shows_no_answer_before_it_is_submitted(clinic):
    doctor, office = signed_in(clinic.ward.supervisor), signed_in(clinic.ward.coordinator)
    doctor.post(url(clinic, "save"), filled(clinic.evaluation, 2, comment="Still slow."))
    assert ("Still slow." in text(doctor.get(url(clinic))), "Still slow." in text(office.get(url(clinic)))) == (
        True,
        False,
    )
    assert "It can be read when it is submitted." in text(office.get(url(clinic)))


def test_evaluation_detail_says_levels_as_papers_do_with_median_and_not_observed(clinic):
    submitted(clinic.evaluation, 2, 4, 4, 5, None)
    page = text(signed_in(clinic.ward.student).get(url(clinic)))
    assert ("With a supervisor beside" in page, "With me beside" in page) == (True, False)
    assert "In the middle of 4 judgements: <strong>On their own</strong>." in page
    assert "1 was not observed." in page


def test_evaluation_detail_hides_the_history_from_the_student(clinic):
    submitted(clinic.evaluation, 4)
    contexts = {
        name: signed_in(person).get(url(clinic)).context["history"]
        for name, person in people(clinic).items()
        if name in {"student", "lead"}
    }
    assert (contexts["student"], len(contexts["lead"])) == (None, 1)


def test_evaluation_detail_of_a_replaced_one_leads_to_the_one_that_counts(clinic):
    submitted(clinic.evaluation, 4)
    new = reopen_evaluation(evaluation_id=clinic.pk, by=clinic.ward.office, now=clock.now(), reason="Wrong student.")
    student = signed_in(clinic.ward.student)
    assert "It is being corrected." in text(student.get(url(clinic)))
    submitted(Evaluation.objects.for_page().get(pk=new.pk), 3)
    assert f'href="{new.get_absolute_url()}"' in text(student.get(url(clinic)))


def test_evaluation_edit_submits_and_leads_to_what_was_said(clinic):
    doctor = signed_in(clinic.ward.supervisor)
    response = doctor.post(url(clinic, "edit"), {**filled(clinic.evaluation, 4), "submit": "1"}, follow=True)
    assert (response.redirect_chain[-1][0], clinic.fresh().state) == (url(clinic), EvaluationState.SUBMITTED)
    assert "Submitted. The student can read it now." in text(response)


def test_evaluation_edit_saved_for_later_shows_how_much_is_left(clinic):
    doctor = signed_in(clinic.ward.supervisor)
    sent = filled(clinic.evaluation, 4)
    sent.pop(next(iter(sent)))
    assert "1 answer left" in text(doctor.post(url(clinic, "edit"), sent, follow=True))


def test_evaluation_edit_after_submitting_says_so_with_409(clinic):
    submitted(clinic.evaluation, 4)
    response = signed_in(clinic.ward.supervisor).get(url(clinic, "edit"))
    assert (response.status_code, "You submitted this on" in text(response)) == (409, True)


def test_evaluation_edit_by_an_office_is_refused_with_403(clinic):
    response = signed_in(clinic.ward.coordinator).post(
        url(clinic, "edit"), {**filled(clinic.evaluation, 1), "submit": "1"}
    )
    assert (response.status_code, clinic.fresh().state) == (403, EvaluationState.OPEN)


def test_evaluation_save_by_an_office_keeps_nothing(clinic):
    response = signed_in(clinic.ward.coordinator).post(url(clinic, "save"), filled(clinic.evaluation, 1))
    assert (response.status_code, clinic.fresh().answers.count()) == (409, 0)


def test_evaluation_edit_with_a_sentence_too_long_keeps_the_earlier_one(clinic):
    doctor = signed_in(clinic.ward.supervisor)
    doctor.post(url(clinic, "edit"), {"comment": "Calm."})
    response = doctor.post(url(clinic, "edit"), {**filled(clinic.evaluation, 3, comment="x" * 2001)})
    assert bool(response.context["form"].errors["comment"])
    assert (clinic.fresh().comment, clinic.fresh().answers.count()) == ("Calm.", 5)


def opened(doctor, clinic):
    """What a window that was just opened sends, nothing touched."""
    form = doctor.get(url(clinic, "edit")).context["form"]
    return {**dict(form.shown()), **{name: value for name, value in form.initial.items() if value}}


def test_a_window_that_was_opened_before_deletes_nothing_that_another_said_since(clinic):
    doctor = signed_in(clinic.ward.supervisor)
    older, ranks = opened(doctor, clinic), filled(clinic.evaluation, 4, 3, comment="Half way")
    first, *others = (name for name in ranks if name != "comment")
    doctor.post(url(clinic, "edit"), ranks)
    doctor.post(url(clinic, "save"), {**older, first: "2"})
    doctor.post(url(clinic, "edit"), {**older, first: "2"})
    form = doctor.get(url(clinic, "edit")).context["form"]
    assert form.initial == {**ranks, first: "2"}
    doctor.post(url(clinic, "edit"), {**opened(doctor, clinic), "comment": ""})
    assert (clinic.fresh().comment, len(others)) == ("", 4)


def test_what_another_window_said_since_is_shown_before_it_is_submitted(clinic):
    doctor = signed_in(clinic.ward.supervisor)
    older = opened(doctor, clinic)
    doctor.post(url(clinic, "edit"), filled(clinic.evaluation, 4, comment="Half way"))
    answer = doctor.post(url(clinic, "edit"), {**older, **filled(clinic.evaluation, 3, comment=""), "submit": "1"})
    form = answer.context["form"]
    assert (form["comment"].value(), clinic.fresh().state) == ("Half way", EvaluationState.IN_PROGRESS)
    assert "More was said in another window" in text(answer)
    doctor.post(url(clinic, "edit"), {**dict(form.shown()), **form.data.dict(), "submit": "1"})
    assert (clinic.fresh().comment, clinic.fresh().state) == ("Half way", EvaluationState.SUBMITTED)


def test_evaluation_pass_by_the_lead_must_name_somebody(clinic):
    lead, colleague = signed_in(clinic.ward.lead), clinic.colleague()
    assert signed_in(clinic.ward.coordinator).get(url(clinic, "pass")).status_code == 403
    assert lead.post(url(clinic, "pass"), {"to": "", "note": "x"}).status_code == 200
    assert clinic.fresh().evaluator == clinic.ward.supervisor
    lead.post(url(clinic, "pass"), {"to": colleague.pk, "note": "She knows her."})
    assert clinic.fresh().evaluator == colleague


def test_evaluation_acknowledge_keeps_the_answer_that_names_a_patient_on_the_page(clinic):
    submitted(clinic.evaluation, 4)
    student = signed_in(clinic.ward.student)
    response = student.post(url(clinic, "acknowledge"), {"reply": "The patient was 0300 1234567."})
    assert ("a phone number" in text(response), clinic.fresh().state) == (True, EvaluationState.SUBMITTED)
    student.post(url(clinic, "acknowledge"), {"reply": "Thank you."})
    assert clinic.fresh().reply == "Thank you."


def test_evaluation_reopen_leads_to_the_successor(clinic):
    submitted(clinic.evaluation, 4)
    response = signed_in(clinic.ward.coordinator).post(url(clinic, "reopen"), {"reason": "Wrong student."})
    successor = clinic.fresh().superseded_by
    assert response.url == successor.get_absolute_url()
    form = signed_in(clinic.ward.supervisor).get(reverse("evaluation_edit", args=[successor.pk]))
    assert f"Reopened by {clinic.ward.coordinator.user.name} on" in text(form)
    assert "Wrong student." in text(form)


def test_evaluation_ask_opens_the_planned_one_for_its_student_alone():
    clinic = a_clinic(scheduled=True)
    address = reverse("evaluation_ask", args=[clinic.ward.pk])
    found = {
        name: signed_in(person).post(address).status_code
        for name, person in people(clinic).items()
        if name != "student"
    }
    assert clinic.fresh().state == EvaluationState.SCHEDULED
    assert found == {
        "evaluator": 403,
        "colleague": 404,
        "lead": 403,
        "coordinator": 403,
        "viewer": 403,
        "other student": 404,
        "other lead": 404,
        "other coordinator": 404,
    }
    assert "mail with a link" in text(signed_in(clinic.ward.student).get(address))
    signed_in(clinic.ward.student).post(address, {"idempotency_key": "k"})
    assert clinic.fresh().state == EvaluationState.OPEN


def test_evaluation_list_shows_each_their_own(clinic):
    seen = {}
    for name, person in people(clinic).items():
        seen[name] = [e.pk for e in signed_in(person).get(reverse("evaluation_list")).context["page"]]
    assert {name for name, rows in seen.items() if rows} == {"evaluator", "lead", "coordinator"}
    submitted(clinic.evaluation, 4)
    assert [e.pk for e in signed_in(clinic.ward.student).get(reverse("evaluation_list")).context["page"]] == [clinic.pk]


@pytest.mark.parametrize(
    ("stands", "found"),
    [("waiting", True), ("unassigned", False), ("planned", False), ("submitted", False), ("over", False)],
)
def test_evaluation_list_is_filtered_by_where_it_stands(clinic, stands, found):
    response = signed_in(clinic.ward.coordinator).get(reverse("evaluation_list"), {"stands": stands})
    assert bool(response.context["page"].object_list) == found


def test_evaluation_list_is_searched_by_the_students_name(clinic):
    office = signed_in(clinic.ward.coordinator)
    name = clinic.ward.student.user.name
    rows = [
        len(office.get(reverse("evaluation_list"), {"q": q}).context["page"].object_list)
        for q in (name, "nobody at all")
    ]
    assert rows == [1, 0]


@pytest.mark.parametrize("rows", [1, 3])
def test_evaluation_list_takes_the_same_queries_for_one_row_and_three(clinic, rows, django_assert_num_queries):
    for _more in range(rows - 1):
        placement = PlacementFactory(application__slot__partner=clinic.ward.placement.partner)
        EvaluationFactory(placement=placement)
    lead = signed_in(clinic.ward.lead)
    with django_assert_num_queries(4):
        response = lead.get(reverse("evaluation_list"))
    assert len(response.context["page"].object_list) == rows


def test_evaluation_detail_takes_few_queries(clinic, django_assert_num_queries):
    submitted(clinic.evaluation, 4, None, 3, 2, 2)
    acknowledge_evaluation(evaluation_id=clinic.pk, by=clinic.ward.intern, now=clock.now(), reply="Thank you.")
    lead = signed_in(clinic.ward.lead)
    with django_assert_num_queries(9):
        lead.get(url(clinic))
