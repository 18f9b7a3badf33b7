"""A student's hours: entered, changed, sent, corrected."""

from datetime import time, timedelta

import pytest

from core.errors import NotAllowed, Refusal
from institutions.models import Institute
from notifications.models import Notification
from placements.models import HoursEntry
from placements.services.hours import change_hours, correct_hours, log_hours, remove_hours, send_hours
from placements.services.hours_signing import return_hours
from placements.states import HoursState
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.placements import HoursEntryFactory
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db

SAID = {
    "day": a_day(-1),
    "starts": time(8),
    "ends": time(16),
    "break_minutes": 30,
    "category": "procedure",
    "note": "Chest films.",
}
TODAY = a_day(0)
WINDOW = timedelta(days=15)  # a programme’s, unless it says otherwise
YESTERDAY = a_day(-1)


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def now(ward):
    return ward.at(TODAY, 12)


def refused(call, *, match, field=None):
    """The call is refused in these words, beside this field, and writes nothing."""
    before = list(HoursEntry.objects.order_by("pk").values())
    with pytest.raises(Refusal, match=match) as error:
        call()
    assert error.value.field == field
    assert list(HoursEntry.objects.order_by("pk").values()) == before


def test_log_hours_sends_a_shift_in_one_step(ward, now):
    entry = log_hours(placement_id=ward.pk, by=ward.intern, now=now, send=True, **SAID)
    assert (entry.state, entry.minutes, entry.category, entry.note) == (
        HoursState.SUBMITTED,
        450,
        "procedure",
        "Chest films.",
    )
    assert (entry.started_at, entry.ended_at, entry.submitted_at) == (
        ward.at(YESTERDAY, 8),
        ward.at(YESTERDAY, 16),
        now,
    )
    assert [(row.move, row.by_id) for row in entry.transitions.all()] == [("submit", ward.student.user_id)]


def test_log_hours_keeps_a_draft(ward, now):
    entry = log_hours(placement_id=ward.pk, by=ward.intern, now=now, **SAID)
    assert (entry.state, entry.submitted_at, entry.transitions.count()) == (HoursState.DRAFT, None, 0)


def test_log_hours_on_the_institutes_clock(ward, now):
    Institute.objects.filter(pk=ward.placement.institute_id).update(time_zone="Europe/Berlin")
    entry = ward.log(YESTERDAY, now)
    assert (entry.local_start.time(), entry.local_end.time()) == (time(8), time(16))
    assert str(entry.local_start.tzinfo) == "Europe/Berlin"


def test_log_hours_that_have_not_ended_is_refused(ward, now):
    refused(lambda: ward.log(TODAY, now, ends=time(12, 1)), match="has not ended yet", field="ends")
    assert ward.log(TODAY, now, ends=time(12)).minutes == 240


def test_log_hours_before_the_arrival_is_refused(now):
    ward = a_ward(first=-10, arrived_on=a_day(-8))
    refused(lambda: ward.log(a_day(-9), now), match="The placement runs from", field="day")
    assert ward.log(a_day(-8), now).state == HoursState.SUBMITTED


def test_log_hours_after_the_last_day_is_refused(now):
    ward = a_ward(last=-2)
    refused(lambda: ward.log(a_day(-1), now), match="The placement runs from", field="day")
    assert ward.log(a_day(-2), now, starts=time(20), ends=time(4)).minutes == 480


def test_log_hours_too_late_is_refused(ward, now):
    edge = TODAY - WINDOW
    refused(lambda: ward.log(edge - timedelta(days=1), now), match="within 15 days", field="exception_reason")
    assert ward.log(edge, now).state == HoursState.SUBMITTED


@pytest.mark.parametrize("times", [(time(15), time(18)), (time(6), time(9)), (time(9), time(10)), (time(7), time(17))])
def test_log_hours_that_meet_another_shift_is_refused(ward, now, times):
    ward.log(YESTERDAY, now)
    refused(lambda: ward.log(YESTERDAY, now, *times), match="It meets the shift of .*, 08:00 to 16:00", field="starts")


def test_log_hours_beside_another_shift_is_fine(ward, now):
    ward.log(YESTERDAY, now)
    assert ward.log(YESTERDAY, now, time(16), time(20)).minutes == 240


def test_log_hours_over_a_night_meets_the_morning(ward, now):
    ward.log(YESTERDAY, now, time(20), time(8))
    refused(lambda: ward.log(TODAY, now, time(7), time(9)), match="20:00 to 08:00", field="starts")


def test_log_hours_in_the_place_of_a_returned_shift_is_fine(ward, now):
    HoursEntryFactory(placement=ward.placement, returned=True)
    assert ward.log(YESTERDAY, now).state == HoursState.SUBMITTED


