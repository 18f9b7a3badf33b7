"""The pages of absences: who reads why, hours of one day, days on which a placement rests."""

from datetime import timedelta

import pytest
from django.urls import reverse

from placements.models import Suspension
from tests.factories.attendance import AbsenceFactory
from tests.factories.course import ChangeFactory
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.placements import HoursEntryFactory
from tests.placements.pages import page, sign_in
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db

MONDAY = a_day(0) - timedelta(days=a_day(0).weekday() + 7)  # of last week


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def as_student(client, ward):
    return sign_in(client, ward.student)


def test_why_somebody_is_away_is_read_by_student_supervisor_and_placement_office_alone(client, ward):
    AbsenceFactory(placement=ward.placement, first_day=MONDAY, note="Fever", reason="Too late.", state="unexcused")
    viewer = MembershipFactory(viewer=True, institute=ward.placement.institute)
    week = {"day": MONDAY.isoformat()}
    for reader, reads in (
        (ward.student, True),
        (ward.supervisor, True),
        (ward.coordinator, True),
        (ward.lead, False),
        (viewer, False),
        (MembershipFactory(administrator=True), False),
    ):
        sign_in(client, reader)
        texts = client.get(page("absence_list", ward)).text, client.get(page("hours_list", ward), week).text
        assert [("Illness" in text, "Away" in text) for text in texts] == [(reads, not reads)] * 2, reader.role
        assert ("Fever" in texts[0], "Too late." in texts[0]) == (reads, reads)


def test_hours_of_one_day_are_reported_and_the_rest_of_it_stays_open(client, ward):
    student = sign_in(client, ward.student)
    said = {"first_day": MONDAY, "last_day": MONDAY, "away_from": "09:00", "away_until": "13:00", "kind": "exam"}
    shown = student.get(page("absence_report", ward))
    assert all(shown.text.count(f'name="{name}"') == 1 for name in shown.context["form"].fields)
    student.post(page("absence_report", ward), said)
    week = {"day": MONDAY.isoformat()}
    enter = page("hours_add", ward) + f"?day={MONDAY}"
    texts = student.get(page("absence_list", ward)).text, student.get(page("hours_list", ward), week).text
    assert ["<bdi>09:00–13:00</bdi>" in text for text in texts] == [True, True]
    assert enter in texts[1]
    HoursEntryFactory(placement=ward.placement, started_at=ward.at(MONDAY, 14), minutes=240)
    assert "Away 09:00–13:00" in student.get(page("hours_list", ward), week).text
    assert "Away 09:00–13:00" in sign_in(client, ward.lead).get(reverse("roster_list"), {"week": MONDAY}).text


def test_hours_list_says_on_which_days_the_placement_rests(as_student, ward):
    change = ChangeFactory(placement=ward.placement, kind="suspend", first_day=MONDAY, state="done")
    Suspension.objects.create(placement=ward.placement, change=change, first_day=MONDAY, last_day=MONDAY)
    week = as_student.get(page("hours_list", ward), {"day": MONDAY.isoformat()})
    assert week.text.count("The placement rests") == 1
    assert page("hours_add", ward) + f"?day={MONDAY}" not in week.text
