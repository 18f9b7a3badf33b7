"""A department's own limit: a warning with its days wherever somebody fills it, and a refusal nowhere."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core.words import day as in_words
from institutions.models import Department
from placements.crowding import crowds, over
from placements.models import ListedName
from tests.factories.course import SlotBlockFactory
from tests.factories.institutions import DepartmentFactory
from tests.factories.placements import ListedNameFactory, NameListFactory, PlacementFactory, SlotFactory
from tests.placements.pages import sign_in
from tests.placements.stage import a_stage

MONDAY = date(2027, 1, 4)


def days(first, last):
    return MONDAY + timedelta(days=first), MONDAY + timedelta(days=last)


@pytest.mark.parametrize(
    ("stays", "limit", "stretches"),
    [
        ([], 0, []),
        ([days(0, 4)], 1, []),
        ([days(0, 4)], 0, [(*days(0, 4), 1)]),
        ([days(0, 2), days(3, 6)], 1, []),
        ([days(0, 4), days(2, 9), days(3, 3)], 1, [(*days(2, 4), 3)]),
        ([days(0, 9), days(0, 2), days(6, 9)], 1, [(*days(0, 2), 2), (*days(6, 9), 2)]),
    ],
)
def test_the_days_beyond_a_limit(stays, limit, stretches):
    assert over(stays, limit) == stretches


@pytest.fixture
def stage():
    stage = a_stage(places=6)
    Department.objects.filter(pk=stage.slot.department_id).update(interns_at_once=1)
    stage.slot.refresh_from_db()
    return stage


def coming(stage, count=1):
    return [stage.slot] * count


@pytest.mark.django_db
def test_who_comes_is_counted_with_everybody_who_is_there(stage, django_assert_num_queries):
    assert crowds(coming(stage)) == []
    stage.application(accepted=True)
    with django_assert_num_queries(1):
        (crowd,) = crowds(coming(stage, 2))
    assert (crowd.people, crowd.first, crowd.last) == (3, stage.slot.starts_on, stage.slot.ends_on)
    assert "takes 1 intern at once: 3 on some days from" in str(crowd)
    Department.objects.update(interns_at_once=None)
    stage.slot.department.refresh_from_db()
    with django_assert_num_queries(0):
        assert crowds(coming(stage, 2)) == []


@pytest.mark.django_db
def test_a_rotation_fills_the_departments_of_its_blocks(stage):
    ward = DepartmentFactory(site=stage.slot.department.site, interns_at_once=0, name="Ward 9")
    first, last = stage.slot.starts_on, stage.slot.starts_on + timedelta(days=6)
    SlotBlockFactory(slot=stage.slot, department=ward, starts_on=first, ends_on=last)
    stage.slot.refresh_from_db()
    assert [(crowd.department, crowd.people, crowd.first, crowd.last) for crowd in crowds(coming(stage))] == [
        (ward, 1, first, last)
    ]


WARNED = "takes 1 intern at once"


@pytest.mark.django_db
def test_both_offices_are_warned_on_a_list_of_names_and_nothing_is_refused(client, stage):
    name_list = NameListFactory(slot=stage.slot, institute=stage.institute, sent=True)
    for _each in range(2):
        ListedNameFactory(name_list=name_list, student=stage.student())
    for membership, route in (
        (stage.coordinator, "name_list_detail"),
        (stage.lead, "name_list_detail"),
        (stage.lead, "name_list_answer"),
    ):
        sign_in(client, membership)
        assert WARNED in client.get(reverse(route, args=[name_list.pk])).text, route
    ListedName.objects.filter(pk=ListedName.objects.first().pk).delete()
    assert WARNED not in client.get(reverse("name_list_detail", args=[name_list.pk])).text


@pytest.mark.django_db
def test_before_the_answer_only_who_would_come_there_is_counted(client, stage):
    name_list = NameListFactory(slot=stage.slot, institute=stage.institute, sent=True)
    names = [ListedNameFactory(name_list=name_list, student=stage.student()) for _each in range(2)]
    other = SlotFactory(partner=stage.slot.partner, starts_on=stage.slot.starts_on, ends_on=stage.slot.ends_on)
    said = {f"answer_{name.pk}": "accept" for name in names} | {f"slot_{name.pk}": stage.slot.pk for name in names}
    sign_in(client, stage.lead)
    address = reverse("name_list_answer", args=[name_list.pk])
    chosen = (
        {},
        {f"answer_{names[0].pk}": "strike", f"reason_{names[0].pk}": "No room."},
        {f"answer_{names[0].pk}": "later"},
        {f"slot_{names[0].pk}": other.pk},
    )
    pages = [client.post(address, said | each | {"look": "1"}) for each in chosen]
    assert [WARNED in page.text for page in pages] == [True, False, False, False]
    assert ListedName.objects.filter(answer=ListedName.Answer.WAITING).count() == 2


@pytest.mark.django_db
def test_a_limit_below_who_is_booked_says_on_which_days_and_how_many(client, stage):
    department = stage.slot.department
    for _each in range(2):
        stage.application(accepted=True)
    sign_in(client, stage.lead)
    address = reverse("partner_department_edit", args=[stage.slot.partner.slug, department.pk])
    shown = client.get(address).context["form"]
    said = {name: shown[name].value() or "" for name in shown.fields if name not in {"idempotency_key", "version"}}
    days = f"from {in_words(stage.slot.starts_on)} to {in_words(stage.slot.ends_on)}"
    warnings = []
    for limit in (1, 2):
        page = client.post(address, {**said, "interns_at_once": limit}, follow=True)
        warnings.append(f"{department.name} takes 1 intern at once: 2 on some days {days}." in page.text)
        department.refresh_from_db()
        assert department.interns_at_once == limit
    assert warnings == [True, False]


@pytest.mark.django_db
def test_a_pasted_grid_warns_above_its_rows(client, stage):
    lines = [
        f"{stage.student().roll_no}\t{stage.slot.title}\t{stage.slot.starts_on}\t{stage.slot.ends_on}"
        for _each in range(2)
    ]
    sign_in(client, stage.coordinator)
    said = {"partner": stage.slot.partner_id, "order": "dmy", "check": "1"}
    shown = [
        client.post(reverse("placement_paste"), {**said, "text": "\n".join(some)}).text for some in (lines[:1], lines)
    ]
    assert [WARNED in text for text in shown] == [False, True]


@pytest.mark.django_db
def test_a_confirmation_warns_and_confirms(client, stage):
    placement = PlacementFactory(
        application__slot=stage.slot, application__student=stage.student(), planned=True, first=70, last=90
    )
    stage.application(accepted=True)
    sign_in(client, stage.coordinator)
    page = client.get(reverse("placement_confirm", args=[placement.pk])).text
    assert (WARNED in page, "<button" in page) == (True, True)
