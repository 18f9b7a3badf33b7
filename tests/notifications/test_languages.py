"""Each reads the portal in their own language, whoever acts and in whichever language they do it."""

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from core import clock
from core.words import code, hours, listed, when
from notifications.models import Notification
from notifications.services.posting import Message, Notice, notify, post
from tests.factories.accounts import UserFactory
from tests.factories.institutions import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def readers():
    return UserFactory(language="en"), UserFactory(language="ur")


def made(reader=None):
    """A message whose words are made at once, as those with a name or a day in them are."""
    return Message(kind="agreement.sent", subject=translation.gettext("Your CV"), body=hours(90))


@pytest.mark.parametrize("spoken", ["en", "ur"])
def test_a_message_is_made_in_its_readers_language_and_not_in_the_actors(readers, spoken):
    def to_both(key):
        return [Notice(reader=reader, message=made(), dedupe_key=key) for reader in readers]

    with translation.override(spoken):
        for reader in readers:
            post(reader=reader, message=made, dedupe_key="one", now=clock.now())
        notify(to_both, "both", now=clock.now())
    said = Notification.objects.order_by("dedupe_key", "reader").values_list("subject", "body")
    assert list(said) == [("Your CV", "1 h 30 min"), ("آپ کی سی وی", "\u200f1 گھنٹہ 30 منٹ")] * 2


def test_a_person_reads_their_own_language_until_the_browser_chose_another(client):
    reader = MembershipFactory(lead=True, user__language="ur")
    client.force_login(reader.user)
    assert '<html lang="ur" dir="rtl"' in client.get(reverse("home")).text
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert '<html lang="en" dir="ltr"' in client.get(reverse("home")).text


def test_who_never_chose_reads_what_the_browser_wishes(client):
    client.force_login(MembershipFactory(lead=True).user)
    assert '<html lang="ur" dir="rtl"' in client.get(reverse("home"), headers={"accept-language": "ur-PK,en"}).text


@pytest.mark.parametrize("trait", ["student", "supervisor", "mentor", "lead", "coordinator", "viewer", "administrator"])
def test_every_home_is_there_in_urdu(client, trait):
    client.force_login(MembershipFactory(**{trait: True}, user__language="ur").user)
    page = client.get(reverse("home"))
    assert (page.status_code, 'dir="rtl"' in page.text, "سائن آؤٹ" in page.text) == (200, True, True)


def test_lists_and_moments_have_the_comma_of_the_language():
    noon = clock.now().replace(hour=7, minute=0)
    with translation.override("ur"):
        assert listed(["ایک", "دو"]) == "ایک، دو"
        assert "," not in when(noon)
    assert listed(["one", "two"]) == "one, two"


def test_what_begins_with_a_number_keeps_its_place_after_a_latin_name():
    with translation.override("ur"):
        assert hours(60).startswith("\N{RIGHT-TO-LEFT MARK}")
        assert code("2024-MIT-0104") == "\N{LEFT-TO-RIGHT ISOLATE}2024-MIT-0104\N{POP DIRECTIONAL ISOLATE}"
    assert (hours(60), code("2024-MIT-0104")) == ("1 h", "2024-MIT-0104")
