"""Pages of what was recorded: the list, one with its scan, objecting signed in and by link, answering."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AccessLink, Purpose, ReadLog
from core import clock
from institutions.services.recordings import object_to_recording
from institutions.states import RecordingState
from tests.evaluations.clinic import signed_in
from tests.factories.institutions import MembershipFactory
from tests.institutions.recording import by_phone, from_paper
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db


def page(membership, name, *args):
    return signed_in(membership).get(reverse(name, args=args))


def test_the_list_shows_each_office_its_own_and_takes_the_same_queries_for_one_and_three(
    django_assert_num_queries,
):
    ward = a_ward()
    from_paper(a_ward())
    from_paper(ward)
    client = signed_in(ward.coordinator)
    client.get(reverse("recording_list"))
    with django_assert_num_queries(4):
        assert len(client.get(reverse("recording_list")).context["page"].object_list) == 1
    by_phone(ward)
    by_phone(ward)
    with django_assert_num_queries(4):
        assert len(client.get(reverse("recording_list")).context["page"].object_list) == 3
    assert len(page(ward.lead, "recording_list").context["page"].object_list) == 3
    assert page(ward.supervisor, "recording_list").status_code == 403


def test_the_list_is_narrowed_to_what_was_objected_to():
    ward = a_ward()
    objected, _other = from_paper(ward), by_phone(ward)
    object_to_recording(recording_id=objected.pk, by=ward.doctor, now=clock.now(), reason="Tuesday only.")
    shown = signed_in(ward.lead).get(reverse("recording_list"), {"state": "objected"}).context["page"]
    assert list(shown) == [objected]


def test_the_scan_is_opened_by_both_offices_and_the_person_and_its_reading_is_written_down():
    ward = a_ward()
    recording = from_paper(ward)
    for membership in (ward.coordinator, ward.lead, ward.supervisor):
        answer = page(membership, "recording_scan", recording.pk)
        assert b"".join(answer.streaming_content) == b"\x89PNG\r\n\x1a\n"
    viewer = MembershipFactory(viewer=True, institute=ward.placement.institute)
    for membership in (ward.student, viewer):
        assert page(membership, "recording_detail", recording.pk).status_code == 200
        assert page(membership, "recording_scan", recording.pk).status_code == 403
    readers = ReadLog.objects.filter(file=recording.scan).order_by("pk").values_list("reader", flat=True)
    assert list(readers) == [ward.lead.user_id, ward.supervisor.user_id]


def test_the_person_objects_on_the_page_and_the_coordinator_answers():
    ward = a_ward()
    recording = by_phone(ward)
    person, office = signed_in(ward.supervisor), signed_in(ward.coordinator)
    assert "This is not what I said" in person.get(recording.get_absolute_url()).text
    person.post(reverse("recording_object", args=[recording.pk]), {"reason": "I said Tuesday."})
    assert "I said Tuesday." in office.get(recording.get_absolute_url()).text
    office.post(reverse("recording_uphold", args=[recording.pk]), {"reason": "You repeated it twice."})
    recording.refresh_from_db()
    assert recording.state == RecordingState.UPHELD
    assert "You repeated it twice." in person.get(recording.get_absolute_url()).text


def test_the_history_says_that_it_was_recorded_and_that_it_is_contested():
    ward = a_ward()
    recording = by_phone(ward)
    text = page(ward.supervisor, "recording_detail", recording.pk).text
    object_to_recording(recording_id=recording.pk, by=ward.doctor, now=clock.now(), reason="Tuesday only.")
    assert "Objected to" not in text
    assert "Objected to" in page(ward.supervisor, "recording_detail", recording.pk).text


def test_the_mailed_link_shows_what_was_recorded_and_takes_one_objection_without_signing_in():
    ward = a_ward()
    recording = by_phone(ward)
    address = reverse("recording_objection_by_link", args=[AccessLink.objects.get(purpose=Purpose.OBJECTION).token])
    client = Client()
    shown = client.get(address)
    assert (shown.status_code, "One shift of 8 h." in shown.text) == (200, True)
    recording.refresh_from_db()
    assert recording.state == RecordingState.RECORDED  # opening it does nothing
    assert "your objection was sent" in client.post(address, {"reason": "I said Tuesday."}).text
    recording.refresh_from_db()
    assert recording.state == RecordingState.OBJECTED
    again = client.post(address, {"reason": "Once more."})
    assert (again.status_code, recording.transitions.count()) == (409, 1)


def test_a_link_of_another_kind_or_a_changed_one_opens_nothing():
    ward = a_ward()
    by_phone(ward)
    token = AccessLink.objects.get(purpose=Purpose.OBJECTION).token
    swapped = token[:-1] + ("A" if token[-1] != "A" else "B")
    for wrong in (swapped, "x" * 22):
        assert Client().get(reverse("recording_objection_by_link", args=[wrong])).status_code == 404
    assert Client().get(reverse("evaluation_by_link", args=[token])).status_code == 404
