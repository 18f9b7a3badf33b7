"""A referee's word from paper or phone: recorded by the office, marked so, objected to by link; the student does not reach the letter."""

import pytest
from django.urls import reverse

from accounts.models import AccessLink, Purpose
from core import clock
from institutions.models import Recording
from placements.models import Reference
from placements.states import ReferenceState
from tests.factories.institutions import MembershipFactory
from tests.factories.references import ReferenceFactory
from tests.factories.students import membership_of
from tests.files import a_pdf, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def reference():
    return ReferenceFactory(asked=True)


@pytest.fixture
def office(client, reference):
    coordinator = MembershipFactory(coordinator=True, institute=reference.student.institute)
    client.force_login(coordinator.user)
    return coordinator


def address(act, reference):
    return reverse("on_behalf", args=[act, reference.pk])


def record_letter(client, reference):
    return client.post(
        address("reference-answer", reference),
        {
            "recording-person": reference.pk,
            "recording-source": "paper",
            "recording-scan": upload(a_pdf(), "letter.pdf"),
            "capacity": "Six weeks on the ward",
        },
    )


def test_a_letter_on_paper_becomes_the_reference_with_its_scan_and_is_marked(client, reference, office):
    assert record_letter(client, reference).status_code == 302
    reference.refresh_from_db()
    recording = Recording.objects.get()
    assert (reference.state, reference.file, reference.capacity) == (
        ReferenceState.ANSWERED,
        recording.scan,
        "Six weeks on the ward",
    )
    assert (recording.partner, recording.person_membership, recording.capacity) == (
        None,
        None,
        "Consultant radiologist, Kohsar Teaching Hospital",
    )
    assert (reference.transitions.get(move="answer").recording, "Came on paper" in reference.facts["identified"]) == (
        recording,
        True,
    )


def test_the_referee_is_told_and_objects_by_link(client, reference, office):
    record_letter(client, reference)
    link = AccessLink.objects.get(purpose=Purpose.OBJECTION)
    assert link.user == reference.referee.user
    client.logout()
    client.post(reverse("recording_objection_by_link", args=[link.token]), {"reason": "I wrote nothing."})
    assert Recording.objects.get().is_contested


def test_a_no_on_the_phone_is_recorded_with_its_caller(client, reference, office):
    client.post(
        address("reference-decline", reference),
        {
            "recording-person": reference.pk,
            "recording-source": "phone",
            "recording-caller": "Dr Mirza",
            "recording-called_at": f"{clock.now():%Y-%m-%dT00:00}",
            "reason": "On leave.",
        },
    )
    assert Reference.objects.get().state == ReferenceState.DECLINED


def test_the_student_does_not_reach_the_letter_through_the_recording(client, reference, office):
    record_letter(client, reference)
    recording = Recording.objects.get()
    client.force_login(membership_of(reference.student).user)
    assert client.get(reverse("recording_scan", args=[recording.pk])).status_code == 403
    assert client.get(reverse("reference_file", args=[reference.pk])).status_code == 403


def test_nor_does_an_administrator(client, reference, office):
    record_letter(client, reference)
    client.force_login(MembershipFactory(administrator=True).user)
    assert client.get(reverse("recording_scan", args=[Recording.objects.get().pk])).status_code == 403


def test_another_institutes_office_and_the_student_record_nothing(client, reference):
    for membership, status in ((MembershipFactory(coordinator=True), 404), (membership_of(reference.student), 403)):
        client.force_login(membership.user)
        assert client.get(address("reference-answer", reference)).status_code == status
    assert Reference.objects.get().state == ReferenceState.ASKED
