"""Page after page, every internship comes once and in its order, however its order is found and whatever was chosen beside."""

from itertools import product

import pytest
from django.http import QueryDict

from core import clock
from core.paging import MOST
from placements.search import counting, pages
from placements.search import search as searching
from tests.factories.goals import GoalsFactory
from tests.factories.placements import SlotFactory
from tests.factories.students import membership_of
from tests.placements.stage import a_stage

pytestmark = pytest.mark.django_db
PAGE, ALL = 2, 7


@pytest.fixture
def student(monkeypatch):
    monkeypatch.setattr(searching.Search, "PAGE", PAGE)
    stage = a_stage(title="Radiography radiography")
    for number in range(1, ALL):
        words = " ".join(["radiography"] * (number % 3 + 1))
        SlotFactory(title=f"{words} {number}", city="Karachi", places=number % 2 + 1, partner=stage.slot.partner)
    SlotFactory(title="Elsewhere")
    return stage.student(city="Karachi")


def shown(student, query):
    """The titles of all pages, read by walking from each to the next; and the size that was said."""
    after, found, sizes = "", [], set()
    for _page in range(ALL + 1):
        search = searching.Search(membership_of(student).as_actor(), QueryDict(query), now=clock.now())
        page, counted = pages.look(search, after=after)
        found += [slot.title for slot in page]
        sizes.add(counted.whole)
        if not page.has_next:
            break
        after = page.next
    return found, sizes


@pytest.mark.parametrize(
    ("goals", "sort", "chosen"),
    list(product([False, True], ["best", "deadline", "newest"], ["", "&kind=internship", "&city=Karachi&within=25"])),
)
def test_every_one_comes_once_whatever_the_order(student, goals, sort, chosen):
    if goals:
        GoalsFactory(student=student)
    found, sizes = shown(student, f"q=radiography&sort={sort}{chosen}")
    assert len(found) == len(set(found)) == ALL
    assert sizes == {ALL}


def test_the_best_by_words_come_first_whether_or_not_something_is_chosen(student):
    plain, _sizes = shown(student, "q=radiography")
    narrowed, _sizes = shown(student, "q=radiography&kind=internship")
    assert plain == narrowed
    assert plain[0].casefold().count("radiography") > plain[-1].casefold().count("radiography")


@pytest.mark.parametrize("query", ["", "q=radiography", "q=radiography&kind=internship", "kind=internship"])
def test_too_many_are_not_counted_by_what_they_differ_in(student, query, monkeypatch):
    actor = membership_of(student).as_actor()
    few = searching.Search(actor, QueryDict(query), now=clock.now()).count()
    assert few.whole <= MOST
    assert None not in few.of.values()
    for module in (counting, searching):
        monkeypatch.setattr(module, "MOST", 3)
    page, many = pages.look(searching.Search(actor, QueryDict(query), now=clock.now()))
    assert len(page) == PAGE
    assert many.whole > 3
    assert set(many.of.values()) == {None}
