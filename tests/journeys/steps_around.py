"""Everybody looks around: one page of each kind that is reached by links, so that no link leads nowhere and no page goes unseen."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import APIResponse

from tests.journeys.person import Person, view_at
from tests.journeys.stage import Stage

LINKS = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"')
# One's own session and the administrator's pages are other tests' business.
ELSEWHERE = ("account_logout", "admin:", "mfa_")


def everybody_looks_around(stage: Stage) -> None:
    for person in list(stage.people.values()):
        looks_around(person)


def looks_around(person: Person) -> None:
    """Follow links from the first page on, to one of each view; a page of a shape that somebody has looked at is only passed through."""
    waiting = ["/home/" if person.email else "/"]
    passed: set[str] = set()
    while waiting:
        address = waiting.pop(0)
        name = view_at(address)
        if name in passed or name.startswith(ELSEWHERE):
            continue
        passed.add(name)
        answer = person.page.request.get(address)
        assert answer.ok, f"{person.name}: the link {address} answers {answer.status}"
        if not answer.headers["content-type"].startswith("text/html"):
            continue  # a file
        if not person.knows(answer.text()):
            person.visits(answer.url)
        waiting += links_of(answer)


def links_of(page: APIResponse) -> list[str]:
    """Where the links of a page lead, within the portal."""
    host = urlsplit(page.url).netloc
    found = (urljoin(page.url, unescape(href)).partition("#")[0] for href in LINKS.findall(page.text()))
    return [address for address in found if urlsplit(address).netloc == host]
