"""The evaluation on a phone, in a real browser: six presses and a sentence, with and without scripts."""

import pytest
from django.urls import reverse

from core.actor import Via
from evaluations.states import EvaluationState
from tests.evaluations.clinic import a_clinic

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}


def address(live_server, clinic):
    return live_server.url + reverse("evaluation_by_link", args=[clinic.link().token])


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_six_presses_and_a_sentence_evaluate_an_intern(live_server, page, browser, scripts):
    clinic = a_clinic()
    phone = browser.new_page(viewport=PHONE, java_script_enabled=scripts)
    phone.goto(address(live_server, clinic))
    for question in phone.locator("fieldset").all():
        question.get_by_role("radio", name="On their own").check()
    phone.get_by_label("One thing to do next").fill("Work faster on portable films.")
    phone.get_by_role("button", name="Submit evaluation").click()
    phone.get_by_text("Thank you: it is submitted").wait_for()
    evaluation = clinic.fresh()
    assert (evaluation.state, evaluation.via, evaluation.comment) == (
        EvaluationState.SUBMITTED,
        Via.LINK,
        "Work faster on portable films.",
    )
    assert list(evaluation.answers.values_list("point__rank", flat=True)) == [4] * 5
