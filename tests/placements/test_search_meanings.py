"""Searches by other words than slots say: what a word means is found, also where it was typed wrongly."""

import pytest
from django.urls import reverse

from placements.models import Slot
from placements.services.catalogue import load_starters
from tests.factories.placements import SlotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(client):
    load_starters()

    def titles(typed):
        return [slot.title for slot in client.get(reverse("internship_list"), {"q": typed}).context["page"]]

    return titles


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("xray", "X-ray room"),
        ("ایکسرے", "X-ray room"),
        ("sonografy", "Ultrasound clinic"),  # a word that no slot says, typed wrongly
        ("ultrasonogram", "Ultrasound clinic"),
        ("baby", "Newborn unit"),
        ("بیمہ", "Claims office"),
    ],
)
def test_other_words_find_what_they_mean(found, typed, title):
    for each in ("X-ray room", "Ultrasound clinic", "Newborn unit", "Claims office"):
        SlotFactory(title=each)
    Slot.objects.update(summary="")
    assert found(typed) == [title]


def test_a_guess_at_a_meaning_is_said(client):
    load_starters()
    SlotFactory(title="Ultrasound clinic")
    page = client.get(reverse("internship_list"), {"q": "sonografy"})
    said = page.text
    assert "Nothing says “sonografy” in these letters. This is for “sonography”." in said
