"""Pages of long lists: chosen by their keys, they hold what slicing would, in its order and with everything beside each row."""

import pytest
from django.db.models import F
from django.test import RequestFactory

from core import paging
from core.paging import chosen, first_and_all, page_of, stretch
from placements.models import Slot
from tests.factories.placements import SlotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    SlotFactory.create_batch(7)
    SlotFactory(title="Elsewhere", city="Gwadar")
    found = Slot.objects.exclude(city="Gwadar")
    return found.select_related("partner").annotate(again=F("title")).order_by("-again", "pk")


def test_a_stretch_is_what_slicing_gives(rows, django_assert_num_queries):
    for start, stop in ((0, 3), (3, 6), (6, 9), (9, 12)):
        assert list(stretch(rows, start, stop)) == list(rows[start:stop])
    with django_assert_num_queries(1):
        assert len({slot.partner.name for slot in stretch(rows, 0, 2)}) == 2


@pytest.mark.parametrize("few", [0, 100])
def test_a_page_is_the_same_however_long_the_list_is_held_to_be(rows, few, monkeypatch):
    monkeypatch.setattr(paging, "FEW", few)
    request = RequestFactory().get("/", {"page": "2"})
    page = page_of(request, rows, 3)
    assert (list(page), page.paginator.count, page.has_next()) == (list(rows[3:6]), 7, True)


def test_the_first_are_told_with_how_many_there_are_in_one_query(rows, django_assert_num_queries):
    with django_assert_num_queries(1):
        keys, whole = first_and_all(rows, ("-again", "pk"), 3)
    assert (keys, whole) == ([row.pk for row in rows[:3]], 7)
    assert list(chosen(rows, keys)) == list(rows[:3])
    assert first_and_all(rows.none(), ("-again", "pk"), 3) == ([], 0)
