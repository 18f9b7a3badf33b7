"""The portal in Urdu on a phone: an intern is evaluated by link, and a student finds an internship; nothing is in anybody's way."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from evaluations.states import EvaluationState
from tests.evaluations.clinic import a_clinic
from tests.factories.placements import SlotFactory
from tests.journeys.conftest import COLLECTED, PHONE
from tests.journeys.person import Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

LIGHT = 50_000  # bytes of a first visit by link, as in English


@pytest.fixture
def portal(live_server: LiveServer, settings: LazySettings, collected: Path) -> str:
    """The portal's address, with its files as production serves them."""
    settings.STATIC_ROOT, settings.STORAGES = collected, COLLECTED
    return live_server.url


def on_a_phone(browser, *, scripts: bool) -> tuple[Person, list[int]]:
    """Somebody who has never been here, and the bytes that came to them."""
    page = browser.new_context(java_script_enabled=scripts, locale="ur-PK", **PHONE).new_page()
    session, came = page.context.new_cdp_session(page), []
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: came.append(event["encodedDataLength"]))
    return Person(page, scripts=scripts), came


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_supervisor_evaluates_by_link_in_urdu(portal, browser, scripts):
    clinic = a_clinic()
    User.objects.filter(pk=clinic.evaluation.evaluator.user_id).update(language="ur")
    person, came = on_a_phone(browser, scripts=scripts)
    person.visits(portal + reverse("evaluation_by_link", args=[clinic.link().token]))
    assert sum(came) < LIGHT, sum(came)
    expect(person.page.locator("html")).to_have_attribute("dir", "rtl")
    for question in person.page.locator("fieldset").all():
        question.locator("label").filter(has_text="On their own").tap()
    person.fills("One thing to do next", "تصویریں جلدی بنائیں۔")
    person.presses("جائزہ جمع کریں")
    person.sees("شکریہ")
    assert clinic.fresh().state == EvaluationState.SUBMITTED
    assert person.troubles == []


def test_anybody_finds_an_internship_in_urdu_and_turns_to_english(portal, browser):
    slot = SlotFactory(title="Ward nursing rotation")
    person, _came = on_a_phone(browser, scripts=True)
    person.visits(portal + reverse("internship_list"))
    person.sees_heading("انٹرن شپس")
    person.follows(slot.title)
    person.sees("ایک نظر میں")
    person.presses("English")
    expect(person.page.locator("html")).to_have_attribute("dir", "ltr")
    assert person.troubles == []
