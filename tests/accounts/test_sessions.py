"""Where a person is signed in: seen in words, ended one by one or all but this one, ended by a new password."""

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.services.sessions import NOWHERE, end_every_session, open_sessions
from core import clock
from core.devices import device_of
from notifications.delivery import deliver_due
from notifications.models import Notification
from tests.factories.accounts import PASSWORD
from tests.factories.institutions import MembershipFactory

pytestmark = pytest.mark.django_db

PHONE = "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36"
OFFICE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"


@pytest.fixture
def person():
    user = MembershipFactory(supervisor=True).user
    user.set_password(PASSWORD)
    user.save()
    return user


def signed_in(user, user_agent=OFFICE):
    client = Client(headers={"user-agent": user_agent})
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def is_in(client):
    return client.get("/home/").status_code == 200


@pytest.mark.parametrize(
    ("says", "means"),
    [
        (PHONE, "Chrome on Android"),
        (OFFICE, "Firefox on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) Version/18.6 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/143.0.0.0 Safari/537.36 Edg/143.0", "Edge on Windows"),
        ("curl/8.5", "A device"),
    ],
)
def test_a_browser_is_named_by_two_words(says, means):
    assert device_of(says) == means


def test_a_person_sees_each_browser_and_which_one_is_this(person):
    desk = signed_in(person)
    signed_in(person, PHONE)
    page = desk.get(reverse("session_list"))
    assert [s.device for s in page.context["here"]] == ["Firefox on Windows"]
    assert [s.device for s in page.context["elsewhere"]] == ["Chrome on Android"]


def test_the_place_somebody_came_from_is_not_kept(person):
    signed_in(person)
    assert set(UserSession.objects.values_list("ip", flat=True)) == {NOWHERE}


def test_when_a_session_was_last_used_moves_with_its_use_and_is_its_sign_in_where_the_cache_was_emptied(person):
    client = signed_in(person)
    client.get("/home/")
    (used,) = open_sessions(person)
    assert used.seen > used.since
    cache.delete(f"seen:{used.key}")
    (forgotten,) = open_sessions(person)
    assert forgotten.seen == UserSession.objects.get().last_seen_at


def test_one_device_is_signed_out_and_the_others_stay(person):
    desk, phone, third = signed_in(person), signed_in(person, PHONE), signed_in(person)
    row = UserSession.objects.get(user_agent=PHONE)
    desk.post(reverse("session_end", args=[row.pk]))
    assert (is_in(desk), is_in(phone), is_in(third)) == (True, False, True)


def test_signing_out_elsewhere_leaves_this_device_alone(person):
    desk, phone, third = signed_in(person), signed_in(person, PHONE), signed_in(person)
    desk.post(reverse("session_end_others"))
    assert (is_in(desk), is_in(phone), is_in(third)) == (True, False, False)


def test_nobody_signs_another_person_out(person):
    phone = signed_in(person, PHONE)
    other = Client()
    other.force_login(MembershipFactory(lead=True).user)
    other.post(reverse("session_end", args=[UserSession.objects.get().pk]))
    other.post(reverse("session_end_others"))
    assert is_in(phone)


def test_a_new_password_signs_every_other_device_out_and_its_person_is_told(person):
    desk, phone = signed_in(person), signed_in(person, PHONE)
    new = "a lamp in every corridor"
    desk.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (is_in(desk), is_in(phone)) == (True, False)
    assert [s.device for s in open_sessions(person.__class__.objects.get(pk=person.pk))] == ["Firefox on Windows"]
    told = Notification.objects.get(reader=person, kind="account.security")
    assert told.subject == "Your password was changed"
    deliver_due(now=clock.now())
    assert (mail.outbox[-1].to[0].endswith(f"<{person.email}>"), "Firefox on Windows" in mail.outbox[-1].body) == (
        True,
        True,
    )


def test_ending_every_session_signs_the_person_out_everywhere(person):
    clients = [signed_in(person), signed_in(person, PHONE)]
    assert end_every_session(user_id=person.pk) == 2
    assert [is_in(client) for client in clients] == [False, False]


@pytest.mark.parametrize("others", [1, 3])
def test_the_page_asks_as_much_for_three_devices_as_for_one(person, django_assert_num_queries, others):
    desk = signed_in(person)
    for _number in range(others):
        signed_in(person, PHONE)
    desk.get("/notifications/")
    with django_assert_num_queries(4):
        desk.get(reverse("session_list"))
