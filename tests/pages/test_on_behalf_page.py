"""Recording from paper or phone: who may open the page, what it keeps and refuses, and where it is offered."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import StoredFile
from core import clock
from institutions.models import Recording
from placements.models import FeedbackNote, Placement
from tests.evaluations.clinic import signed_in
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import HoursEntryFactory
from tests.files import a_pdf, script_on_opening, upload
from tests.pages.recording import address, errors, sent
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db


def test_a_stranger_does_not_find_the_thing_and_its_own_people_are_refused():
    ward = a_ward()
    HoursEntryFactory(placement=ward.placement)
    path = address("hours-approve", ward.pk)
    assert signed_in(MembershipFactory(coordinator=True)).get(path).status_code == 404
    for membership in (ward.student, ward.supervisor):
        assert signed_in(membership).get(path).status_code == 403
    assert signed_in(ward.coordinator).get(address("no-such-act", ward.pk)).status_code == 404


def test_where_nothing_waits_the_page_says_so():
    page = signed_in((ward := a_ward()).coordinator).get(address("hours-approve", ward.pk))
    assert (page.status_code, "No hours wait for a signature." in page.text) == (409, True)


def test_a_scan_is_kept_while_something_else_is_put_right():
    ward = a_ward()
    entry = HoursEntryFactory(placement=ward.placement)
    page = sent("hours-approve", ward.placement, ward.coordinator, ward.supervisor)  # nothing ticked
    assert errors(page) == ({}, {"entry_ids": ["Tick at least one shift."]})
    kept = page.context["form"]["kept"].value()
    again = {
        "recording-person": ward.supervisor.pk,
        "recording-source": "paper",
        "recording-kept": kept,
        "entry_ids": [entry.pk],
    }
    signed_in(ward.coordinator).post(address("hours-approve", ward.pk), again)
    assert Recording.objects.get().scan == StoredFile.objects.get(kind="recording")


def test_a_scan_that_somebody_else_kept_is_not_used():
    ward = a_ward()
    entry = HoursEntryFactory(placement=ward.placement)
    kept = sent("hours-approve", ward.placement, ward.coordinator, ward.supervisor).context["form"]["kept"].value()
    again = {
        "recording-person": ward.supervisor.pk,
        "recording-source": "paper",
        "recording-kept": kept,
        "entry_ids": [entry.pk],
    }
    page = signed_in(ward.lead).post(address("hours-approve", ward.pk), again)
    assert errors(page)[0] == {"scan": ["Add the scan of the signed paper."]}


def test_a_hostile_scan_is_refused_beside_its_field_and_what_was_ticked_stays():
    ward = a_ward()
    entry = HoursEntryFactory(placement=ward.placement)
    bad = upload(a_pdf(script_on_opening), "sheet.pdf")
    page = sent("hours-approve", ward.placement, ward.coordinator, ward.supervisor, scan=bad, entry_ids=[entry.pk])
    assert "script or an action" in errors(page)[0]["scan"][0]
    assert page.context["form"].act_form["entry_ids"].value() == [str(entry.pk)]
    assert list(StoredFile.objects.filter(kind="recording")) == []


def test_a_call_needs_its_caller_and_time():
    ward = a_ward()
    entry = HoursEntryFactory(placement=ward.placement)
    data = {"recording-person": ward.supervisor.pk, "recording-source": "phone", "entry_ids": [entry.pk]}
    page = signed_in(ward.coordinator).post(address("hours-approve", ward.pk), data)
    assert errors(page)[0] == {"caller": ["A call needs this."], "called_at": ["A call needs this."]}


def test_a_form_sent_twice_records_once():
    ward = a_ward()
    data = {"kind": "strength", "text": "Calm.", "recording-idempotency_key": "one"}
    for _each in range(2):
        sent("feedback", ward.placement, ward.coordinator, ward.supervisor, phone=True, **data)
    assert (Recording.objects.count(), FeedbackNote.objects.count()) == (1, 1)


def test_a_refusal_of_the_act_stands_beside_the_acts_own_field():
    ward = a_ward()
    data = {"kind": "strength", "text": "Patient with CNIC 42101-1234567-1 was calm."}
    page = sent("feedback", ward.placement, ward.coordinator, ward.supervisor, phone=True, **data)
    assert list(errors(page)[1]) == ["text"]
    assert list(Recording.objects.all()) == []


def test_the_code_on_a_paper_preselects_its_person():
    ward = a_ward(confirmed=True)
    Placement.objects.filter(pk=ward.pk).update(starts_on=clock.today() - timedelta(days=1))
    client = signed_in(ward.coordinator)
    assert client.get(address("arrival", ward.pk)).context["person"] == ward.supervisor
    assert client.get(address("arrival", ward.pk), {"for": ward.lead.pk}).context["person"] == ward.lead


def test_the_page_of_a_placement_offers_the_acts_to_the_offices_alone():
    ward = a_ward()
    HoursEntryFactory(placement=ward.placement)
    link = address("hours-approve", ward.pk)
    for membership, offered in (
        (ward.coordinator, True),
        (ward.lead, True),
        (ward.supervisor, False),
        (ward.student, False),
    ):
        assert (link in signed_in(membership).get(ward.placement.get_absolute_url()).text) is offered


def test_the_placement_says_how_many_of_its_hours_were_recorded_and_the_list_marks_each():
    ward = a_ward()
    entry = HoursEntryFactory(placement=ward.placement)
    HoursEntryFactory(placement=ward.placement, approved=True)
    sent("hours-approve", ward.placement, ward.coordinator, ward.supervisor, entry_ids=[entry.pk])
    assert (
        "8 h of them recorded from paper or phone"
        in signed_in(ward.student).get(ward.placement.get_absolute_url()).text
    )
    week = reverse("hours_list", args=[ward.pk]) + f"?day={entry.local_start.date()}"
    assert f"recorded by {ward.coordinator.user.name} from paper" in signed_in(ward.student).get(week).text
