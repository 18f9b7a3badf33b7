"""Everybody looks around: one page of each kind that is reached by links, so that no link leads nowhere and no page goes unseen."""

from urllib.parse import urlsplit

from playwright.sync_api import Error

from tests.journeys.person import Person, view_at
from tests.journeys.stage import Stage

LINKS = "links => links.map(link => link.href)"
# One's own session and the administrator's pages are other tests' business.
FILES = ("Download is starting", "net::ERR_ABORTED")  # what a browser says of an address that is no page
ELSEWHERE = ("account_logout", "admin:", "mfa_")


def everybody_looks_around(stage: Stage) -> None:
    for person in list(stage.people.values()):
        looks_around(person)


def looks_around(person: Person) -> None:
    """Follow links from the first page on, to one of each view; a kind of page that the journey showed already is only passed through."""
    known = set(person.looked_at)
    person.visits("/home/" if person.email else "/")
    passed = {view_at(person.page.url)}
    waiting = links_of(person)
    while waiting:
        address = waiting.pop(0)
        name = view_at(address)
        if name in passed or name.startswith(ELSEWHERE):
            continue
        passed.add(name)
        if name in known:
            person.glances_at(address)
        elif not opens(person, address):
            continue
        waiting += links_of(person)


def links_of(person: Person) -> list[str]:
    """Where the links of this page lead, within the portal."""
    host = urlsplit(person.page.url).netloc
    found: list[str] = person.page.get_by_role("link").evaluate_all(LINKS)
    return [address.partition("#")[0] for address in found if urlsplit(address).netloc == host]


def opens(person: Person, address: str) -> bool:
    """True once the page is there and looked at, false for a file that is there; a link that leads to neither fails."""
    try:
        person.visits(address)
    except Error as error:
        if not any(words in str(error) for words in FILES):
            raise
        answer = person.page.request.get(address)
        assert answer.ok, f"{person.name}: the link {address} answers {answer.status}"
        return False
    return True
