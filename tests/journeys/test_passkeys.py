"""A coordinator's way in: a passkey instead of password and code, and a recovery code for the day the phone is lost."""

import re

import pytest
from playwright.sync_api import CDPSession

from notifications.models import Notification
from tests.factories.institutions import MembershipFactory
from tests.journeys.person import Person
from tests.journeys.stage import PASSWORD, Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]

# A phone that holds passkeys and is unlocked by whoever is asked.
PHONE_LOCK = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.mark.parametrize("java_script", [True])
def test_a_coordinator_makes_a_passkey_and_signs_in_with_it(stage: Stage, java_script: bool) -> None:
    stage.settings.DEMO = False
    membership = MembershipFactory(coordinator=True, user__name="Nadia Qureshi")
    membership.user.set_password(PASSWORD)
    membership.user.save()
    coordinator = stage.open_browser("Nadia Qureshi", membership.user.email, on_a_phone=False)
    lock = with_a_lock(coordinator)
    comes_with_the_password(coordinator)
    codes = makes_a_passkey(coordinator)
    leaves_and_returns_by_passkey(coordinator)
    takes_it_for_the_second_step(coordinator)
    comes_in_by_a_recovery_code(coordinator, lock, codes[0])
    assert sorted(Notification.objects.filter(kind="account.security").values_list("subject", flat=True)) == [
        "A passkey was added to your account",
        "A passkey was taken from your account",
    ]


def with_a_lock(person: Person) -> CDPSession:
    lock = person.page.context.new_cdp_session(person.page)
    lock.send("WebAuthn.enable")
    lock.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE_LOCK})
    return lock


def comes_with_the_password(person: Person) -> None:
    person.visits("/")
    person.signs_in(PASSWORD)
    person.sees_heading("Sign-in and security")
    person.sees("Your account has one step only.")


def makes_a_passkey(person: Person) -> list[str]:
    """Returns the recovery codes, which are shown this once."""
    person.follows("Add a passkey")
    person.fills("What you call it", "Office phone")
    person.presses("Make the passkey")
    person.sees_heading("Recovery codes")
    codes = re.findall(r"[\w-]+", person.page.locator(".codes").inner_text())
    assert len(codes) == 10
    person.visits("/home/")
    return codes


def leaves_and_returns_by_passkey(person: Person) -> None:
    person.signs_out()
    person.visits("/accounts/login/")
    person.presses("Sign in with a passkey")
    assert person.page.url.endswith("/home/")


def takes_it_for_the_second_step(person: Person) -> None:
    """Who gives the password all the same is asked for the passkey."""
    person.signs_out()
    person.visits("/")
    person.signs_in(PASSWORD)
    person.sees_heading("One more step")
    person.presses("Use a passkey")
    assert person.page.url.endswith("/home/")


def comes_in_by_a_recovery_code(person: Person, lock: CDPSession, code: str) -> None:
    """The phone is lost: password and a code from the paper; then the passkey of the lost phone is taken away."""
    person.signs_out()
    lock.send("WebAuthn.disable")
    person.visits("/")
    person.signs_in(PASSWORD)
    person.fills("Code", code)
    person.presses("Sign in")
    person.visits("/accounts/2fa/webauthn/")
    person.sees("Office phone")
    person.follows("Take away: Office phone")
    person.presses("Take it away")
    person.sees("None yet.")
