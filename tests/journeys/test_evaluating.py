"""An office words a form of its own, a supervisor answers for two interns on one page, a student reads it beside the own view."""

import pytest
from django.db import transaction

from core import clock
from evaluations.services.instruments import load_starters
from tests.evaluations.clinic import a_clinic
from tests.factories.evaluations import EvaluationFactory
from tests.factories.placements import PlacementFactory
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]
both_ways = pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])


@both_ways
def test_an_office_words_its_own_version_of_a_form_and_publishes_it(stage: Stage, java_script: bool) -> None:
    clinic = a_clinic()
    office = stage.signed_in(clinic.ward.coordinator)
    office.goes_to("Placements", "Evaluation forms")
    office.follows("Working with people")
    office.follows("Make our own version")
    office.presses("Make it")
    office.fills("Criterion 7", "Asks for help before it is too late")
    office.fills("Or a scale of your own", "Not yet\nWith help\nAlone")
    office.presses("Keep it so")
    office.sees("Asks for help before it is too late", "With help")
    office.follows("Publish")
    office.presses("Publish it")
    office.sees_heading("Working with people")
    office.goes_to("Placements", "Evaluation forms")
    office.follows(f"Choose: {clinic.ward.placement.student.programme.name}")
    office.chooses("Final evaluation", "Working with people")
    office.presses("Keep it so")
    office.sees("Kept. What is planned already stays on its form.")


@both_ways
def test_two_interns_on_one_page_and_the_own_view_beside(stage: Stage, java_script: bool) -> None:
    clinic = a_clinic()
    ward = clinic.ward
    load_starters(now=clock.now())
    form = type(clinic.evaluation.instrument).objects.get(slug="self-assessment")
    EvaluationFactory(placement=ward.placement, occasion="self_final", evaluator=ward.student, instrument=form)
    with transaction.atomic():  # a place and its seat are promised to come together
        other = PlacementFactory(application__slot__partner=ward.placement.partner, supervisor=ward.supervisor)
        EvaluationFactory(placement=other)

    student = stage.signed_in(ward.student)
    student.follows("Answer: How I see my own work")
    for criterion in form.criteria.filter(kind="rating"):
        student.rates(criterion.text, "With a supervisor nearby")
    student.fills("What went well", "The morning list.")
    student.presses("Keep it so")
    student.visits(ward.placement.get_absolute_url())
    student.follows("Ask for your evaluation")
    student.presses("Ask now")

    code = stage.someone("stranger")
    code.visits(clinic.evaluation.asking_path(clock.now()), expecting=409)

    doctor = stage.signed_in(ward.supervisor)
    doctor.goes_to("Evaluations")
    doctor.follows("Several on one page")
    card = doctor.page.locator("section").filter(has_text=ward.placement.student.user.name)
    for criterion in clinic.evaluation.instrument.criteria.all():
        card.get_by_role("group", name=criterion.text).get_by_role("radio", name="On their own").check()
    doctor.presses("Submit those that are whole")
    doctor.sees("1 submitted.", other.student.user.name)

    student.visits(clinic.evaluation.get_absolute_url())
    student.sees("As the student sees it", "With a supervisor nearby")
