"""Words about an intern that are mailed on name no patient, whoever writes them (rule 7): refused beside their field, and nothing moves."""

import pytest

from core.errors import Refusal
from placements.models import AbsenceTransition, ChangeTransition, HoursEntry, HoursTransition
from placements.services.absences import decide_absence
from placements.services.activities import return_activity
from placements.services.arrivals import record_arrival
from placements.services.changes import decline_change
from placements.services.hours_signing import reopen_hours, return_hours
from placements.services.mentorships import ask_for_another, end_mentorship
from placements.services.mentorships_meetings import call_off_meeting
from placements.services.placements import cancel_placement, end_placement_early
from placements.services.shifts import drop_shift
from tests.factories.attendance import AbsenceFactory, PlannedShiftFactory
from tests.factories.institutions import a_day
from tests.factories.learning import ActivityFactory
from tests.factories.mentors import MentorshipMeetingFactory
from tests.placements.rotation import a_rotation, move
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db

WORDS = "You were with MRN 445566 then."


def refused(act, field="reason", **said):
    with pytest.raises(Refusal, match="a record number") as error:
        act(**said | {field: WORDS})
    assert error.value.field == field


def test_hours_are_neither_returned_nor_reopened_with_a_patient_in_the_words():
    ward = a_ward()
    now = ward.at(a_day(0), 12)
    first, second = (ward.log(a_day(-days), now) for days in (1, 2))
    ward.approve(first, now=now)
    before = HoursTransition.objects.count()
    refused(return_hours, entry_id=second.pk, by=ward.doctor, now=now)
    refused(reopen_hours, entry_id=first.pk, by=ward.doctor, now=now)
    assert (HoursTransition.objects.count(), HoursEntry.objects.count()) == (before, 2)


def test_absences_shifts_and_changes_are_answered_without_a_patient_in_the_words():
    ward = a_rotation()
    now = ward.at(a_day(0), 12)
    absence = AbsenceFactory(placement=ward.placement)
    refused(decide_absence, absence_id=absence.pk, by=ward.doctor, now=now, excused=False)
    shift = PlannedShiftFactory(placement=ward.placement, day=a_day(1))
    refused(drop_shift, shift_id=shift.pk, by=ward.doctor, now=now)
    line = ActivityFactory(placement=ward.placement)
    refused(return_activity, activity_id=line.pk, by=ward.doctor, now=now)
    change = move(ward, now, 40)
    refused(decline_change, change_id=change.pk, by=ward.office, now=now)
    assert (AbsenceTransition.objects.count(), ChangeTransition.objects.count()) == (0, 0)


def test_a_placement_ends_or_is_called_off_without_a_patient_in_the_words():
    ward, ahead = a_ward(), a_ward(confirmed=True)
    now = ward.at(a_day(0), 12)
    refused(end_placement_early, placement_id=ward.pk, by=ward.office, now=now, last_day=a_day(0))
    refused(cancel_placement, placement_id=ahead.pk, by=ahead.office, now=now)
    first = ahead.placement.starts_on
    arrive = {"placement_id": ahead.pk, "by": ahead.host, "now": ahead.at(first, 12), "arrived_on": first}
    refused(record_arrival, field="note", **arrive)


def test_mentors_and_students_call_off_and_ask_for_another_without_a_patient_in_the_words():
    ward = a_ward()
    now = ward.at(a_day(0), 12)
    meeting = MentorshipMeetingFactory(mentorship__student=ward.placement.student)
    refused(call_off_meeting, meeting_id=meeting.pk, by=ward.intern, now=now)
    ids = {"mentorship_id": meeting.mentorship_id, "now": now}
    refused(ask_for_another, field="word", by=ward.intern, **ids)
    refused(end_mentorship, field="note", by=ward.office, **ids)
