"""The way into a portal that nobody has opened yet."""

from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from notifications.models import Notification
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
EMAIL = "sana@portal.example"


def link(capsys, *arguments):
    call_command("first_administrator", *arguments)
    return urlsplit(capsys.readouterr().out.splitlines()[0]).path


def test_the_link_opens_the_administration_once(client, capsys):
    address = link(capsys, EMAIL, "--name", "Sana Mirza")
    assert client.post(address, {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert client.get(reverse("admin:index")).status_code == 200
    assert User.objects.values_list("name", "email", "is_superuser").get() == ("Sana Mirza", EMAIL, True)
    assert Client().get(address).status_code == 410


def test_a_shut_account_is_opened_and_every_administrator_is_told(capsys):
    user, other = UserFactory(email=EMAIL, is_active=False), UserFactory(is_superuser=True)
    call_command("first_administrator", EMAIL)
    user.refresh_from_db()
    assert (user.is_active, "with the password it has" in capsys.readouterr().out) == (True, user.is_claimed)
    told = Notification.objects.filter(kind="account.administrator").values_list("reader_id", flat=True)
    assert set(told) == {user.pk, other.pk}


def test_somebody_who_is_here_becomes_one_and_words_that_are_no_address_nobody(capsys):
    user = UserFactory(email=EMAIL)
    link(capsys, EMAIL.upper())
    user.refresh_from_db()
    assert user.is_superuser
    with pytest.raises(CommandError, match="no e-mail address"):
        link(capsys, "sana")
    assert User.objects.count() == 1
