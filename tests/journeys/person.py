"""A person at a browser: finds things by what they are called, and looks at every page that comes.

Whatever a person meets must load, break no rule of the content policy, log no error and fit the screen; where scripts run, axe must
find nothing that gets in anybody's way. Without scripts the pages are the same, but axe is a script itself.
"""

import re
from email.message import EmailMessage
from itertools import groupby
from pathlib import Path
from typing import ClassVar, Literal
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from django.urls import Resolver404, resolve
from playwright.sync_api import ConsoleMessage, Download, FilePayload, Locator, Page, Response, expect

from tests.smtp_sink import link_in

IN_THE_WAY = {"moderate", "serious", "critical"}
FAILED = 400  # an answer's status, from here up
# Every rule, but no reading of the style sheets anew for the one rule that only they can break; and no tale of what is in order.
AXE = {"resultTypes": ["violations"], "preload": False}
VIOLATIONS = "options => axe.run(options).then(found => found.violations)"
# A page as axe sees it: what it says, where it leads and what was typed are of no account, only whether something is there.
SAME = (
    (re.compile(r">[^<]*\S[^<]*<"), ">text<"),
    (re.compile(r'\b(action|alt|aria-label|content|data-[a-z-]+|datetime|href|src|title|value)="[^"]+"'), r'\1="text"'),
    (re.compile(r"\d+"), "0"),
)
ENDS = re.compile(r"(?<=</tr>)|(?<=</li>)|(?<=</option>)|(?<=</article>)")  # of what stands on a page many times alike
MAIN = re.compile(r"<main\b.*</main>", re.DOTALL)
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def called(name: str) -> re.Pattern[str]:
    """The whole accessible name; before words that are there for screen readers alone, a browser may put a space.

    A name that ends with its colon is followed by whatever the row is about.
    """
    rest = ".*" if name.endswith(":") else ""
    return re.compile(rf"^{re.escape(name).replace(':', ' ?:')}{rest}$")


def shapes_of(html: str) -> tuple[str, str]:
    """What a page is about, and what stands around it, without what tells one visit from another.

    Two of one shape break the same rules, however many rows alike they have; what is around is the same on all pages of a person.
    """
    for pattern, same in SAME:
        html = pattern.sub(same, html)
    html = "".join(part for part, _alike in groupby(ENDS.split(html), key=str.strip))
    main = MAIN.search(html)
    return main[0] if main else "", MAIN.sub("", html)


