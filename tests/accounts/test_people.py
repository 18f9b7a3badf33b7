"""One's own account: details, language, light and dark."""

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.services.people import edit_person
from core import clock
from core.actor import NOBODY
from core.errors import NotAllowed
from tests.factories.institutions import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def supervisor(client):
    membership = MembershipFactory(supervisor=True, user__name="Dr Sana Mirza")
    client.force_login(membership.user)
    return membership


@pytest.fixture
def in_two_languages(settings):
    settings.LANGUAGES = [("en", "English"), ("ur", "Urdu")]


def test_a_language_is_offered_once_its_words_are_there(client, supervisor):
    offered = dict(settings.LANGUAGES).keys() - {settings.LANGUAGE_CODE}
    assert offered == {path.name for path in Path(settings.LOCALE_PATHS[0]).glob("*")} - {settings.LANGUAGE_CODE}
    page = client.get(reverse("profile"), headers={"accept-language": "ur"})
    assert ("language" in page.context["form"].fields, 'dir="rtl"' in page.text) == (bool(offered), "ur" in offered)


@pytest.mark.usefixtures("in_two_languages")
def test_profile_keeps_name_mobile_and_language(client, supervisor):
    response = client.post(reverse("profile"), {"name": "Dr Sana M. Mirza", "phone": "0300 1234567", "language": "ur"})
    supervisor.user.refresh_from_db()
    assert (response.status_code, response.url) == (302, reverse("profile"))
    assert (supervisor.user.name, supervisor.user.phone, supervisor.user.language) == (
        "Dr Sana M. Mirza",
        "+923001234567",
        "ur",
    )
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "ur"


def test_profile_with_a_number_nobody_can_dial_shows_how_to_write_one(client, supervisor):
    response = client.post(reverse("profile"), {"name": "Dr Sana Mirza", "phone": "12", "language": "en"})
    supervisor.user.refresh_from_db()
    assert ("This is no phone number" in response.text, supervisor.user.phone) == (True, "")


def test_profile_of_a_student_shows_the_name_and_does_not_change_it(client):
    student = MembershipFactory(student=True, user__name="Areeba Khan")
    client.force_login(student.user)
    page = client.get(reverse("profile"))
    client.post(reverse("profile"), {"name": "Queen Areeba", "phone": "", "language": "en"})
    student.user.refresh_from_db()
    assert ("Your institute keeps your name" in page.text, "name" in page.context["form"].fields) == (True, False)
    assert student.user.name == "Areeba Khan"


def test_edit_person_of_a_student_with_another_name_is_refused():
    student = MembershipFactory(student=True)
    with pytest.raises(NotAllowed, match="Your institute keeps your name"):
        edit_person(by=student.as_actor(), now=clock.now(), name="Somebody", phone="", language="en")


def test_edit_person_by_nobody_is_refused():
    with pytest.raises(NotAllowed, match="Sign in"):
        edit_person(by=NOBODY, now=clock.now(), phone="", language="en")


def test_profile_takes_two_queries(client, supervisor, django_assert_num_queries):
    client.get(reverse("profile"))
    with django_assert_num_queries(2):  # person, memberships
        client.get(reverse("profile"))


@pytest.mark.parametrize(
    ("theme", "kept"), [("dark", True), ("light", True), ("auto", True), ("pink", False), ("", False)]
)
def test_theme_set_keeps_what_it_knows(client, theme, kept):
    response = client.post(reverse("theme_set"), {"theme": theme, "next": "/internships/"})
    assert (response.status_code, response.url, "theme" in response.cookies) == (302, "/internships/", kept)


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "9999", "a\0b", ""]
)
def test_theme_set_leads_nowhere_else(client, back):
    assert client.post(reverse("theme_set"), {"theme": "dark", "next": back}).url == reverse("home")


def test_theme_set_is_a_post(client):
    assert client.get(reverse("theme_set")).status_code == 405
