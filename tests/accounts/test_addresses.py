"""The address one signs in with: proved by the invitation, changed by its owner alone and only after the new mailbox said yes."""

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from accounts.models import User
from accounts.services.invitations import accept_invitation, make_invitation
from core import clock
from notifications.models import Notification
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.institutions import MembershipFactory

pytestmark = pytest.mark.django_db

NEW = "new.address@elsewhere.example"


@pytest.fixture
def person(client):
    """Somebody who came by an invitation, signed in."""
    user = MembershipFactory(lead=True, user__unclaimed=True).user
    link = make_invitation(user=user, now=clock.now())
    accept_invitation(link_id=link.pk, password=PASSWORD, now=clock.now())
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return user


def addresses_of(user):
    return list(EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary").order_by("pk"))


def change(client, address):
    return client.post(reverse("account_email"), {"action_add": "", "email": address})


def give_password_again(client):
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def fields_of(page):
    """The bound fields of an admin's page by their names there, those of the management forms included."""
    forms = [
        page.context["adminform"].form,
        *(f.formset.management_form for f in page.context["inline_admin_formsets"]),
    ]
    return {field.html_name: field for form in forms for field in form}


def mailed_path():
    """The way that the last mail shows, to be opened on this machine."""
    return urlsplit(re.search(r"https?://\S+", mail.outbox[-1].body)[0]).path


def test_who_came_by_an_invitation_can_set_up_the_second_step(client, person, settings):
    settings.DEMO = False
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_a_sign_in_of_long_ago_is_not_enough_to_set_up_the_second_step(client, person, settings):
    settings.DEMO = False
    settings.CLOCK_SHIFT = timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
    assert client.get(reverse("mfa_activate_totp"))["Location"].startswith(reverse("account_reauthenticate"))
    give_password_again(client)
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_an_administrator_made_at_the_console_can_set_up_the_second_step(client, settings):
    settings.DEMO = False
    user = User.objects.create_superuser("root@portal.example", PASSWORD, name="Root")
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_a_new_address_takes_over_when_the_link_in_its_mail_is_confirmed(client, person):
    change(client, NEW)
    assert mail.outbox[-1].to == [NEW]
    assert User.objects.get(pk=person.pk).email == person.email
    client.post(mailed_path())
    assert User.objects.get(pk=person.pk).email == NEW
    assert addresses_of(person) == [(NEW, True, True)]


def test_a_new_address_is_not_used_before_it_is_confirmed_whatever_is_posted(client, person):
    change(client, NEW)
    client.post(reverse("account_email"), {"action_primary": "", "email": NEW})
    assert User.objects.get(pk=person.pk).email == person.email
    assert addresses_of(person) == [(person.email, True, True), (NEW, False, False)]


def test_the_link_to_a_new_address_cannot_be_read_in_the_portal(client, person):
    before = Notification.objects.filter(reader=person).count()
    change(client, NEW)
    assert len(mail.outbox) == 1
    assert Notification.objects.filter(reader=person).count() == before


def test_to_another_persons_address_no_link_is_sent_but_that_person_is_told(client, person):
    other = UserFactory()
    change(client, other.email)
    told = Notification.objects.get(reader=other)
    assert told.subject == "You have an account already"
    assert "http" not in told.body
    assert mail.outbox == []


def test_a_mail_server_that_is_away_is_told_in_words(client, person, monkeypatch):
    def away(*_args):
        raise SMTPServerDisconnected

    monkeypatch.setattr("notifications.adapter.send_mail", away)
    page = change(client, NEW)
    assert page.status_code == 409
    assert "could not be sent" in page.content.decode()


def test_the_mail_for_a_forgotten_password_names_our_address_whatever_host_was_asked(client, person, settings):
    settings.SITE_URL = "https://portal.example"
    client.post(reverse("account_reset_password"), {"email": person.email}, headers={"host": "localhost:6666"})
    told = Notification.objects.get(reader=person, subject="Choose a new password")
    assert re.findall(r"https?://[^/]+", told.body) == ["https://portal.example"]


def test_an_address_that_the_administrator_corrects_opens_the_account_and_the_old_one_no_more(client, person):
    old = person.email
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    page = client.get(reverse("admin:accounts_user_change", args=[person.pk]))
    values = {name: field.value() for name, field in fields_of(page).items()} | {"email": NEW}
    client.post(page.request["PATH_INFO"], {name: value for name, value in values.items() if value})
    assert addresses_of(person) == [(NEW, True, True)]
    client.logout()
    assert client.post(reverse("account_login"), {"login": old, "password": PASSWORD}).status_code == 200
    assert client.post(reverse("account_login"), {"login": NEW, "password": PASSWORD}).status_code == 302
