"""What may be chosen beside words: a choice narrows, its number respects the others, it can be taken off; an empty list is explained."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from institutions.cities import point_of
from placements.fit import distance
from placements.models import HandsOn, Language, Shifts
from tests.factories.goals import GoalsFactory
from tests.factories.institutions import DepartmentFactory, MembershipFactory, PartnerFactory, a_day
from tests.factories.placements import SlotFactory, TrackFactory
from tests.factories.searches import SettingFactory, SpecialtyFactory
from tests.placements.stage import a_stage

pytestmark = pytest.mark.django_db

CLIFTON, SADDAR, THATTA = (24.8138, 67.0300), (24.8614, 67.0099), (24.7475, 67.9235)


def a_place(at, city):
    return DepartmentFactory(site__latitude=at[0], site__longitude=at[1], site__city=city)


def at(place, city, **fields):
    department = a_place(place, city)
    return SlotFactory(department=department, partner=department.site.partner, city=city, **fields)


def search(client, **query):
    page = client.get(reverse("internship_list"), query)
    assert page.status_code == 200
    return page


def titles(client, **query):
    return [slot.title for slot in search(client, **query).context["page"]]


def numbers(client, facet, **query):
    groups = {group.name: group for group in search(client, **query).context["panel"].groups}
    return {option.value: option.count for option in groups[facet].options} if facet in groups else {}


@pytest.fixture
def two():
    """Two that differ in everything one may choose by."""
    lab = SlotFactory(
        title="Bench",
        track=TrackFactory(slug="laboratory"),
        specialty=SpecialtyFactory(slug="haematology"),
        setting=SettingFactory(slug="laboratory"),
        hands_on=HandsOn.objects.create(name="Helps", slug="helps"),
        language=Language.objects.create(name="Balochi", slug="balochi"),
        shifts=Shifts.NIGHT,
        kind="rotation",
        partner=PartnerFactory(kind="laboratory"),
        stipend=15000,
        weekly_hours=12,
        starts_on=a_day(60),
        ends_on=a_day(80),
        city="Quetta",
        apply_by=clock.now() + timedelta(days=20),
    )
    ward = SlotFactory(
        title="Ward",
        track=TrackFactory(slug="nursing"),
        specialty=SpecialtyFactory(slug="midwifery"),
        setting=SettingFactory(slug="clinic"),
        hands_on=HandsOn.objects.create(name="Watches", slug="watches"),
        language=Language.objects.create(name="Sindhi", slug="sindhi"),
        shifts=Shifts.DAY,
        kind="internship",
        partner=PartnerFactory(kind="clinic"),
        weekly_hours=40,
        starts_on=a_day(30),
        ends_on=a_day(150),
        city="Karachi",
        apply_by=clock.now() + timedelta(days=10),
    )
    return lab, ward


@pytest.mark.parametrize(
    ("name", "bench", "ward"),
    [
        ("track", "laboratory", "nursing"),
        ("specialty", "haematology", "midwifery"),
        ("setting", "laboratory", "clinic"),
        ("kind", "rotation", "internship"),
        ("paid", "yes", "no"),
        ("hands_on", "helps", "watches"),
        ("language", "balochi", "sindhi"),
        ("shifts", "night", "day"),
        ("length", "4", "26"),
        ("load", "15", "more"),
        ("partner_kind", "laboratory", "clinic"),
    ],
)
def test_each_choice_narrows_and_several_of_one_kind_widen(client, two, name, bench, ward):
    assert titles(client, **{name: bench}) == ["Bench"]
    assert titles(client, **{name: ward}) == ["Ward"]
    assert titles(client, **{name: [bench, ward]}) == ["Ward", "Bench"]
    assert numbers(client, name) == {bench: 1, ward: 1}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"begins": a_day(45).isoformat()}, ["Bench"]),
        ({"ends": a_day(90).isoformat()}, ["Bench"]),
        ({"begins": a_day(25).isoformat(), "ends": a_day(150).isoformat()}, ["Ward", "Bench"]),
        ({"pay_from": "15000"}, ["Bench"]),
        ({"pay_from": "15001"}, []),
    ],
)
def test_dates_and_stipend_bound_what_is_found(client, two, query, found):
    assert titles(client, **query) == found


def test_numbers_respect_every_other_choice_and_not_their_own(client, two):
    SlotFactory(title="Second ward", kind="internship", setting=two[0].setting)
    assert numbers(client, "setting", kind="internship") == {"laboratory": 1, "clinic": 1}
    assert numbers(client, "kind", kind="internship") == {"internship": 2, "rotation": 1}
    assert numbers(client, "kind", kind="internship", setting="laboratory") == {"internship": 1, "rotation": 1}


def test_numbers_count_what_the_reader_may_see_alone(client, two):
    SlotFactory(kind="research", is_public=False)
    SlotFactory(kind="externship", draft=True)
    SlotFactory(kind="house_job", apply_by=clock.now() - timedelta(days=1))
    assert numbers(client, "kind") == {"rotation": 1, "internship": 1}
    client.force_login(MembershipFactory(coordinator=True).user)
    assert numbers(client, "kind") == {"rotation": 1, "internship": 1, "research": 1}


def test_what_was_chosen_can_be_taken_off_one_by_one(client, two):
    a_place((30.18, 66.99), "Quetta")
    page = search(
        client, q="bench", kind=["rotation", "internship"], city="Quetta", within="25", paid="yes", sort="newest"
    )
    assert [(chip.label, chip.url) for chip in page.context["panel"].chips] == [
        ("bench", "?kind=rotation&kind=internship&city=Quetta&within=25&paid=yes&sort=newest"),
        ("Quetta, within 25 km", "?q=bench&kind=rotation&kind=internship&paid=yes&sort=newest"),
        ("Rotation", "?q=bench&city=Quetta&within=25&paid=yes&sort=newest&kind=internship"),
        ("Internship", "?q=bench&city=Quetta&within=25&paid=yes&sort=newest&kind=rotation"),
        ("Paid", "?q=bench&kind=rotation&kind=internship&city=Quetta&within=25&sort=newest"),
    ]


def test_where_nothing_is_found_the_page_says_what_to_let_go_of(client, two):
    SlotFactory(title="Second ward", kind="internship", apply_by=clock.now() + timedelta(days=10))
    page = search(client, kind="internship", paid="yes")
    assert [(hint.says, hint.url) for hint in page.context["panel"].hints] == [
        ("Without “Paid” there are 2", "?kind=internship"),
        ("Without “Internship” there is 1", "?paid=yes"),
    ]


def test_of_two_words_that_never_stand_together_either_can_be_let_go(client, two):
    hints = search(client, q="ward bench").context["panel"].hints
    assert [(hint.label, hint.count) for hint in hints] == [("ward bench", 2), ("ward", 1), ("bench", 1)]


@pytest.mark.parametrize(
    "query", [{"kind": "holiday"}, {"within": "1"}, {"begins": "soon"}, {"sort": "luck"}, {"pay_from": "much"}]
)
def test_what_an_address_says_wrongly_is_said_and_left_out(client, two, query):
    page = search(client, **query)
    assert ([slot.title for slot in page.context["page"]], list(page.context["search"].form.errors)) == (
        ["Ward", "Bench"],
        list(query),
    )


def test_around_a_city_distance_counts_and_who_is_not_on_the_map_counts_by_its_name(client):
    near, nearer, far = at(CLIFTON, "Karachi"), at(SADDAR, "Karachi"), at(THATTA, "Thatta")
    unplaced = SlotFactory(city="Karachi", apply_by=clock.now() + timedelta(days=50))
    SlotFactory(city="Lahore")
    page = search(client, city="Karachi", within="25", sort="distance")
    assert [slot.pk for slot in page.context["page"]] == [near.pk, nearer.pk, unplaced.pk]
    assert [slot.metres and round(slot.metres / 1000) for slot in page.context["page"]] == [3, 3, None]
    assert [slot.pk for slot in search(client, city="Karachi", within="100").context["page"]] == [
        near.pk,
        nearer.pk,
        far.pk,
        unplaced.pk,
    ]


def test_distance_follows_a_site_that_is_put_on_the_map_elsewhere(client):
    slot = at(CLIFTON, "Karachi")
    at(SADDAR, "Karachi")
    site = slot.department.site
    site.latitude, site.longitude = THATTA
    site.save()
    assert slot.pk not in [found.pk for found in search(client, city="Karachi", within="25").context["page"]]


def test_a_student_sees_how_far_it_is_from_home(client):
    stage = a_stage()
    client.force_login(stage.student(city="Karachi").user)
    at(SADDAR, "Karachi")
    assert "0 km" in search(client, q="radiography").text


def test_by_distance_is_offered_to_who_is_somewhere(client):
    at(SADDAR, "Karachi")
    assert "distance" not in [option.value for option in search(client).context["panel"].sorts]
    assert "distance" in [option.value for option in search(client, city="Karachi").context["panel"].sorts]


def test_from_a_city_that_is_not_on_the_map_no_distance_is_claimed(client):
    stage = a_stage()
    student = stage.student(city="Karachi")
    at(SADDAR, "Karachi")
    client.force_login(student.user)
    assert "Nearest to Karachi" in [option.label for option in search(client).context["panel"].sorts]
    GoalsFactory(student=student, city="Ghostville", km_at_most=25, latitude=None, longitude=None)
    page = search(client, q="radiography")
    assert ("0 km" in page.text, [o.value for o in page.context["panel"].sorts if o.value == "distance"]) == (False, [])


def test_a_distance_begins_where_no_partner_has_a_site_too(client):
    stage = a_stage()
    at(SADDAR, "Karachi")
    client.force_login(stage.student(city="thatta").user)
    page = search(client, q="radiography")
    assert "Nearest to thatta" in [option.label for option in page.context["panel"].sorts]
    km = round(distance(point_of("THATTA"), SADDAR))
    assert (80 < km < 110, f"{km} km" in page.text) == (True, True)


def test_a_term_that_is_renamed_is_found_by_its_new_name(client, two):
    setting = two[0].setting
    setting.name = "Reference laboratory"
    setting.save()
    assert titles(client, q="reference laboratory") == ["Bench"]