def view_at(address: str) -> str:
    """The name of the view that answers there; empty where the address is not the portal's."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


class Person:
    """One person, one browser. Acts in the words of the pages; every act waits for the page that it brings."""

    # (width, shape) of what axe found nothing in, whoever met it; it takes a second for each page.
    in_order: ClassVar[set[tuple[int, str]]] = set()

    def __init__(self, page: Page, *, name: str = "", email: str = "", scripts: bool = True) -> None:
        self.page, self.name, self.email, self.scripts = page, name, email, scripts
        self.expected = 0
        self.troubles: list[str] = []
        self.looked_at: set[str] = set()
        page.on("response", self._answered)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.troubles.append(f"script error: {error}"))

    # Going somewhere

    def visits(self, address: str, *, expecting: int = 200) -> None:
        """Open an address, from a mail or typed."""
        self.expected = expecting
        response = self.page.goto(address)
        assert response is not None
        assert response.status == expecting, f"{address} answered {response.status}"
        self._arrived(response)

    def glances_at(self, address: str) -> None:
        """Open a page of a kind that was looked at before."""
        response = self.page.goto(address)
        assert response is not None
        assert response.ok, f"{address} answered {response.status}"

    def knows(self, html: str) -> bool:
        """True for a page of a shape that was looked at before, by whomever: another look would find nothing else."""
        return self._shapes(html) <= self.in_order

    def follows(self, name: str, *, within: Locator | None = None, expecting: int = 200) -> None:
        """Click a link, which leads to another page."""
        self._click((within or self.page).get_by_role("link", name=called(name)), expecting)

    def presses(self, name: str, *, within: Locator | None = None, expecting: int = 200) -> None:
        """Press a button, which sends its form."""
        self._click((within or self.page).get_by_role("button", name=called(name)), expecting)

    def follows_mail(self, mail: EmailMessage, *, expecting: int = 200) -> None:
        """Open the link of a mail."""
        self.visits(link_in(mail), expecting=expecting)

    def goes_to(self, name: str, tab: str = "") -> None:
        """Choose from the main navigation, then one of its tabs."""
        self.follows(name, within=self.page.get_by_role("navigation", name="Main"))
        if tab:
            self.follows(tab, within=self.page.get_by_role("navigation", name="In this part"))

    def signs_out(self) -> None:
        """By the menu behind the initials."""
        self.unfolds(self.name)
        self.presses("Sign out")

    def signs_in(self, password: str) -> None:
        """From wherever the page offers it."""
        self.follows("Sign in", within=self.page.get_by_role("banner"))
        self.fills("Email", self.email)
        self.fills("Password", password)
        self.presses("Sign in")

    def downloads(self, name: str) -> bytes:
        """Follow a link that leads to a file."""
        with self.page.expect_download() as started:
            self.page.get_by_role("link", name=called(name)).click()
        download: Download = started.value
        return Path(download.path()).read_bytes()

    # Filling in

    def fills(self, label: str, text: str) -> None:
        self._field(label).fill(text)

    def chooses(self, label: str, option: str) -> None:
        self._field(label).select_option(label=option)

    def ticks(self, label: str) -> None:
        self._field(label).check()

    def attaches(self, label: str, name: str, content: bytes, kind: str) -> None:
        """Choose a file."""
        self._field(label).set_input_files(FilePayload(name=name, mimeType=kind, buffer=content))

    def rates(self, question: str, answer: str) -> None:
        """Choose one of the answers under a question."""
        group = self.page.get_by_role("group", name=question)
        group.get_by_role("radio", name=re.compile(rf"{re.escape(answer)}$")).check()

    def unfolds(self, name: str) -> None:
        """Open what is folded away on a small screen."""
        self.page.locator("summary").filter(has_text=name).click()

    # Seeing

    def sees(self, *words: str) -> None:
        """Each of `words` stands on the page, for a person to see."""
        for text in words:
            expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible()

    def sees_heading(self, words: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(words)

    def does_not_see(self, *words: str) -> None:
        for text in words:
            expect(self.page.get_by_text(text)).to_have_count(0)

    def finds_no(self, role: Literal["link", "button"], name: str) -> None:
        """No such link or button is offered."""
        expect(self.page.get_by_role(role, name=called(name))).to_have_count(0)

    def current_step(self) -> str:
        """Where the path of stages stands."""
        return self.page.locator("[aria-current=step]").inner_text().strip()

    def part(self, heading: str) -> Locator:
        """The card under a heading, to act within."""
        return self.page.locator("section").filter(has=self.page.get_by_role("heading", name=heading, exact=True)).last

    def row(self, words: str) -> Locator:
        """The row of a table, or of a list, that says `words`."""
        return self.page.locator("tr, .nextstep, article").filter(has_text=words).first

    # How it is done

    def _field(self, label: str) -> Locator:
        """By its label; the star of a required field is not part of what people call it. A card may have the same name."""
        named = self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*\*?\s*$"))
        return named.and_(self.page.locator("input, select, textarea"))

    def _click(self, target: Locator, expecting: int) -> None:
        self.expected = expecting
        with self.page.expect_navigation() as gone:
            target.click()
        assert gone.value is not None
        self._arrived(gone.value)
        assert gone.value.status == expecting, f"{gone.value.status} at {self.page.url}\n{self._main()}"

    def _arrived(self, response: Response) -> None:
        """Look at the page that came."""
        self.page.wait_for_load_state()
        where = self.page.url
        assert not self.troubles, f"{self.name} at {where}: {self.troubles}\n{self._main()}"
        assert self.page.get_by_role("heading", level=1).count() == 1, f"not one main heading at {where}"
        self.looked_at.add(view_at(where))
        if self.scripts:
            assert self.page.evaluate(SIDEWAYS) <= 0, f"wider than the screen: {where}"
            self._audit(where, response.text())

    def _main(self) -> str:
        """What the page says, for whoever reads a failure."""
        return self.page.locator("main").inner_text()

    def _shapes(self, html: str) -> set[tuple[int, str]]:
        width = self.page.viewport_size["width"] if self.page.viewport_size else 0
        return {(width, shape) for shape in shapes_of(html)}

    def _audit(self, where: str, html: str) -> None:
        if self.knows(html):
            return
        self.page.evaluate(AXE_SCRIPT)
        found = self.page.evaluate(VIOLATIONS, AXE)
        blocking = [
            f"{violation['id']} ({violation['impact']}): {[node['html'][:160] for node in violation['nodes'][:3]]}"
            for violation in found
            if violation["impact"] in IN_THE_WAY
        ]
        assert not blocking, f"{self.name} at {where}: {blocking}"
        self.in_order |= self._shapes(html)

    def _answered(self, response: Response) -> None:
        if response.status >= FAILED and response.status != self.expected:
            self.troubles.append(f"{response.status} from {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.troubles.append(message.text)
