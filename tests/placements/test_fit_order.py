"""The order of fit: the database counts for every internship what the judge says of one, page after page, beside words too."""

import random

import pytest
from django.http import QueryDict
from django.urls import reverse

from core import clock
from placements.fit_points import points_of
from placements.fitting import best_for, facts_of, fit_of, wanted_by, with_fit_facts
from placements.models import Shifts, Slot
from placements.search.address import tidy
from placements.search.search import Search
from students.models import Goals, Pay
from tests.factories.goals import GoalsFactory
from tests.factories.institutions import DepartmentFactory, a_day
from tests.factories.placements import ApplicationFactory, ObjectiveFactory, SlotFactory, TrackFactory
from tests.factories.searches import SettingFactory, SpecialtyFactory
from tests.placements.stage import in_days

pytestmark = pytest.mark.django_db
CITIES = ("Karachi", "Hyderabad", "Quetta")


def slots_of_every_sort(dice):
    """Some with everything said, some with little."""
    tracks, specialties = TrackFactory.create_batch(2), SpecialtyFactory.create_batch(2)
    settings = [SettingFactory(slug="remote"), SettingFactory()]
    for number in range(14):
        city = dice.choice(CITIES)
        place = {"site__latitude": 24.8 + dice.random(), "site__longitude": 67 + dice.random()} if number % 3 else {}
        department = DepartmentFactory(site__city=city, **place)
        slot = SlotFactory(
            partner=department.site.partner,
            department=department,
            city=city,
            track=dice.choice([None, *tracks]),
            specialty=dice.choice([None, *specialties]),
            setting=dice.choice([None, *settings]),
            shifts=dice.choice(["", *Shifts.values]),
            stipend=dice.choice([0, 15000]),
            weekly_hours=dice.choice([20, 36, 48]),
            ends_on=a_day(62 + dice.randrange(1, 120)),
        )
        ObjectiveFactory(slot=slot, text=dice.choice(["Takes portable films", "Reads an ECG", "Codes claims"]))
    return tracks, specialties, settings


def goals_of_every_sort(dice, tracks, specialties, settings):
    def some(rows):
        return [row.slug for row in rows if dice.random() < 0.4] + ["gone"] * dice.randrange(2)

    return Goals(
        tracks=some(tracks),
        specialties=some(specialties),
        settings=some(settings),
        skills=dice.choice(["", "portable films\nECG", "claims"]),
        city=dice.choice(["", "karachi", "Quetta"]),
        km_at_most=dice.choice([None, 10, 50]),
        latitude=dice.choice([None, 24.86]),
        longitude=67.01,
        weeks_at_least=dice.choice([None, 1, 6]),
        weeks_at_most=dice.choice([None, 9, 12]),
        hours_at_most=dice.choice([None, 36]),
        no_nights=dice.random() < 0.5,
        pay=dice.choice(["", *Pay.values]),
    )


def test_the_database_counts_what_the_judge_says():
    dice = random.Random(42)
    nouns = slots_of_every_sort(dice)
    told_apart = 0
    for _round in range(40):
        goals = goals_of_every_sort(dice, *nouns)
        rows = with_fit_facts(Slot.objects.all(), goals).annotate(counted=points_of(wanted_by(goals), goals.origin))
        said = {
            slot.pk: (slot.counted, fit_of(slot, goals).order, facts_of(slot, goals, wanted_by(goals))) for slot in rows
        }
        assert [one for one in said.values() if one[0] != one[1]] == []
        told_apart += len({points for points, _order, _facts in said.values()}) > 3
    assert told_apart > 20


@pytest.fixture
def student(client):
    goals = GoalsFactory(tracks=["imaging"], skills="portable films", city="", km_at_most=None)
    client.force_login(goals.student.user)
    return goals.student


def search(client, **query):
    return client.get(reverse("internship_list"), query).context["page"]


def test_what_fits_best_comes_first_however_late_its_deadline_and_page_follows_page(client, student, monkeypatch):
    monkeypatch.setattr(Search, "PAGE", 2)
    imaging = TrackFactory(slug="imaging")
    others = [SlotFactory(track=TrackFactory(), apply_by=in_days(days)) for days in (2, 3)]
    plain = SlotFactory(track=imaging, apply_by=in_days(4))
    best = SlotFactory(track=imaging, apply_by=in_days(5))
    ObjectiveFactory(slot=best, text="Takes portable chest films")
    first = search(client)
    second = search(client, after=first.next)
    assert [list(first), list(second)] == [[best, plain], others]
    assert list(search(client, before=second.previous)) == [best, plain]


def test_a_waiting_list_comes_after_every_place_that_is_left(client, student):
    imaging = TrackFactory(slug="imaging")
    full = SlotFactory(track=imaging, places=1, apply_by=in_days(2))
    ApplicationFactory(slot=full, offered=True)
    strange, fitting = SlotFactory(track=TrackFactory(), apply_by=in_days(3)), SlotFactory(track=imaging)
    assert list(search(client)) == [fitting, strange, full]
    goals = student.goals
    assert best_for(Slot.objects.all(), goals, clock.now()) == [fitting, full]


def test_beside_words_fit_decides_among_those_that_say_them_alike(client, student):
    strange = SlotFactory(title="Ward internship", track=TrackFactory(), apply_by=in_days(2))
    mine = SlotFactory(title="Ward internship", track=TrackFactory(slug="imaging"), apply_by=in_days(3))
    SlotFactory(title="Imaging of films", track=mine.track)
    assert list(search(client, q="ward")) == [mine, strange]


def test_how_far_says_nothing_without_from_where(client, student):
    near, far = SlotFactory(city="Karachi"), SlotFactory(city="Quetta")
    answer = client.get(reverse("internship_list"), {"within": "25"})
    assert {slot.pk for slot in answer.context["page"]} == {near.pk, far.pk}
    assert [chip.label for chip in answer.context["panel"].chips] == []
    unknown = client.get(reverse("internship_list"), {"city": "Ghostville", "within": "25"})  # on no map
    assert [chip.label for chip in unknown.context["panel"].chips] == ["Ghostville"]
    assert [tidy("within=25&q=ward"), tidy("within=25&city=Karachi")] == ["q=ward", "city=Karachi&within=25"]


def test_a_saved_search_claims_no_distance_that_it_does_not_keep(student):
    asked = Search(student.membership.as_actor(), QueryDict("within=25"), now=clock.now())
    assert asked.chosen == {}
