"""The second step: a passkey counts, recovery codes are shown once, and every change is told to its person."""

from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import connection
from django.test import Client
from django.urls import reverse

from core.fields import decrypt, encrypt
from notifications.models import Notification
from tests.factories.accounts import PASSWORD
from tests.factories.institutions import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    user = MembershipFactory(lead=True).user
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def browser(lead):
    """Signed in a moment ago, which is enough to change how one signs in."""
    client = Client()
    client.post(reverse("account_login"), {"login": lead.email, "password": PASSWORD})
    return client


def told(user):
    rows = Notification.objects.filter(reader=user, kind="account.security").order_by("pk")
    return list(rows.values_list("subject", flat=True))


def test_a_passkey_is_a_second_step_and_recovery_codes_alone_are_none(client, lead, settings):
    settings.DEMO = False
    client.force_login(lead)
    RecoveryCodes.activate(lead)
    assert client.get("/home/")["Location"] == reverse("mfa_index")
    Authenticator.objects.create(user=lead, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone", "credential": {}})
    assert client.get("/home/").status_code == 200


def test_the_table_holds_no_secret_and_the_right_code_still_opens(lead, settings):
    secret = generate_totp_secret()
    app, paper = TOTP.activate(lead, secret), RecoveryCodes.activate(lead)
    held = list(Authenticator.objects.order_by("pk").values_list("data", flat=True))
    assert (held[0]["secret"][:5], held[1]["seed"][:5], secret in str(held)) == ("gAAAA", "gAAAA", False)
    counter = next(yield_hotp_counters_from_time())
    assert app.validate_code(format_hotp_value(hotp_value(secret, counter))) is True
    assert app.validate_code(format_hotp_value(hotp_value(generate_totp_secret(), counter))) is False
    assert paper.validate_code(paper.generate_codes()[3]) is True


def test_secrets_of_before_are_encrypted_once_and_can_be_brought_back(lead):
    seal = import_module("accounts.migrations.0010_second_steps_encrypted")
    before = [{"secret": generate_totp_secret()}, {"seed": "ab" * 40, "used_mask": 5}, {"name": "Phone"}]
    for kind, data in zip(("totp", "recovery_codes", "webauthn"), before, strict=True):
        Authenticator.objects.create(user=lead, type=kind, data=data)

    def held():
        return list(Authenticator.objects.order_by("pk").values_list("data", flat=True))

    seal.each(connection, encrypt, held=False)
    once = held()
    seal.each(connection, encrypt, held=False)
    assert held() == once != before
    assert (decrypt(once[0]["secret"]), once[1]["used_mask"], once[2]) == (before[0]["secret"], 5, before[2])
    seal.each(connection, decrypt, held=True)
    assert held() == before


def test_recovery_codes_are_shown_once_and_then_only_counted(lead, browser):
    TOTP.activate(lead, generate_totp_secret())
    page = browser.post(reverse("mfa_generate_recovery_codes"), follow=True)
    codes = Authenticator.objects.get(user=lead, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    assert [code in page.text for code in codes] == [True] * 10
    again = browser.get(reverse("mfa_view_recovery_codes"))
    assert [code in again.text for code in codes] == [False] * 10
    assert ("10 of 10 are left" in again.text, "10 left" in browser.get(reverse("mfa_index")).text) == (True, True)


def test_a_person_is_told_of_new_codes_and_of_an_app_taken_away(lead, browser, django_capture_on_commit_callbacks):
    TOTP.activate(lead, generate_totp_secret())
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("mfa_generate_recovery_codes"))
    browser.post(reverse("mfa_deactivate_totp"))
    assert told(lead) == ["You have new recovery codes", "Your authenticator app was taken away"]


def test_the_sign_in_page_offers_a_passkey_to_browsers_that_have_them(client):
    page = client.get(reverse("account_login")).text
    assert ('data-passkey="login"' in page, "data-passkey-button hidden" in page) == (True, True)


def test_a_made_up_passkey_signs_nobody_in(client, lead):
    client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    for credential in ("", "{}", '{"response": {"userHandle": "MQ"}}', "[1]"):
        client.post(reverse("mfa_login_webauthn"), {"credential": credential})
    assert client.get("/home/").status_code == 302
