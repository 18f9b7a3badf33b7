"""The desk's pages: who opens which, what they do without a script, how many queries they cost."""

import pytest
from django.urls import reverse

from notifications.models import Notification
from placements.models import Call, NameList, Nudge, Placement
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.placements import AllotmentFactory, SlotFactory
from tests.factories.students import StudentFactory
from tests.placements.pages import sign_in
from tests.placements.stage import a_stage

pytestmark = pytest.mark.django_db

PIPELINE, STUDENTS, SHORTAGE = map(reverse, ("pipeline_list", "pipeline_students", "shortage_list"))


@pytest.fixture
def stage():
    return a_stage(places=2)


def words(page):
    return " ".join(page.content.decode().split())


def test_every_number_of_the_pipeline_leads_to_its_students(client, stage):
    for _ in range(2):
        stage.student()
    waiting = stage.application(submitted=True).student
    intake = waiting.intake_id
    page = sign_in(client, stage.coordinator).get(PIPELINE)
    address = f"{STUDENTS}?intake={intake}&amp;stage=review&amp;who=enrolled"
    assert f'<a href="{address}">1<' in words(page)
    found = client.get(address.replace("&amp;", "&"))
    assert [row["student"] for row in found.context["rows"]] == [waiting]


def test_groups_of_stages_are_found_together(client, stage):
    nowhere, offered = stage.student(), stage.application(offered=True).student
    sign_in(client, stage.coordinator)
    found = {
        group: {row["student"] for row in client.get(STUDENTS, {"stage": group}).context["rows"]}
        for group in ("unplaced", "no_offer", "offered")
    }
    assert found == {"unplaced": {nowhere, offered}, "no_offer": {nowhere}, "offered": {offered}}


def test_those_ticked_are_reminded_and_nobody_else(client, stage):
    ticked, left = stage.student(), stage.student()
    page = sign_in(client, stage.coordinator).post(
        STUDENTS, {"students": [ticked.pk], "word": "By Friday."}, follow=True
    )
    assert "1 student is reminded." in words(page)
    assert (list(Nudge.objects.values_list("student", "word")), left.nudges.count()) == ([(ticked.pk, "By Friday.")], 0)


def test_everybody_in_the_list_is_reminded_by_one_button_under_its_filters(client, stage):
    found, other = stage.student(), StudentFactory(institute=stage.institute)
    client.post(STUDENTS, {"everybody": "on"})
    sign_in(client, stage.coordinator).post(f"{STUDENTS}?intake={found.intake_id}", {"everybody": "on"})
    assert (found.nudges.count(), other.nudges.count()) == (1, 0)


def test_nobody_ticked_is_said_in_words(client, stage):
    stage.student()
    page = sign_in(client, stage.coordinator).post(STUDENTS, {"word": ""})
    assert ("Tick whom to remind first." in words(page), Notification.objects.filter(kind="nudge.place").count()) == (
        True,
        0,
    )


def test_a_viewer_reads_and_reminds_nobody(client, stage):
    student = stage.student()
    viewer = MembershipFactory(viewer=True, institute=stage.institute)
    page = sign_in(client, viewer).get(STUDENTS)
    assert ("Remind those ticked" in words(page), "Place by hand" in words(page)) == (False, False)
    assert client.post(STUDENTS, {"students": [student.pk]}).status_code == 403
    assert Nudge.objects.count() == 0


def test_the_shortage_leads_to_a_call_that_is_filled_in(client, stage):
    intake = StudentFactory(institute=stage.institute, intake__place_by=a_day(40)).intake
    page = sign_in(client, stage.coordinator).get(SHORTAGE)
    link = f"{reverse('call_add')}?programme={intake.programme_id}&intake={intake.pk}&places=1"
    assert link.replace("&", "&amp;") in words(page)
    form = client.get(link).context["form"]
    assert [form[name].value() for name in ("programme", "intake", "places")] == [
        str(intake.programme_id),
        str(intake.pk),
        "1",
    ]
    assert Call.objects.count() == 0


def test_a_student_is_placed_by_hand_without_a_script(client, stage):
    AllotmentFactory(slot=stage.slot, institute=stage.institute, places=1)
    student = stage.student()
    address = reverse("placement_by_hand", args=[student.pk])
    page = sign_in(client, stage.coordinator).get(address)
    assert "The place is kept for you." in words(page)
    answer = client.post(address, {"slot": stage.slot.pk, "note": ""}, follow=True)
    assert f"Placed at {stage.slot.partner}." in words(answer)
    assert Placement.objects.get().student == student


def test_the_page_says_which_applications_a_place_would_withdraw(client, stage):
    student = stage.student()
    waiting = stage.application(student=student, slot=SlotFactory(title="Ward at night"), submitted=True)
    stage.application(student=student, slot=SlotFactory(title="Two evenings", full_time=False), submitted=True)
    address = reverse("placement_by_hand", args=[student.pk])
    page = words(sign_in(client, stage.coordinator).get(address))
    assert "Withdraw these applications with the same act:" in page
    assert (f"Ward at night, {waiting.slot.partner}</a>" in page, "Two evenings, " in page) == (True, False)


def test_a_slot_that_does_not_fit_can_not_be_chosen_and_says_why(client, stage):
    student = StudentFactory(institute=stage.institute)  # no agreement for this programme
    address = reverse("placement_by_hand", args=[student.pk])
    page = sign_in(client, stage.coordinator).get(address)
    assert ("No agreement with" in words(page), 'type="radio"' in words(page)) == (True, False)
    answer = client.post(address, {"slot": stage.slot.pk, "note": ""})
    assert ("No agreement with" in words(answer), NameList.objects.count()) == (True, 0)


def test_words_find_a_slot_among_many(client, stage):
    wanted = SlotFactory(title="Ultrasound on nights", partner=stage.slot.partner, department=stage.slot.department)
    page = sign_in(client, stage.coordinator).get(
        reverse("placement_by_hand", args=[stage.student().pk]), {"q": "ultrasoud"}
    )
    assert [slot for slot, *_more in page.context["rows"]] == [wanted]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("address", "count"), [(PIPELINE, 5), (STUDENTS, 7), (SHORTAGE, 6)])
def test_the_pages_take_the_same_queries(client, stage, address, count, rows, django_assert_num_queries):
    for _ in range(rows):
        StudentFactory(institute=stage.institute, intake__programme__institute=stage.institute)
        MembershipFactory(lead=True, partner=SlotFactory().partner)
    sign_in(client, stage.coordinator).get(address)
    with django_assert_num_queries(count):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_placing_by_hand_takes_the_same_queries(client, stage, rows, django_assert_num_queries):
    for _ in range(rows - 1):
        SlotFactory(partner=stage.slot.partner, department=stage.slot.department)
    address = reverse("placement_by_hand", args=[stage.student().pk])
    sign_in(client, stage.coordinator).get(address)
    with django_assert_num_queries(8):
        assert len(client.get(address).context["rows"]) == rows
