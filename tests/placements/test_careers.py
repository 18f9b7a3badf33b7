"""Careers: from a role to its skills to the internships that teach them."""

import pytest
from django.urls import reverse

from placements.models import Career, Track
from placements.services import catalogue
from placements.services.careers import CAREERS, load_careers
from tests.factories.outside import CareerFactory
from tests.factories.placements import ObjectiveFactory, SlotFactory

pytestmark = pytest.mark.django_db


def test_starters_stand_under_the_tracks_and_keep_what_staff_changed():
    catalogue.load_starters()
    assert load_careers() == len(CAREERS)
    Career.objects.filter(slug="radiographer").update(summary="By us.")
    assert (load_careers(), Career.objects.get(slug="radiographer").summary) == (0, "By us.")
    assert {starter.track for starter in CAREERS} <= set(Track.objects.values_list("slug", flat=True))


def test_a_career_leads_from_its_skills_to_the_internships_that_teach_them(client):
    career = CareerFactory()
    slot = SlotFactory(track=career.track)
    ObjectiveFactory(slot=slot, text="Takes portable chest films")
    elsewhere = SlotFactory(title="Portable film course")
    SlotFactory(track=career.track, is_public=False)
    page = client.get(career.get_absolute_url())
    assert (page.context["skills"], list(page.context["slots"])) == ([("portable films", 2), ("ultrasound", 0)], [slot])
    assert "?q=portable%20films" in page.text
    assert elsewhere.title not in page.text


def test_the_list_counts_what_is_open_under_each_track(client):
    career = CareerFactory()
    SlotFactory.create_batch(2, track=career.track)
    CareerFactory(is_published=False)
    page = client.get(reverse("career_list"))
    assert [(path.track, path.careers, path.open_slots) for path in page.context["paths"]] == [
        (career.track, (career,), 2)
    ]
    assert "Ask an institute" in page.text


def test_a_career_that_is_not_published_is_not_found(client):
    assert client.get(CareerFactory(is_published=False).get_absolute_url()).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_career_pages_take_two_and_three_queries(client, rows, django_assert_num_queries):
    career = CareerFactory()
    CareerFactory.create_batch(rows)
    SlotFactory.create_batch(rows, track=career.track)
    for address, queries in ((reverse("career_list"), 2), (career.get_absolute_url(), 3)):
        client.get(address)
        with django_assert_num_queries(queries):
            client.get(address)
