"""What static/js/site.js adds to pages, tried in a browser on pages of the test's own."""

import re
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from django.conf import settings
from playwright.sync_api import Page, Route, expect

SCRIPT = (Path(settings.BASE_DIR) / "static/js/site.js").read_text(encoding="utf-8")
SITE = "http://portal.test"
FORM = """
<form method="post" action="/sent" data-autosave="/keep">
  <input name="next_aim"><button name="act" value="submit">Submit</button>
  <p data-saved="Saved %s" data-failed="Not saved. Send the form to keep it."></p>
</form>"""
MENU = '<details data-menu><summary>Menu</summary><a href="/x">Profile</a></details><p>Elsewhere</p>'


def fields(sent: str) -> dict[str, str]:
    """What a form posted, in either of its two encodings."""
    if sent.startswith("--"):
        return dict(re.findall(r'name="(\w+)"\r\n\r\n(.*?)\r\n', sent))
    return dict(parse_qsl(sent, keep_blank_values=True))


class Portal:
    """A server of one page, which writes down what is posted to it."""

    def __init__(self, page: Page, body: str) -> None:
        self.posts: list[tuple[str, dict[str, str]]] = []
        self.keeps = {
            "status": 200,
            "content_type": "application/json",
            "body": '{"text": "Saved 10:42 · 1 answer left"}',
        }
        self.body = body
        page.route(f"{SITE}/**", self.answer)
        page.goto(f"{SITE}/")

    def answer(self, route: Route) -> None:
        address = route.request.url.removeprefix(SITE)
        if route.request.method == "POST":
            self.posts.append((address, fields(route.request.post_data or "")))
        if address == "/keep":
            route.fulfill(**self.keeps)
        elif address == "/site.js":
            route.fulfill(content_type="text/javascript", body=SCRIPT)
        elif address == "/sent":
            # No content: the browser stays on the page, as it does while an answer is under way.
            route.fulfill(status=204)
        else:
            html = f'<!doctype html><html lang="en"><script type="module" src="/site.js"></script>{self.body}'
            route.fulfill(content_type="text/html", body=html)


@pytest.fixture
def form(page: Page) -> Portal:
    return Portal(page, FORM)


def test_a_second_press_sends_nothing(page: Page, form: Portal):
    page.get_by_role("button").dblclick()
    expect(page.get_by_role("button")).to_be_disabled()
    assert form.posts == [("/sent", {"next_aim": "", "act": "submit"})]


def test_answers_are_kept_while_they_are_given(page: Page, form: Portal):
    page.get_by_role("textbox").press_sequentially("Work faster")
    expect(page.locator("[data-saved]")).to_have_text("Saved 10:42 · 1 answer left")
    assert form.posts == [("/keep", {"next_aim": "Work faster"})]


def test_a_reader_is_told_when_an_answer_could_not_be_kept(page: Page, form: Portal):
    form.keeps = {"status": 503, "content_type": "text/html", "body": ""}
    page.get_by_role("textbox").fill("Work faster")
    expect(page.locator("[data-saved]")).to_have_text("Not saved. Send the form to keep it.")


def test_an_answer_without_words_shows_the_hour(page: Page, form: Portal):
    form.keeps = {"status": 200, "content_type": "text/html", "body": ""}
    page.get_by_role("textbox").fill("Work faster")
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))


def test_a_menu_closes_on_a_press_elsewhere(page: Page):
    Portal(page, MENU)
    page.get_by_text("Menu").click()
    expect(page.get_by_text("Profile")).to_be_visible()
    page.get_by_text("Elsewhere").click()
    expect(page.get_by_text("Profile")).to_be_hidden()


def test_a_menu_closes_on_escape_and_gives_the_focus_back(page: Page):
    Portal(page, MENU)
    page.get_by_text("Menu").click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.get_by_text("Profile")).to_be_hidden()
    expect(page.locator("summary")).to_be_focused()


VERSIONED = FORM.replace(
    '<input name="next_aim">', '<input name="next_aim"><input type="hidden" name="version" value="1">'
)


def test_a_form_pressed_while_it_saves_itself_is_sent_from_the_version_that_this_makes(page: Page):
    form = Portal(page, VERSIONED)
    form.keeps = form.keeps | {"body": '{"text": "Kept", "version": 2}'}
    with page.expect_request(f"{SITE}/keep"):
        page.get_by_role("textbox").fill("Work faster")
    page.get_by_role("button").click()
    expect(page.get_by_role("button")).to_be_disabled()
    assert form.posts == [
        ("/keep", {"next_aim": "Work faster", "version": "1"}),
        ("/sent", {"next_aim": "Work faster", "version": "2", "act": "submit"}),
    ]


def test_a_file_goes_with_its_form_and_not_with_what_is_kept_meanwhile(page: Page):
    form = Portal(page, FORM.replace("<button", '<input type="file" name="letter"><button'))
    page.locator("[name=letter]").set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"})
    expect(page.locator("[data-saved]")).to_have_text("Saved 10:42 · 1 answer left")
    assert form.posts == [("/keep", {"next_aim": ""})]
