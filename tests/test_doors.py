"""The doors before every page: sign-in, the second step, the admin, the content policy, and the pages of failure."""

import pytest
from allauth.mfa.models import Authenticator
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.errors import Refusal
from institutions.models import Agreement
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.institutions import AgreementFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def test_a_page_that_is_not_public_asks_to_sign_in_and_comes_back(client):
    page = client.get("/agreements/")
    assert (page.status_code, page["Location"]) == (302, "/accounts/login/?next=/agreements/")


def test_a_person_signs_in_with_address_and_password_and_lands_at_home(client):
    user = MembershipFactory(lead=True).user
    user.set_password(PASSWORD)
    user.save()
    page = client.post(reverse("account_login"), {"login": user.email.upper(), "password": PASSWORD})
    assert (page.status_code, page["Location"]) == (302, "/home/")


def test_the_language_is_chosen_before_signing_in_and_leads_back_to_our_own_pages_alone(client, settings):
    settings.LANGUAGES = [("en", "English"), ("ur", "Urdu")]
    page = client.post(reverse("set_language"), {"language": "ur", "next": "/internships/"})
    assert (page["Location"], page.cookies["django_language"].value) == ("/internships/", "ur")
    assert client.post(reverse("set_language"), {"language": "ur", "next": "//evil.example/"})["Location"] == "/"


def test_guessing_passwords_locks_the_account_and_no_other_at_the_same_address(client):
    guessed, other = UserFactory(), UserFactory()
    for user in (guessed, other):
        user.set_password(PASSWORD)
        user.save()
    for number in range(25):
        client.post(reverse("account_login"), {"login": guessed.email, "password": f"guess {number}"})
    locked = client.post(reverse("account_login"), {"login": guessed.email, "password": PASSWORD})
    assert (locked.status_code, "Too many failed login attempts" in locked.text) == (200, True)
    assert client.post(reverse("account_login"), {"login": other.email, "password": PASSWORD}).status_code == 302


def test_nobody_signs_up_by_themselves(client):
    client.post(reverse("account_signup"), {"email": "me@x.example", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(email="me@x.example").exists()


@pytest.mark.parametrize("trait", ["student", "supervisor", "mentor", "lead", "coordinator", "viewer"])
def test_the_admin_is_closed_to_everyone_but_administrators(client, trait):
    client.force_login(MembershipFactory(**{trait: True}).user)
    assert client.get("/admin/").status_code in {302, 403}
    assert client.get("/admin/institutions/partner/").status_code in {302, 403}


def test_the_admins_own_sign_in_is_the_portals(client):
    assert client.get("/admin/login/")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("trait", ["lead", "coordinator", "administrator"])
def test_outside_the_demo_staff_set_up_a_second_step_before_anything_else(client, settings, trait):
    settings.DEMO = False
    user = MembershipFactory(**{trait: True}).user
    client.force_login(user)
    assert client.get("/home/")["Location"] == reverse("mfa_index")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    assert client.get("/home/").status_code == 200


def test_outside_the_demo_a_student_needs_no_second_step(client, settings):
    settings.DEMO = False
    client.force_login(MembershipFactory(supervisor=True).user)
    assert client.get("/home/").status_code == 200


def test_every_page_carries_the_content_policy_and_is_not_kept_by_caches(client):
    client.force_login(MembershipFactory(supervisor=True).user)
    page = client.get("/home/")
    policy = page["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "no-store" in page["Cache-Control"]


def test_a_person_without_a_role_reads_whom_to_ask(client):
    client.force_login(UserFactory())
    assert "Ask the placement office" in client.get("/home/").content.decode()


def test_an_address_that_is_nowhere_is_a_readable_404(client):
    client.force_login(MembershipFactory(lead=True).user)
    page = client.get("/nowhere/")
    assert page.status_code == 404
    assert "<h1" in page.content.decode()


def test_a_refusal_that_no_page_answers_is_told_in_its_own_words(client, monkeypatch):
    def refuse(*_args):
        raise Refusal("The moon is full.", instead="Come back tomorrow.")

    monkeypatch.setattr(Agreement.objects, "visible_to", refuse)
    client.force_login(MembershipFactory(lead=True).user)
    page = client.get("/agreements/")
    assert page.status_code == 409
    assert "The moon is full." in page.content.decode()
    assert "Come back tomorrow." in page.content.decode()


def test_a_database_that_is_gone_is_a_503_that_says_when_to_try_again(client, monkeypatch):
    def gone(*_args):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(Agreement.objects, "visible_to", gone)
    client.force_login(MembershipFactory(lead=True).user)
    page = client.get("/agreements/")
    assert (page.status_code, page["Retry-After"]) == (503, "30")


def test_a_bug_is_a_500_that_does_not_read_the_request(monkeypatch):
    def broken(*_args):
        raise ZeroDivisionError

    monkeypatch.setattr(Agreement.objects, "visible_to", broken)
    client = Client(raise_request_exception=False)
    client.force_login(MembershipFactory(lead=True).user)
    page = client.get("/agreements/")
    assert page.status_code == 500
    assert "<h1" in page.content.decode()


def test_a_form_without_its_token_is_refused_in_words():
    agreement = AgreementFactory()
    lead = MembershipFactory(lead=True, partner=agreement.partner)
    client = Client(enforce_csrf_checks=True)
    client.force_login(lead.user)
    assert client.post(reverse("notification_read_all")).status_code == 403
