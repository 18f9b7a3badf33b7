"""Evaluate by link in six taps: a phone on a slow network, with and without scripts, every tap and every byte counted."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.urls import reverse
from playwright.sync_api import CDPSession, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from core.actor import Via
from evaluations.states import EvaluationState
from tests.evaluations.clinic import a_clinic
from tests.journeys.conftest import COLLECTED, PHONE

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

# As Chromium's own “slow 3G”: 400 kbit/s either way, 400 ms before anything comes back.
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
WEIGHT = 50_000  # bytes of everything, on the first visit, even uncompressed


@dataclass
class Hand:
    """Whoever holds the phone: counts the taps; nothing else touches the screen."""

    page: Page
    taps: int = 0

    def taps_on(self, target: Locator) -> None:
        target.scroll_into_view_if_needed()
        target.tap()
        self.taps += 1


@pytest.fixture
def portal(live_server: LiveServer, settings: LazySettings, collected: Path) -> str:
    """The portal's address, with its files as production serves them."""
    settings.STATIC_ROOT, settings.STORAGES = collected, COLLECTED
    return live_server.url


def on_a_slow_network(page: Page) -> tuple[CDPSession, list[int]]:
    """The session, and the bytes of each answer as they come."""
    session, came = page.context.new_cdp_session(page), []
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)
    session.on("Network.loadingFinished", lambda event: came.append(event["encodedDataLength"]))
    return session, came


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_six_taps_and_a_sentence_evaluate_an_intern(portal, browser, scripts):
    clinic = a_clinic()
    page = browser.new_context(java_script_enabled=scripts, **PHONE).new_page()
    hand = Hand(page)
    _session, came = on_a_slow_network(page)
    page.goto(portal + reverse("evaluation_by_link", args=[clinic.link().token]))
    page.wait_for_load_state("networkidle")
    first_visit, requests = sum(came), len(came)
    questions = page.locator("fieldset").all()
    for question in questions:
        hand.taps_on(question.locator("label").filter(has_text="On their own"))
    page.get_by_label("One thing to do next").fill("Work faster on portable films.")
    expect(page.locator("[name=initial-comment]")).to_have_count(
        0 if scripts else 1
    )  # a touched field is this window's own
    hand.taps_on(page.get_by_role("button", name="Submit evaluation"))
    page.get_by_text("Thank you: it is submitted").wait_for()
    evaluation = clinic.fresh()
    assert (len(questions), hand.taps, first_visit < WEIGHT) == (5, 6, True), first_visit
    assert requests >= len(("the page", "its look", "its sign")), "the page came without what belongs to it"
    assert (evaluation.state, evaluation.via, evaluation.comment) == (
        EvaluationState.SUBMITTED,
        Via.LINK,
        "Work faster on portable films.",
    )
    assert list(evaluation.answers.values_list("point__rank", flat=True)) == [4] * 5


def test_a_low_step_opens_its_box_for_a_sentence_without_a_script(portal, browser):
    clinic = a_clinic()
    page = browser.new_context(java_script_enabled=False, **PHONE).new_page()
    hand = Hand(page)
    page.goto(portal + reverse("evaluation_by_link", args=[clinic.link().token]))
    first = page.locator(".ask").first
    box = first.get_by_role("textbox")
    before = box.is_visible()
    hand.taps_on(first.locator("label").filter(has_text="Watched only"))
    assert (before, box.is_visible(), page.locator(".why").filter(visible=True).count()) == (False, True, 1)
