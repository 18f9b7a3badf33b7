"""Guides and answers: read by everybody, kept by staff."""

import pytest
from django.urls import reverse

from institutions.models import Guide
from institutions.services.guides import GUIDES, load_guides
from tests.factories.institutions import MembershipFactory
from tests.factories.outside import GuideFactory

pytestmark = pytest.mark.django_db


def test_starters_are_loaded_once_and_keep_what_staff_changed(client):
    assert load_guides() == len(GUIDES)
    Guide.objects.filter(slug="interviews").update(title="Interviews, by us")
    assert (load_guides(), Guide.objects.get(slug="interviews").title) == (0, "Interviews, by us")
    page = client.get(reverse("guide_list"))
    assert ([guide.slug for guide in page.context["guides"]], len(page.context["answers"])) == (
        ["interviews", "letters", "what-to-wear", "first-day"],
        4,
    )


def test_a_guide_is_read_without_an_account(client):
    guide = GuideFactory(body="# The day before\n\nRead <b>it</b> again.")
    page = client.get(guide.get_absolute_url())
    assert ("<h2>The day before</h2>" in page.text, "Read &lt;b&gt;it&lt;/b&gt; again." in page.text) == (True, True)


def test_what_is_not_published_is_read_by_administrators_alone(client):
    guide = GuideFactory(is_published=False)
    answers = [client.get(guide.get_absolute_url()).status_code]
    client.force_login(MembershipFactory(administrator=True).user)
    answers.append(client.get(guide.get_absolute_url()).status_code)
    assert answers == [404, 200]


@pytest.mark.parametrize("rows", [1, 3])
def test_guide_list_takes_one_query(client, rows, django_assert_num_queries):
    GuideFactory.create_batch(rows)
    client.get(reverse("guide_list"))
    with django_assert_num_queries(1):
        client.get(reverse("guide_list"))
