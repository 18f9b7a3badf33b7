"""Takes the pictures of docs/screenshots from a running demo.

    python3 manage.py up --data var/pictures --port 8100
    .venv/bin/python docs/screenshots/make.py http://localhost:8100 var/pictures

Needs Debian's Chromium, and pdftoppm for the certificate.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def logins(data: str) -> dict[str, dict[str, str]]:
    """The demo's sign-ins, the first of each role."""
    told = subprocess.run(
        [sys.executable, ROOT / "manage.py", "seed_demo", "--logins"],
        env={**os.environ, "WARDBRIDGE_DATA": data},
        capture_output=True,
        text=True,
        check=True,
    )
    return {row["role"]: row for row in reversed(json.loads(told.stdout[told.stdout.index("[") :]))}


def sign_in(browser: Browser, site: str, who: dict[str, str], size: dict[str, int]) -> Page:
    """A page in a browser of its own, signed in."""
    page = browser.new_context(viewport=size, locale="en-GB", timezone_id="Asia/Karachi").new_page()
    page.goto(f"{site}/accounts/login/")
    page.locator("[name=login]").fill(who["email"])
    page.locator("[name=password]").fill(who["password"])
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{site}/home/")
    return page


def take(page: Page, name: str, *, whole: bool = True) -> None:
    """One picture."""
    page.screenshot(path=FOLDER / f"{name}.png", full_page=whole)


def partnerships(browser: Browser, site: str, people: dict[str, dict[str, str]]) -> None:
    """What a coordinator, a placement lead and a student keep between them."""
    coordinator = sign_in(browser, site, people["coordinator"], DESK)
    for path, name in (
        ("/register/", "register"),
        ("/agreements/runway/", "runway"),
        ("/readiness/matrix/", "matrix"),
        ("/records/queue/", "records"),
    ):
        coordinator.goto(f"{site}{path}")
        take(coordinator, name)
    lead = sign_in(browser, site, people["lead"], DESK)
    lead.goto(f"{site}/grid/")
    take(lead, "grid")
    student = sign_in(browser, site, people["student on placement"], PHONE)
    student.goto(f"{site}/records/")
    take(student, "wallet-phone", whole=False)


def certificate(page: Page, site: str) -> None:
    """The first sheet of the first certificate in the list, and the page that verifies it."""
    page.goto(f"{site}/certificates/")
    page.locator("main table a[href^='/certificates/']").first.click()
    address = page.locator("a[href$='/pdf/']").first.get_attribute("href")
    pdf = FOLDER / "certificate.pdf"
    pdf.write_bytes(page.request.get(f"{site}{address}").body())
    subprocess.run(["pdftoppm", "-png", "-r", "80", "-singlefile", pdf, FOLDER / "certificate"], check=True)
    pdf.unlink()
    page.locator("a[href*='/verify/']").first.click()
    take(page, "verify")


def main(site: str, data: str) -> None:
    """Every picture, one role after another."""
    people = logins(data)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        student = sign_in(browser, site, people["student on placement"], DESK)
        take(student, "home-student")
        student.goto(f"{site}/internships/")
        take(student, "search")
        student.locator("main article a").first.click()
        take(student, "slot")
        for role, name in (
            ("coordinator", "coordinator"),
            ("lead", "lead"),
            ("viewer", "viewer"),
            ("administrator", "administrator"),
        ):
            take(sign_in(browser, site, people[role], DESK), f"home-{name}")
        take(sign_in(browser, site, people["new student"], DESK), "home-first-day")
        phone = sign_in(browser, site, people["student on placement"], PHONE)
        take(phone, "home-student-phone", whole=False)
        take(sign_in(browser, site, people["student who reads Urdu"], PHONE), "home-urdu-phone", whole=False)
        supervisor = sign_in(browser, site, people["supervisor"], PHONE)
        take(supervisor, "home-supervisor-phone", whole=False)
        supervisor.get_by_role("link", name="Evaluate").first.click()
        supervisor.set_viewport_size({"width": 390, "height": 1500})
        take(supervisor, "evaluate-phone", whole=False)
        partnerships(browser, site, people)
        certificate(sign_in(browser, site, people["student with a certificate"], DESK), site)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), sys.argv[2])
