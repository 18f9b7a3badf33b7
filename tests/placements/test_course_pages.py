"""The pages of a placement's course: who opens them, what they do, how many queries they cost."""

from datetime import timedelta

import pytest
from django.urls import reverse

from placements.models import Block, ChangeKind, PlacementChange, Suspension
from placements.states_course import ChangeState
from tests.factories.course import BlockFactory, ChangeFactory
from tests.factories.institutions import DepartmentFactory, MembershipFactory, a_day
from tests.factories.placements import SlotFactory
from tests.placements.pages import SENT, page, sign_in
from tests.placements.rotation import a_rotation
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return a_rotation()


def test_a_change_is_asked_for_and_agreed_page_by_page(client, ward):
    block = Block.objects.latest("starts_on")
    form = page("change_add", ward) + "?kind=move"
    said = {"block": block.pk, "first_day": a_day(38), "last_day": a_day(51), "reason": "An exam.", **SENT}
    sign_in(client, ward.student)
    assert "Move a block" in client.get(page("change_add", ward)).content.decode()
    assert "Who is asked" in client.get(form).content.decode()
    assert "Two blocks would meet" in client.post(form, said | {"first_day": a_day(20)}).content.decode()
    sent = client.post(form, said)
    change = PlacementChange.objects.get()
    assert sent["Location"] == change.get_absolute_url()
    for office in (ward.lead, ward.coordinator):
        sign_in(client, office)
        assert "Agree" in client.get(change.get_absolute_url()).content.decode()
        client.post(reverse("change_agree", args=[change.pk]), SENT)
    change.refresh_from_db()
    assert (change.state, Block.objects.latest("starts_on").starts_on) == (ChangeState.DONE, a_day(38))


def test_what_is_about_blocks_is_offered_where_there_are_some(client, ward):
    sign_in(client, ward.student)
    kinds = [kind for kind, _does in client.get(page("change_add", ward)).context["kinds"]]
    Block.objects.all().delete()
    left = [kind for kind, _does in client.get(page("change_add", ward)).context["kinds"]]
    assert (kinds, left) == (list(ChangeKind), ["dates", "supervisor", "suspend", "end"])


def test_a_change_is_declined_or_taken_back(client, ward):
    one = ChangeFactory(placement=ward.placement)
    sign_in(client, ward.lead).post(reverse("change_decline", args=[one.pk]), {"reason": "No room.", **SENT})
    two = ChangeFactory(placement=ward.placement)
    sign_in(client, ward.student).post(reverse("change_withdraw", args=[two.pk]), SENT)
    assert list(PlacementChange.objects.order_by("pk").values_list("state", flat=True)) == ["declined", "withdrawn"]


def test_strangers_find_no_change(client, ward):
    change = ChangeFactory(placement=ward.placement)
    for stranger in (MembershipFactory(lead=True), MembershipFactory(coordinator=True)):
        sign_in(client, stranger)
        assert client.get(change.get_absolute_url()).status_code == 404
        assert change.says not in client.get(reverse("change_list")).content.decode()
    assert change.says in sign_in(client, ward.student).get(reverse("change_list")).content.decode()


def test_the_emergency_contact_is_shown_on_post_alone(client, ward):
    student = ward.placement.student
    student.emergency_name, student.emergency_phone = "Nadeem Khan", "+923007654321"
    student.save()
    sign_in(client, ward.supervisor)
    asked, shown = client.get(page("placement_contact", ward)), client.post(page("placement_contact", ward), SENT)
    assert ["Nadeem Khan" in answer.content.decode() for answer in (asked, shown)] == [False, True]
    assert sign_in(client, ward.lead).get(page("placement_contact", ward)).status_code == 200
    sign_in(client, ward.student)
    assert "Called in an emergency: Nadeem Khan" in client.get(ward.placement.get_absolute_url()).text
    assert "Whom to call in an emergency" in client.get(page("placement_contact", ward), follow=True).text


def test_the_page_says_that_it_rests_and_lets_an_office_end_that(client, ward):
    change = ChangeFactory(placement=ward.placement, kind="suspend", first_day=a_day(-1), state="done")
    Suspension.objects.create(placement=ward.placement, change=change, first_day=a_day(-1), last_day=a_day(3))
    assert (
        "The placement rests until"
        in sign_in(client, ward.student).get(page("placement_detail", ward)).content.decode()
    )
    sign_in(client, ward.coordinator).post(page("placement_resume", ward), SENT)
    assert "The placement rests until" not in client.get(page("placement_detail", ward)).content.decode()


def test_half_way_one_button_says_that_nothing_has_changed(client):
    ward = a_ward(first=-40, last=30)
    asks = "Half way: has anything changed?"
    assert asks in sign_in(client, ward.student).get(page("placement_detail", ward)).content.decode()
    client.post(page("placement_check", ward), SENT)
    assert asks not in client.get(page("placement_detail", ward)).content.decode()


def test_a_lead_writes_edits_and_removes_the_blocks_of_a_slot(client):
    slot = SlotFactory()
    client.force_login(MembershipFactory(lead=True, partner=slot.partner).user)
    said = {"department": slot.department_id, "starts_on": slot.starts_on, "ends_on": a_day(90), **SENT}
    client.post(reverse("slot_blocks", args=[slot.pk]), said)
    block = slot.blocks.get()
    client.post(reverse("slot_block_edit", args=[slot.pk, block.pk]), said | {"ends_on": a_day(80)})
    assert slot.blocks.get().ends_on == a_day(80)
    client.post(reverse("slot_block_remove", args=[slot.pk, block.pk]), SENT)
    assert slot.blocks.count() == 0


def test_the_timetable_is_read_by_everybody_whom_it_names(client, ward):
    block = Block.objects.earliest("starts_on")
    for membership in (ward.student, ward.supervisor, block.supervisor, ward.lead, ward.coordinator):
        answer = sign_in(client, membership).get(page("placement_timetable", ward))
        assert str(block.department) in answer.content.decode(), membership.role


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_for_any_rows(client, ward, rows, django_assert_num_queries):
    block = Block.objects.earliest("starts_on")
    ChangeFactory(placement=ward.placement)
    for _ in range(rows - 1):
        other = a_ward(application__slot__partner=ward.placement.partner)
        BlockFactory(placement=other.placement, department=DepartmentFactory(site__partner=ward.placement.partner))
        ChangeFactory(placement=other.placement)
    sign_in(client, ward.lead)
    week = f"{reverse('week_list')}?week={block.starts_on + timedelta(days=1)}"
    for address, queries in ((reverse("change_list"), QUERIES["change_list"]), (week, QUERIES["week_list"])):
        client.get(address)
        with django_assert_num_queries(queries):
            client.get(address)


QUERIES = {"change_list": 5, "week_list": 4}
