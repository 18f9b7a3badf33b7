"""A recording that is withdrawn takes along the hours and levels that rest on it; certificates keep telling the truth."""

import pytest
from django.db import InternalError, transaction

from core import clock
from core.errors import Refusal
from evaluations.services import certificates
from institutions.models import Recording
from institutions.services.recordings import withdraw_recording
from institutions.states import RecordingState
from notifications.models import Notification
from placements.models import HoursEntry, ObjectiveConfirmation, Placement
from placements.services.hours_signing import approve_hours
from placements.states import HoursState, PlacementState
from tests.factories.papers import some_papers
from tests.factories.placements import HoursEntryFactory, ObjectiveFactory
from tests.institutions.recording import from_paper
from tests.pages.recording import sent
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db


def withdraw(recording, ward):
    return withdraw_recording(recording_id=recording.pk, by=ward.office, now=clock.now(), reason="Another sheet.")


def states(ward):
    return list(HoursEntry.objects.filter(placement=ward.pk).order_by("pk").values_list("state", "minutes"))


def test_its_shifts_are_superseded_by_the_same_shifts_waiting_for_a_signature():
    ward = a_ward()
    own = HoursEntryFactory(placement=ward.placement, approved=True)
    recording = from_paper(ward)
    assert ward.fresh().approved_minutes == 960
    withdraw(recording, ward)
    assert states(ward) == [("approved", 480), ("superseded", 480), ("submitted", 480)]
    old, new = HoursEntry.objects.exclude(pk=own.pk).order_by("pk")
    same = ("started_at", "ended_at", "break_minutes", "category", "note")
    assert [getattr(new, name) for name in same] == [getattr(old, name) for name in same]
    assert (new.supersedes, new.recording, old.recording, ward.fresh().approved_minutes) == (old, None, recording, 480)
    row = old.transitions.latest("pk")
    assert (row.move, row.by) == ("take_back", ward.coordinator.user)


def test_student_and_supervisor_are_told_and_the_supervisor_can_sign_in_the_own_name():
    ward = a_ward()
    withdraw(from_paper(ward), ward)
    told = Notification.objects.filter(kind="hours.taken_back").order_by("reader_id")
    assert {row.reader for row in told} == {ward.student.user, ward.supervisor.user}
    waiting = HoursEntry.objects.get(state=HoursState.SUBMITTED)
    approve_hours(placement_id=ward.pk, by=ward.doctor, now=clock.now(), entry_ids=[waiting.pk])
    assert ward.fresh().approved_minutes == 480


def test_what_somebody_else_signed_stays():
    ward, other = a_ward(), a_ward()
    from_paper(other)
    withdraw(from_paper(ward), ward)
    assert (states(other), other.fresh().approved_minutes) == ([("approved", 480)], 480)


def test_levels_that_it_gave_do_not_count_any_more():
    ward = a_ward()
    objective = ObjectiveFactory(slot=ward.placement.slot)
    sent("objectives", ward.placement, ward.coordinator, ward.supervisor, **{f"objective_{objective.pk}": 4})
    assert ObjectiveConfirmation.objects.current().count() == 1
    withdraw(Recording.objects.get(), ward)
    assert (ObjectiveConfirmation.objects.current().count(), ObjectiveConfirmation.objects.count()) == (0, 1)


def test_once_the_placement_is_over_its_shifts_do_not_wait_for_anybody():
    ward = a_ward()
    recording = from_paper(ward)
    Placement.objects.filter(pk=ward.pk).update(state=PlacementState.COMPLETED, completed_at=clock.now())
    withdraw(recording, ward)
    assert (states(ward), ward.fresh().approved_minutes) == ([("superseded", 480)], 0)
    assert [row.reader for row in Notification.objects.filter(kind="hours.taken_back")] == [ward.student.user]


def test_while_a_certificate_prints_the_hours_nothing_is_withdrawn():
    papers = some_papers()
    ward = papers.ward
    Placement.objects.filter(pk=ward.pk).update(state=PlacementState.ACTIVE)
    recording = from_paper(ward)
    Placement.objects.filter(pk=ward.pk).update(state=PlacementState.COMPLETED)
    certificate = certificates.issue_certificate(placement_id=ward.pk, by=papers.office, now=clock.now())
    with pytest.raises(Refusal, match="prints these hours"):
        withdraw(recording, ward)
    recording.refresh_from_db()
    assert (recording.state, certificate.facts["minutes"]) == (
        RecordingState.RECORDED,
        ward.fresh().approved_minutes,
    )
    assert certificate.facts["recorded"] == {"minutes": 480, "objectives": 0}
    certificates.revoke_certificate(certificate_id=certificate.pk, by=papers.office, now=clock.now(), reason="A slip.")
    withdraw(recording, ward)
    assert ward.fresh().approved_minutes == certificate.facts["minutes"] - 480


@pytest.mark.parametrize("change", [{"state": "superseded"}, {"state": "returned"}, {"minutes": 60}], ids=str)
def test_the_database_lets_nothing_of_it_go_while_the_recording_stands(change):
    ward = a_ward()
    from_paper(ward)
    with pytest.raises(InternalError, match="approved_hours_never_change"), transaction.atomic():
        HoursEntry.objects.filter(placement=ward.pk).update(**change)


@pytest.mark.parametrize("change", [{"minutes": 60}, {"note": "Rewritten."}, {"state": "draft"}], ids=str)
def test_the_database_lets_a_withdrawn_entry_be_superseded_and_nothing_else(change):
    ward = a_ward()
    recording = from_paper(ward)
    Recording.objects.filter(pk=recording.pk).update(state=RecordingState.WITHDRAWN)
    with pytest.raises(InternalError, match="approved_hours_never_change"), transaction.atomic():
        HoursEntry.objects.filter(placement=ward.pk).update(**{"state": "superseded"} | change)
    with pytest.raises(InternalError, match="approved_hours_never_change"), transaction.atomic():
        HoursEntry.objects.filter(placement=ward.pk).delete()
    HoursEntry.objects.filter(placement=ward.pk).update(state="superseded")
    assert ward.fresh().approved_minutes == 0
