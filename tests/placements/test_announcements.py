"""Announcements: to everybody in a filtered list, once, with who has read them."""

import pytest
from django.urls import reverse

from core import clock
from core.errors import NotAllowed, Refusal
from notifications.models import Notification
from placements.models import Announcement, AnnouncementReader
from placements.services.announcements import announce, note_read
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import PlacementFactory
from tests.factories.students import StudentFactory, membership_of
from tests.placements.pages import sign_in
from tests.placements.stage import a_stage

pytestmark = pytest.mark.django_db

ADD = reverse("announcement_add")


@pytest.fixture
def stage():
    return a_stage()


def say(stage, *students, by=None, text="In room 12."):
    by = (by or stage.coordinator).as_actor()
    return announce(by=by, now=clock.now(), students=students, subject="Badges", text=text)


def told():
    return set(Notification.objects.filter(kind="announcement.sent").values_list("reader", flat=True))


def test_each_in_the_list_gets_it_once_by_inbox_and_mail(stage):
    first, second = stage.student(), stage.student()
    announcement = say(stage, first, second)
    assert told() == {first.user_id, second.user_id}
    row = Notification.objects.get(reader=first.user)
    assert (row.mail, row.path) == (Notification.Mail.WAITING, announcement.get_absolute_url())
    assert row.body == f"In room 12.\n\n{stage.coordinator.user}, {stage.coordinator.label}"


def test_other_institutes_students_are_not_reached_and_nobody_else_may(stage):
    with pytest.raises(Refusal, match="Nobody is in this list"):
        say(stage, StudentFactory())
    for trait in ({"viewer": True, "institute": stage.institute}, {"lead": True}):
        with pytest.raises(NotAllowed):
            say(stage, stage.student(), by=MembershipFactory(**trait))
    assert told() == set()


def test_a_patient_is_not_announced(stage):
    with pytest.raises(Refusal, match="seems to name a patient"):
        say(stage, stage.student(), text="Ask for MRN 445566.")
    assert Announcement.objects.count() == 0


def test_a_filtered_list_is_written_to_and_the_filter_stands_beside_it(client, stage):
    wanted, other = stage.application(submitted=True).student, stage.student()
    page = sign_in(client, stage.coordinator).get(ADD, {"stage": "review"})
    assert "It goes to 1 student: In review." in page.content.decode()
    client.post(f"{ADD}?stage=review", {"subject": "Badges", "text": "In room 12."})
    assert (told(), Announcement.objects.get().to) == ({wanted.user_id}, "In review")
    assert other.user_id not in told()


def test_who_is_at_one_partner_is_written_to(client, stage):
    there = PlacementFactory(application__student=stage.student())
    stage.student()
    sign_in(client, stage.coordinator).post(
        f"{ADD}?partner={there.partner_id}", {"subject": "Badges", "text": "Room 12."}
    )
    assert (told(), Announcement.objects.get().to) == ({there.student.user_id}, str(there.partner))


def test_opening_it_is_reading_it_once(client, stage):
    reader, other = stage.student(), stage.student()
    announcement = say(stage, reader, other)
    address = announcement.get_absolute_url()
    page = sign_in(client, membership_of(reader)).get(address).content.decode()
    assert ("In room 12." in page, other.user.name in page) == (True, False)
    row = AnnouncementReader.objects.get(student=reader)
    first = row.read_at
    client.get(address)
    row.refresh_from_db()
    assert row.read_at == first
    page = sign_in(client, stage.coordinator).get(address)
    assert "Read by 1 of 2" in page.content.decode()
    assert [reader_.student for reader_ in page.context["page"]] == [other, reader]


def test_whoever_looks_through_others_eyes_reads_nothing(stage):
    reader = stage.student()
    announcement = say(stage, reader)
    eyes = membership_of(reader).as_actor(viewed_by=MembershipFactory(administrator=True).user_id)
    note_read(announcement=announcement, by=eyes, now=clock.now())
    assert AnnouncementReader.objects.get().read_at is None


@pytest.mark.parametrize("who", ["left out", "other institute"])
def test_whom_it_did_not_reach_does_not_find_it(client, stage, who):
    announcement = say(stage, stage.student())
    stranger = stage.student() if who == "left out" else StudentFactory()
    assert sign_in(client, membership_of(stranger)).get(announcement.get_absolute_url()).status_code == 404
    assert not client.get(reverse("announcement_list")).context["page"].object_list


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries(client, stage, rows, django_assert_num_queries):
    for _ in range(rows):
        say(stage, stage.student(), stage.student())
    address = reverse("announcement_list")
    sign_in(client, stage.coordinator).get(address)
    with django_assert_num_queries(4):
        assert len(client.get(address).context["page"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_an_announcement_takes_the_same_queries(client, stage, rows, django_assert_num_queries):
    address = say(stage, *(stage.student() for _ in range(rows))).get_absolute_url()
    sign_in(client, stage.coordinator).get(address)
    with django_assert_num_queries(6):
        assert len(client.get(address).context["page"]) == rows