def test_log_hours_with_patient_data_is_refused(ward, now):
    refused(
        lambda: ward.log(YESTERDAY, now, note="Patient 42101-1234567-1"), match="an identity card number", field="note"
    )
    assert ward.log(YESTERDAY, now, note="Patient 42101-1234567-1", send=False).state == HoursState.DRAFT


def test_log_hours_by_others_is_not_allowed(ward, now):
    for actor in (ward.doctor, ward.host, ward.office, MembershipFactory(student=True).as_actor()):
        with pytest.raises(NotAllowed):
            log_hours(placement_id=ward.pk, by=actor, now=now, **SAID)
    assert not HoursEntry.objects.exists()


@pytest.mark.parametrize(("trait", "words"), [("confirmed", "has not begun"), ("completed", "is over")])
def test_log_hours_off_placement_is_refused(now, trait, words):
    ward = a_ward(**{trait: True})
    refused(lambda: ward.log(YESTERDAY, now), match=words)


def test_change_hours_of_a_draft(ward, now):
    draft = ward.log(YESTERDAY, now, send=False)
    changed = change_hours(entry_id=draft.pk, by=ward.intern, now=now, send=True, **{**SAID, "ends": time(14)})
    assert (changed.pk, changed.state, changed.minutes) == (draft.pk, HoursState.SUBMITTED, 330)


def test_change_hours_that_were_sent_is_refused(ward, now):
    sent = ward.log(YESTERDAY, now)
    refused(lambda: change_hours(entry_id=sent.pk, by=ward.intern, now=now, **SAID), match="were sent already")
    refused(lambda: remove_hours(entry_id=sent.pk, by=ward.intern, now=now), match="were sent already")


def test_remove_hours_of_a_draft(ward, now):
    draft = ward.log(YESTERDAY, now, send=False)
    with pytest.raises(NotAllowed):
        remove_hours(entry_id=draft.pk, by=ward.doctor, now=now)
    remove_hours(entry_id=draft.pk, by=ward.intern, now=now)
    assert not HoursEntry.objects.exists()


def test_send_hours_sends_every_draft(ward, now):
    drafts = [ward.log(a_day(-days), now, send=False) for days in (1, 2)]
    send_hours(placement_id=ward.pk, by=ward.intern, now=now)
    assert set(HoursEntry.objects.values_list("pk", "state")) == {(draft.pk, HoursState.SUBMITTED) for draft in drafts}
    refused(lambda: send_hours(placement_id=ward.pk, by=ward.intern, now=now), match="no draft")


def test_send_hours_with_one_bad_note_sends_none(ward, now):
    ward.log(a_day(-1), now, send=False)
    ward.log(a_day(-2), now, send=False, note="MRN 884213")
    refused(lambda: send_hours(placement_id=ward.pk, by=ward.intern, now=now), match="a record number", field="note")


def test_return_hours_tells_the_student_why(ward, now):
    entry = ward.log(YESTERDAY, now)
    returned = return_hours(entry_id=entry.pk, by=ward.doctor, now=now, reason="You left at 14:00.")
    assert (returned.state, returned.reason) == (HoursState.RETURNED, "You left at 14:00.")
    assert "You left at 14:00." in Notification.objects.get(reader=ward.student.user, kind="hours.returned").body


def test_correct_hours_makes_a_new_entry_and_keeps_the_old(ward, now):
    old = HoursEntryFactory(placement=ward.placement, returned=True)
    new = correct_hours(entry_id=old.pk, by=ward.intern, now=now, **{**SAID, "ends": time(14)})
    old.refresh_from_db()
    assert (new.supersedes, new.state, new.minutes) == (old, HoursState.SUBMITTED, 330)
    assert (old.state, old.minutes, old.reason) == (HoursState.SUPERSEDED, 480, "You left at 14:00 on that day.")


def test_correct_hours_twice_is_refused(ward, now):
    old = HoursEntryFactory(placement=ward.placement, returned=True)
    correct_hours(entry_id=old.pk, by=ward.intern, now=now, **SAID)
    refused(
        lambda: correct_hours(entry_id=old.pk, by=ward.intern, now=now, **SAID), match="Only hours that were returned"
    )


def test_correct_hours_holds_the_window_open_for_the_same_day_alone(ward, now):
    day = TODAY - WINDOW - timedelta(days=5)
    old = HoursEntryFactory(placement=ward.placement, returned=True, started_at=ward.at(day, 8))
    refused(
        lambda: correct_hours(entry_id=old.pk, by=ward.intern, now=now, **{**SAID, "day": day + timedelta(days=1)}),
        match="within 15 days",
        field="exception_reason",
    )
    assert correct_hours(entry_id=old.pk, by=ward.intern, now=now, **{**SAID, "day": day}).state == HoursState.SUBMITTED
