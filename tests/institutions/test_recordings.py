"""What an office writes down for a partner: done in the person's name, marked so, told, and open to objection."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from accounts.models import AccessLink, Purpose, StoredFile
from core import clock
from core.actor import Via
from core.errors import NotAllowed, Refusal
from institutions.models import Recording
from institutions.policies import recordings as policies
from institutions.services.recordings import (
    forget_scans,
    object_to_recording,
    record_on_behalf,
    uphold_recording,
    withdraw_recording,
)
from institutions.states import RecordingState
from notifications.models import Notification
from placements.models import HoursTransition
from placements.services.completion import what_is_missing
from placements.states import HoursState
from tests.factories.institutions import MembershipFactory, PartnerFactory
from tests.institutions.recording import a_scan, a_sent_shift, approval_of, by_phone, from_paper, parties_of
from tests.placements.ward import a_ward, names, told

pytestmark = pytest.mark.django_db
SAYS = "I signed for Tuesday only."


def objected(ward):
    """A recording to which the supervisor has objected."""
    recording = from_paper(ward)
    return object_to_recording(recording_id=recording.pk, by=ward.doctor, now=clock.now(), reason=SAYS)


def test_what_is_recorded_is_done_in_the_persons_name_and_marked_in_the_history():
    ward = a_ward()
    entry = a_sent_shift(ward)
    recording = from_paper(ward, deed=approval_of(ward, entry))
    entry.refresh_from_db()
    row = HoursTransition.objects.get(thing=entry)
    assert (entry.state, entry.recording_id) == (HoursState.APPROVED, recording.pk)
    assert (row.by, row.membership, row.via, row.recording) == (
        ward.supervisor.user,
        ward.supervisor,
        Via.PAPER,
        recording,
    )
    assert (recording.by, recording.person, recording.scan.name) == (
        ward.coordinator.user,
        ward.supervisor.user,
        "sheet.png",
    )
    assert ward.fresh().approved_minutes == entry.minutes


def test_what_the_person_may_not_do_is_not_recorded_for_them_either():
    ward = a_ward()
    deed = approval_of(ward, a_sent_shift(ward))
    with pytest.raises(NotAllowed):
        from_paper(ward, deed=deed, person=ward.lead)
    assert list(Recording.objects.all()) == []


def test_the_person_is_told_with_a_link_that_needs_no_account():
    ward = a_ward()
    recording = by_phone(ward)
    note = Notification.objects.get(kind="recording.made")
    assert (note.reader, note.path) == (ward.supervisor.user, recording.get_absolute_url())
    assert (note.link.purpose, note.link.subject_id, note.link.expires_at) == (
        Purpose.OBJECTION,
        recording.pk,
        recording.at + timedelta(days=30),
    )
    assert "One shift of 8 h." in note.body


@pytest.mark.parametrize("who", ["coordinator", "lead"])
def test_both_offices_record_for_a_supervisor(who):
    ward = a_ward()
    actor = getattr(ward, who).as_actor()
    assert from_paper(ward, by=actor).membership_id == actor.membership_id


def test_nobody_else_records_anything():
    ward = a_ward()
    stranger = MembershipFactory(coordinator=True)
    other_lead = MembershipFactory(lead=True)
    viewer = MembershipFactory(viewer=True, institute=ward.placement.institute)
    for membership in (stranger, other_lead, viewer, ward.student, MembershipFactory(administrator=True)):
        with pytest.raises(NotAllowed):
            from_paper(ward, by=membership.as_actor())


def test_a_lead_records_for_supervisors_and_not_for_another_lead():
    ward = a_ward()
    colleague = MembershipFactory(lead=True, partner=ward.placement.partner)
    assert policies.may_record(ward.host, parties_of(ward), ward.supervisor)
    assert policies.may_record(ward.office, parties_of(ward), colleague)
    verdict = policies.may_record(ward.host, parties_of(ward), colleague)
    assert (bool(verdict), verdict.personal) == (False, True)


def test_nobody_records_for_themselves_nor_about_themselves_in_whatever_role():
    ward = a_ward()
    parties = parties_of(ward)
    doctor_who_leads = MembershipFactory(lead=True, partner=ward.placement.partner, user=ward.supervisor.user)
    student_who_coordinates = MembershipFactory(
        coordinator=True, institute=ward.placement.institute, user=ward.student.user
    )
    student_who_supervises = MembershipFactory(supervisor=True, partner=ward.placement.partner, user=ward.student.user)
    assert not policies.may_record(doctor_who_leads.as_actor(), parties, ward.supervisor)
    assert not policies.may_record(student_who_coordinates.as_actor(), parties, ward.supervisor)
    assert not policies.may_record(ward.office, parties, student_who_supervises)


def test_nothing_is_recorded_for_somebody_who_has_left_or_from_elsewhere():
    ward = a_ward()
    gone = MembershipFactory(supervisor=True, partner=ward.placement.partner, ended_at=clock.now())
    elsewhere = MembershipFactory(supervisor=True)
    for person in (gone, elsewhere):
        assert not policies.may_record(ward.office, parties_of(ward), person)


@pytest.mark.parametrize("away", [timedelta(minutes=1), timedelta(days=-367)], ids=["to come", "more than a year ago"])
def test_a_call_that_cannot_have_been_is_refused_beside_its_field_and_by_the_database(away, monkeypatch):
    ward = a_ward()
    with pytest.raises(Refusal) as refused:
        by_phone(ward, called_at=clock.now() + away)
    assert refused.value.field == "called_at"
    monkeypatch.setattr("institutions.services.recordings._check_call", lambda *_asked: None)
    with pytest.raises(IntegrityError, match="a_recorded_call_was_made_before"), transaction.atomic():
        by_phone(ward, called_at=clock.now() + away)


@pytest.mark.parametrize(
    "changes",
    [
        {"scan": None},
        {"source": "phone"},
        {"source": "phone", "scan": None, "caller": "Dr Mirza"},
        {"source": "phone", "scan": None, "called_at": clock.now()},
        {"caller": "Dr Mirza"},
    ],
)
def test_the_database_wants_a_scan_for_paper_and_a_caller_with_time_for_a_call(changes):
    ward = a_ward()
    values = {"scan": a_scan(ward), "source": "paper"} | changes
    deed = approval_of(ward, a_sent_shift(ward))
    with pytest.raises(IntegrityError, match="paper_has_its_scan_and_a_call_its_caller"), transaction.atomic():
        record_on_behalf(by=ward.office, now=clock.now(), deed=deed, person=ward.supervisor, **values)


def test_the_database_lets_nobody_rewrite_or_remove_a_recording():
    recording = from_paper(a_ward())
    for change in ({"words": "Two shifts."}, {"scan": None}, {"person": recording.by}):
        with pytest.raises(InternalError), transaction.atomic():
            Recording.objects.filter(pk=recording.pk).update(**change)
    with pytest.raises(InternalError), transaction.atomic():
        Recording.objects.filter(pk=recording.pk)._raw_delete("default")


def test_a_recording_follows_when_two_entries_of_a_partner_become_one():
    recording = from_paper(a_ward())
    survivor = PartnerFactory()
    Recording.objects.filter(pk=recording.pk).update(partner=survivor)
    recording.refresh_from_db()
    assert recording.partner == survivor


def test_the_database_lets_nobody_record_for_or_about_themselves():
    ward = a_ward()
    kept = {
        name: getattr(from_paper(ward), name)
        for name in (
            "act",
            "thing_id",
            "path",
            "title",
            "words",
            "source",
            "scan",
            "by",
            "membership",
            "person",
            "person_membership",
            "about",
            "institute",
            "partner",
            "at",
        )
    }
    for change, name in (
        ({"person": kept["by"]}, "nobody_records_for_themselves"),
        ({"about": kept["by"]}, "nobody_records_about_themselves"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Recording.objects.create(**kept | change)


def test_an_objection_is_read_by_the_recorder_and_the_coordinators_and_stops_the_completion():
    ward = a_ward()
    recording = from_paper(ward, by=ward.host)
    before = what_is_missing(ward.fresh())
    objected = object_to_recording(recording_id=recording.pk, by=ward.doctor, now=clock.now(), reason=SAYS)
    assert objected.state == RecordingState.OBJECTED
    assert told("recording.objected") == names(ward.lead, ward.coordinator)
    assert set(what_is_missing(ward.fresh())) - set(before) == {
        "An objection to what was recorded from paper or phone waits for its answer."
    }


def test_only_the_person_objects_once_and_within_thirty_days():
    ward = a_ward()
    recording = from_paper(ward)
    now = clock.now()
    assert not policies.may_object(ward.host, recording, now)
    assert policies.may_object(ward.doctor, recording, recording.at + timedelta(days=30))
    assert not policies.may_object(ward.doctor, recording, recording.at + timedelta(days=30, seconds=1))
    object_to_recording(recording_id=recording.pk, by=ward.doctor, now=now, reason=SAYS)
    with pytest.raises(Refusal):
        object_to_recording(recording_id=recording.pk, by=ward.doctor, now=now, reason=SAYS)


def test_the_person_objects_by_the_mailed_link_without_signing_in():
    ward = a_ward()
    recording = from_paper(ward)
    link = AccessLink.objects.get(purpose=Purpose.OBJECTION)
    actor = ward.supervisor.as_actor(via=Via.LINK, link_id=link.pk)
    object_to_recording(recording_id=recording.pk, by=actor, now=clock.now(), reason=SAYS)
    row = recording.transitions.get()
    assert (row.via, row.note) == (Via.LINK, SAYS)


def test_an_answer_that_it_stands_is_read_by_the_person():
    ward = a_ward()
    recording = objected(ward)
    uphold_recording(recording_id=recording.pk, by=ward.office, now=clock.now(), reason="Your signature is on it.")
    note = Notification.objects.get(kind="recording.upheld")
    assert (note.reader, "Your signature is on it." in note.body) == (ward.supervisor.user, True)
    assert what_is_missing(ward.fresh()) == [
        words for words in what_is_missing(ward.fresh()) if "objection" not in words
    ]


def test_a_withdrawal_is_read_by_the_person_and_the_student():
    ward = a_ward()
    recording = objected(ward)
    withdraw_recording(recording_id=recording.pk, by=ward.office, now=clock.now(), reason="A slip of ours.")
    assert told("recording.withdrawn") == names(ward.supervisor, ward.student)


def test_a_recorder_may_withdraw_a_slip_before_anybody_objects():
    ward = a_ward()
    recording = from_paper(ward, by=ward.host)
    withdrawn = withdraw_recording(recording_id=recording.pk, by=ward.host, now=clock.now(), reason="Wrong sheet.")
    assert withdrawn.state == RecordingState.WITHDRAWN


def test_the_person_does_not_answer_their_own_objection_nor_does_a_stranger():
    ward = a_ward()
    recording = objected(ward)
    doctor_who_coordinates = MembershipFactory(
        coordinator=True, institute=ward.placement.institute, user=ward.supervisor.user
    )
    for membership in (doctor_who_coordinates, ward.lead, MembershipFactory(coordinator=True), ward.student):
        assert not policies.may_uphold(membership.as_actor(), recording)
        assert not policies.may_withdraw(membership.as_actor(), recording)


def test_recordings_are_seen_by_the_offices_their_person_and_the_student():
    ward = a_ward()
    recording = from_paper(ward)
    viewer = MembershipFactory(viewer=True, institute=ward.placement.institute)
    for membership in (ward.coordinator, ward.lead, ward.supervisor, ward.student, viewer):
        assert list(Recording.objects.visible_to(membership.as_actor())) == [recording]
    colleague = MembershipFactory(supervisor=True, partner=ward.placement.partner)
    for membership in (colleague, MembershipFactory(coordinator=True), MembershipFactory(lead=True)):
        assert list(Recording.objects.visible_to(membership.as_actor())) == []


def test_scans_that_no_recording_used_are_removed_after_a_day():
    ward = a_ward()
    used = from_paper(ward).scan
    unused = a_scan(ward)
    assert forget_scans(now=unused.created_at + timedelta(hours=23)) == 0
    assert forget_scans(now=unused.created_at + timedelta(hours=25)) == 1
    assert list(StoredFile.objects.filter(kind="recording")) == [used]
