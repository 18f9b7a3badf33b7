"""Pages on which a lead writes and manages slots, who may open them, and the window that administrators have."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from placements.models import Objective, Slot
from placements.states import SlotState
from tests.factories.institutions import DepartmentFactory, MembershipFactory, a_day
from tests.factories.placements import AllotmentFactory, ObjectiveFactory, SlotFactory
from tests.placements.stage import a_stage

pytestmark = pytest.mark.django_db

SENT = {"idempotency_key": "one"}  # what a form without fields sends
PAGES = ("slot_detail", "slot_edit", "slot_objectives", "slot_allotments")
ACTS = ("slot_publish", "slot_pause", "slot_resume", "slot_close", "slot_archive", "slot_confirm", "slot_copy")


@pytest.fixture
def stage(client):
    """A published slot whose lead is signed in."""
    stage = a_stage()
    stage.slot.supervisor = MembershipFactory(supervisor=True, partner=stage.slot.partner)
    stage.slot.save()
    ObjectiveFactory(slot=stage.slot)
    client.force_login(stage.lead.user)
    return stage


def values(department, **changes):
    """What the form sends."""
    return {
        "title": "Ultrasound rotation",
        "kind": "rotation",
        "department": department.pk,
        "summary": "Scans with the consultant.",
        "places": 4,
        "starts_on": a_day(60).isoformat(),
        "ends_on": a_day(150).isoformat(),
        "apply_by": (clock.now() + timedelta(days=20)).strftime("%Y-%m-%dT17:00"),
        "weekly_hours": 36,
        "required_hours": 320,
        "stipend": 15000,
        "full_time": "on",
        "is_public": "on",
        "idempotency_key": "one",
        **changes,
    }


def typed(form):
    """What a browser sends back of a form that nobody changed."""
    shown = {name: form[name].value() for name in form.fields}
    shown["apply_by"] = shown["apply_by"].strftime("%Y-%m-%dT%H:%M")
    return {name: value for name, value in shown.items() if value is not None and value is not False}


def test_slot_add_makes_one_draft_however_often_it_is_sent(client, stage):
    department = DepartmentFactory(site__partner=stage.slot.partner, site__city="Hyderabad")
    answers = [client.post(reverse("slot_add"), values(department)) for _time in range(2)]
    slot = Slot.objects.get(title="Ultrasound rotation")
    assert {answer.url for answer in answers} == {reverse("slot_detail", args=[slot.pk])}
    assert (slot.state, slot.partner, slot.places, slot.city) == (SlotState.DRAFT, stage.slot.partner, 4, "Hyderabad")


def test_slot_add_asks_for_a_title_and_a_department_alone(client, stage):
    department = DepartmentFactory(site__partner=stage.slot.partner)
    few = {
        "title": "Later",
        "kind": "internship",
        "department": department.pk,
        "places": 0,
        "weekly_hours": 40,
        "required_hours": 0,
        "stipend": 0,
    }
    assert client.post(reverse("slot_add"), few).status_code == 302


def test_slot_add_offers_no_department_of_another_partner(client, stage):
    page = client.post(reverse("slot_add"), values(DepartmentFactory()))
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["department"])


def test_slot_add_with_dates_the_wrong_way_round_keeps_what_was_typed(client, stage):
    page = client.post(reverse("slot_add"), values(stage.slot.department, ends_on=a_day(1).isoformat()))
    assert "The last day must not come before the first." in page.content.decode()
    assert 'value="Ultrasound rotation"' in page.content.decode()


def test_slot_add_is_explained_to_those_who_may_not(client):
    client.force_login(MembershipFactory(coordinator=True).user)
    page = client.get(reverse("slot_add"))
    assert (page.status_code, "placement lead" in page.content.decode()) == (403, True)


def test_slot_edit_shows_what_was_written_and_keeps_what_is(client, stage):
    stage.application(offered=True)
    address = reverse("slot_edit", args=[stage.slot.pk])
    form = client.get(address).context["form"]
    answer = client.post(address, typed(form) | {"title": "Renamed"})
    assert answer.status_code == 302, answer.context["form"].errors
    stage.slot.refresh_from_db()
    assert (stage.slot.title, stage.slot.version, stage.slot.held) == ("Renamed", 2, 1)


def test_slot_edit_below_what_is_held_says_so_beside_the_number(client, stage):
    stage.application(offered=True)
    form = client.get(reverse("slot_edit", args=[stage.slot.pk])).context["form"]
    page = client.post(reverse("slot_edit", args=[stage.slot.pk]), typed(form) | {"places": 0})
    assert "1 place is held by an offer or an intern. Choose at least as many." in page.context["form"].errors["places"]


@pytest.mark.parametrize(
    ("verb", "before", "after"),
    [
        ("pause", SlotState.PUBLISHED, SlotState.PAUSED),
        ("resume", SlotState.PAUSED, SlotState.PUBLISHED),
        ("close", SlotState.PUBLISHED, SlotState.CLOSED),
        ("archive", SlotState.CLOSED, SlotState.ARCHIVED),
        ("publish", SlotState.DRAFT, SlotState.PUBLISHED),
    ],
)
def test_each_act_is_two_requests(client, stage, verb, before, after):
    Slot.objects.filter(pk=stage.slot.pk).update(state=before)
    address = reverse(f"slot_{verb}", args=[stage.slot.pk])
    asked = client.get(address)
    stage.slot.refresh_from_db()
    assert (asked.status_code, stage.slot.state) == (200, before)
    assert client.post(address, SENT).url == reverse("slot_detail", args=[stage.slot.pk])
    stage.slot.refresh_from_db()
    assert stage.slot.state == after


def test_slot_publish_says_what_is_missing(client, stage):
    Slot.objects.filter(pk=stage.slot.pk).update(state=SlotState.DRAFT)
    Objective.objects.all().delete()
    address = reverse("slot_publish", args=[stage.slot.pk])
    for page in (client.get(address), client.post(address, SENT)):
        assert (page.status_code, "Write at least one" in page.content.decode()) == (409, True)


def test_slot_detail_of_a_draft_lists_what_is_done_and_what_is_not(client, stage):
    draft = SlotFactory(partner=stage.slot.partner, draft=True, apply_by=None, supervisor=stage.slot.supervisor)
    page = client.get(reverse("slot_detail", args=[draft.pk]))
    assert [bool(check.verdict) for check in page.context["checks"]] == [True, False, True, False, True, True]
    assert "Say until when students may apply." in page.content.decode()


def test_slot_copy_leads_to_the_copy(client, stage):
    answer = client.post(reverse("slot_copy", args=[stage.slot.pk]), SENT)
    copy = Slot.objects.exclude(pk=stage.slot.pk).get()
    assert answer.url == reverse("slot_detail", args=[copy.pk])


def test_slot_confirm_is_offered_the_day_after(client, stage):
    address = reverse("slot_confirm", args=[stage.slot.pk])
    assert address not in client.get(reverse("slot_detail", args=[stage.slot.pk])).content.decode()
    Slot.objects.filter(pk=stage.slot.pk).update(confirmed_at=clock.now() - timedelta(days=5))
    page = client.get(reverse("slot_detail", args=[stage.slot.pk]))
    assert (address in page.content.decode(), page.context["days"]) == (True, 5)
    client.post(address, SENT)
    assert client.get(reverse("slot_detail", args=[stage.slot.pk])).context["days"] == 0


@pytest.mark.parametrize("who", ["lead", "supervisor", "coordinator", "student", "viewer"])
def test_a_stranger_does_not_find_the_inside_of_a_slot(client, stage, who):
    client.force_login(MembershipFactory(**{who: True}).user)
    found = {name: client.get(reverse(name, args=[stage.slot.pk])).status_code for name in PAGES + ACTS}
    assert found == dict.fromkeys(PAGES + ACTS, 404)


@pytest.mark.parametrize(
    "name", ["slot_objective_edit", "slot_objective_remove", "slot_objective_move", "slot_allotment_remove"]
)
def test_a_stranger_does_not_find_what_belongs_to_a_slot(client, stage, name):
    part = (
        AllotmentFactory(slot=stage.slot, institute=stage.institute)
        if "allotment" in name
        else stage.slot.objectives.get()
    )
    client.force_login(MembershipFactory(lead=True).user)
    assert client.post(reverse(name, args=[stage.slot.pk, part.pk])).status_code == 404


def test_a_part_of_another_slot_is_not_found(client, stage):
    other = ObjectiveFactory(slot=SlotFactory(partner=stage.slot.partner))
    assert client.get(reverse("slot_objective_edit", args=[stage.slot.pk, other.pk])).status_code == 404


@pytest.mark.parametrize(
    ("name", "status"), [("slot_detail", 200), ("slot_edit", 403), ("slot_publish", 403), ("slot_allotments", 403)]
)
def test_the_supervisor_of_a_slot_reads_it_and_changes_nothing(client, stage, name, status):
    supervisor = MembershipFactory(supervisor=True, partner=stage.slot.partner)
    Slot.objects.filter(pk=stage.slot.pk).update(supervisor=supervisor)
    client.force_login(supervisor.user)
    assert client.get(reverse(name, args=[stage.slot.pk])).status_code == status


@pytest.mark.parametrize("rows", [1, 3])
def test_slot_list_takes_the_same_queries_for_any_number_of_rows(client, stage, rows, django_assert_num_queries):
    SlotFactory.create_batch(rows, partner=stage.slot.partner)
    SlotFactory()
    client.get(reverse("slot_list"))
    with django_assert_num_queries(4):
        page = client.get(reverse("slot_list"))
    assert len(page.context["page"]) == rows + 1


@pytest.mark.parametrize("rows", [1, 3])
def test_slot_detail_takes_the_same_queries_for_any_number_of_parts(client, stage, rows, django_assert_num_queries):
    Slot.objects.filter(pk=stage.slot.pk).update(state=SlotState.DRAFT, places=9)
    ObjectiveFactory.create_batch(rows, slot=stage.slot)
    for _row in range(rows):
        AllotmentFactory(slot=stage.slot, institute=MembershipFactory(coordinator=True).institute)
    client.get(reverse("slot_detail", args=[stage.slot.pk]))
    with django_assert_num_queries(9):
        client.get(reverse("slot_detail", args=[stage.slot.pk]))


def test_slot_list_by_words_and_state(client, stage):
    SlotFactory(partner=stage.slot.partner, title="Ultrasound", draft=True)
    SlotFactory(partner=stage.slot.partner, title="Old", state=SlotState.ARCHIVED)

    def found(**query):
        return sorted(slot.title for slot in client.get(reverse("slot_list"), query).context["page"])

    assert found() == [stage.slot.title, "Ultrasound"]
    assert found(q="ultra") == found(state="draft") == ["Ultrasound"]
    assert found(state="archived") == ["Old"]
