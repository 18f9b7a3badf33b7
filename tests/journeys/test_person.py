"""The people of the journeys look where they go: a page with a fault stops them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route

from tests.journeys.person import Person

pytestmark = pytest.mark.journey

SITE = "http://portal.test/"
FLAWS = {
    "a field without a label": "<input>",
    "a second main heading": "<h1>Again</h1>",
    "wider than a phone": '<p><svg width="3000" height="9" aria-hidden="true"></svg></p>',
    "a script that the policy forbids": "<script>document.title = 'changed'</script>",
    "a picture that is not there": '<img src="/missing.png" alt="">',
}


def answer(flaw: str) -> Callable[[Route], None]:
    """A page that is in order but for `flaw`."""

    def fulfil(route: Route) -> None:
        if route.request.url != SITE:
            route.fulfill(status=404)
            return
        html = f'<!doctype html><html lang="en"><title>Page</title><main><h1>Page</h1>{flaw}</main></html>'
        policy = {"Content-Security-Policy": "default-src 'self'", "Content-Type": "text/html"}
        route.fulfill(body=html, headers=policy)

    return fulfil


def test_a_page_in_order_lets_a_person_pass(page: Page) -> None:
    page.route("**/*", answer(""))
    Person(page).visits(SITE)


@pytest.mark.parametrize("flaw", FLAWS.values(), ids=FLAWS)
def test_a_page_with_a_fault_stops_a_person(page: Page, flaw: str) -> None:
    page.route("**/*", answer(flaw))
    with pytest.raises(AssertionError):
        Person(page).visits(SITE)
