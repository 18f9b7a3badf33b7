"""What search engines may read: public pages alone, under the portal's own address."""

from xml.etree import ElementTree as ET

import pytest

from tests.factories.institutions import PartnerFactory
from tests.factories.outside import CareerFactory, GuideFactory
from tests.factories.placements import SlotFactory

pytestmark = pytest.mark.django_db
SITE = "https://portal.example"


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = SITE


def addresses(client):
    page = client.get("/sitemap.xml", headers={"host": "testserver"})
    assert page["Content-Type"] == "application/xml; charset=utf-8"
    found = ET.fromstring(page.content)  # noqa: S314 - our own
    return [element.text for element in found.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]


def test_the_sitemap_names_what_strangers_may_read_and_nothing_else(client):
    slot, guide, career = SlotFactory(), GuideFactory(), CareerFactory()
    hidden = [SlotFactory(is_public=False), SlotFactory(draft=True), GuideFactory(is_published=False)]
    hidden += [PartnerFactory(is_public=False), GuideFactory(kind="answer")]
    found = addresses(client)
    shown = [SITE + thing.get_absolute_url() for thing in (slot, slot.partner, guide, career)]
    assert set(shown) < set(found)
    assert set(found) & {SITE + thing.get_absolute_url() for thing in hidden} == set()
    assert (found[0], all(address.startswith(SITE) for address in found)) == (f"{SITE}/", True)


def test_every_address_of_the_sitemap_opens_without_an_account(client):
    SlotFactory(), GuideFactory(), CareerFactory()
    answers = {address: client.get(address.removeprefix(SITE)).status_code for address in addresses(client)}
    assert set(answers.values()) == {200}


def test_the_sitemap_is_kept_for_an_hour(client, django_assert_num_queries):
    addresses(client)
    with django_assert_num_queries(0):
        addresses(client)


def test_robots_are_told_where_the_sitemap_is_and_what_is_closed(client):
    text = client.get("/robots.txt").text
    assert (f"Sitemap: {SITE}/sitemap.xml" in text, "Disallow: /accounts/" in text) == (True, True)
