"""The supervisor's side of hours, and what the database promises about them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import NotAllowed, Refusal
from core.words import hours
from notifications.models import Notification
from placements.models import HoursEntry, Placement
from placements.services.hours import correct_hours, remove_hours
from placements.services.hours_signing import approve_hours, reopen_hours, return_hours
from placements.states import HoursState
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.placements import HoursEntryFactory, PlacementFactory
from tests.placements.ward import Ward, a_ward
from tests.races import race, refusals

pytestmark = pytest.mark.django_db
TODAY = a_day(0)


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def now(ward):
    return ward.at(TODAY, 12)


def test_approve_hours_signs_many_in_one_act_and_tells_once(ward, now):
    entries = HoursEntryFactory.create_batch(3, placement=ward.placement)
    placement = ward.approve(*entries, now=now)
    assert placement.approved_minutes == 3 * 480
    assert set(HoursEntry.objects.values_list("state", flat=True)) == {HoursState.APPROVED}
    told = Notification.objects.get(reader=ward.student.user)
    assert (told.kind, told.subject) == ("hours.approved", f"{hours(1440)} approved at {ward.placement.partner}")


def test_approve_hours_leaves_the_rest_waiting(ward, now):
    first, second = HoursEntryFactory.create_batch(2, placement=ward.placement)
    ward.approve(first, now=now)
    second.refresh_from_db()
    assert (second.state, ward.fresh().approved_minutes) == (HoursState.SUBMITTED, 480)


@pytest.mark.parametrize("trait", ["draft", "approved", "returned"])
def test_approve_hours_with_one_that_does_not_wait_signs_none(ward, now, trait):
    waiting = HoursEntryFactory(placement=ward.placement)
    other = HoursEntryFactory(placement=ward.placement, **{trait: True})
    before = ward.fresh().approved_minutes
    with pytest.raises(Refusal, match="do not wait any more"):
        ward.approve(waiting, other, now=now)
    waiting.refresh_from_db()
    assert (waiting.state, ward.fresh().approved_minutes) == (HoursState.SUBMITTED, before)


def test_approve_hours_of_another_placement_is_refused(ward, now):
    foreign = HoursEntryFactory()
    with pytest.raises(Refusal, match="do not wait any more"):
        ward.approve(foreign, now=now)


def test_approve_hours_of_nothing_is_refused(ward, now):
    with pytest.raises(Refusal, match="do not wait any more"):
        ward.approve(now=now)


def test_hours_are_signed_by_the_supervisor_of_this_intern_alone(ward, now):
    entry = HoursEntryFactory(placement=ward.placement)
    colleague = MembershipFactory(supervisor=True, partner=ward.placement.partner).as_actor()
    own_hat = MembershipFactory(supervisor=True, partner=ward.placement.partner, user=ward.student.user)
    Placement.objects.filter(pk=PlacementFactory().pk).update(supervisor=own_hat)
    for actor in (colleague, own_hat.as_actor(), ward.intern, ward.host, ward.office):
        with pytest.raises(NotAllowed):
            approve_hours(placement_id=ward.pk, by=actor, now=now, entry_ids=[entry.pk])
        with pytest.raises(NotAllowed):
            return_hours(entry_id=entry.pk, by=actor, now=now, reason="No.")


def test_nobody_signs_their_own_hours_under_another_hat(ward, now):
    entry = HoursEntryFactory(placement=ward.placement)
    both = MembershipFactory(supervisor=True, partner=ward.placement.partner, user=ward.student.user)
    Placement.objects.filter(pk=ward.pk).update(supervisor=both)
    with pytest.raises(NotAllowed):
        approve_hours(placement_id=ward.pk, by=both.as_actor(), now=now, entry_ids=[entry.pk])


def test_return_hours_that_were_approved_is_refused(ward, now):
    entry = HoursEntryFactory(placement=ward.placement, approved=True)
    with pytest.raises(Refusal, match="do not wait for you"):
        return_hours(entry_id=entry.pk, by=ward.doctor, now=now, reason="Too late.")


# What the database promises, whoever asks it.


@pytest.mark.parametrize("change", [{"minutes": 60}, {"state": "returned"}, {"note": "Rewritten."}], ids=str)
def test_approved_hours_never_change(ward, change):
    entry = HoursEntryFactory(placement=ward.placement, approved=True)
    with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
        HoursEntry.objects.filter(pk=entry.pk).update(**change)
    with (
        pytest.raises(InternalError, match="Cannot update or delete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE placements_hoursentry SET category = 'office' WHERE id = %s", [entry.pk])
    with (
        pytest.raises(InternalError, match="Cannot update or delete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM placements_hoursentry WHERE id = %s", [entry.pk])
    assert ward.fresh().approved_minutes == 480


def test_approved_minutes_are_not_written_by_hand(ward):
    with pytest.raises(InternalError, match="follow from approved hours"), transaction.atomic():
        Placement.objects.filter(pk=ward.pk).update(approved_minutes=9999)
    with (
        pytest.raises(InternalError, match="follow from approved hours"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE placements_placement SET approved_minutes = 9999 WHERE id = %s", [ward.pk])
    assert ward.fresh().approved_minutes == 0


def test_approved_minutes_follow_a_raw_approval(ward):
    entry = HoursEntryFactory(placement=ward.placement)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE placements_hoursentry SET state = 'approved' WHERE id = %s", [entry.pk])
    assert ward.fresh().approved_minutes == 480


def test_one_shift_at_a_time(ward):
    entry = HoursEntryFactory(placement=ward.placement)
    with pytest.raises(IntegrityError, match="one_shift_at_a_time"), transaction.atomic():
        HoursEntryFactory(placement=ward.placement, started_at=entry.started_at + timedelta(hours=1), minutes=60)
    HoursEntryFactory(started_at=entry.started_at)
    HoursEntryFactory(placement=ward.placement, started_at=entry.ended_at, minutes=60)


@pytest.mark.parametrize(
    ("change", "promise"),
    [
        ({"ended_at": F("started_at"), "minutes": 0}, "shift_ends_after_start"),
        ({"minutes": 479}, "minutes_are_the_shift_less_its_break"),
        ({"break_minutes": 30}, "minutes_are_the_shift_less_its_break"),
        ({"minutes": 0, "break_minutes": 480}, "shift_has_credited_time"),
        ({"submitted_at": None}, "sent_hours_say_when"),
    ],
)
def test_hours_constraints(ward, change, promise):
    entry = HoursEntryFactory(placement=ward.placement)
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        HoursEntry.objects.filter(pk=entry.pk).update(**change)


# The sum that certificates print (PRODUCT rule 5).

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["log", "draft", "approve", "return", "correct", "remove", "reopen"]), st.integers(1, 14)
    ),
    max_size=12,
)


def act(ward: Ward, name: str, days: int, now) -> None:
    """One act on the shift of that day, if it is possible."""
    day = a_day(-days)
    entry = HoursEntry.objects.filter(placement=ward.placement, started_at=ward.at(day, 8)).order_by("-pk").first()
    said = {
        "break_minutes": days,
        "category": "office",
        "note": "",
        "day": day,
        "starts": ward.at(day, 8).time(),
        "ends": ward.at(day, 15).time(),
    }
    if name in {"log", "draft"}:
        ward.log(day, now, ends=ward.at(day, 10 + days % 6).time(), send=name == "log")
    elif entry and name == "approve":
        ward.approve(entry, now=now)
    elif entry and name == "return":
        return_hours(entry_id=entry.pk, by=ward.doctor, now=now, reason="Look again.")
    elif entry and name == "reopen":
        reopen_hours(entry_id=entry.pk, by=ward.doctor, now=now, reason="Look again.")
    elif entry and name == "correct":
        correct_hours(entry_id=entry.pk, by=ward.intern, now=now, **said)
    elif entry:
        remove_hours(entry_id=entry.pk, by=ward.intern, now=now)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, zone=st.sampled_from(["Asia/Karachi", "Europe/London", "America/St_Johns", "Australia/Lord_Howe"]))
def test_approved_minutes_are_the_sum_after_any_acts_in_any_zone(ward, now, acts, zone):
    with transaction.atomic():
        ward.placement.institute.time_zone = zone
        ward.placement.institute.save()
        for name, days in acts:
            try:
                act(ward, name, days, now)
            except Refusal:
                continue
        approved = HoursEntry.objects.filter(placement=ward.placement, state=HoursState.APPROVED)
        assert ward.fresh().approved_minutes == sum(entry.minutes for entry in approved)
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_two_sign_offs_at_once_both_count():
    ward = a_ward()
    now = ward.at(TODAY, 12)
    entries = HoursEntryFactory.create_batch(8, placement=ward.placement)
    results = race([lambda entry=entry: ward.approve(entry, now=now) for entry in entries])
    assert refusals(results, Refusal) == []
    assert ward.fresh().approved_minutes == 8 * 480


@pytest.mark.django_db(transaction=True)
def test_the_same_sign_off_at_once_counts_once():
    ward = a_ward()
    now = ward.at(TODAY, 12)
    entry = HoursEntryFactory(placement=ward.placement)
    results = race([lambda: ward.approve(entry, now=now)] * 6)
    assert len(refusals(results, Refusal)) == 5
    assert (ward.fresh().approved_minutes, entry.transitions.count()) == (480, 1)


@pytest.mark.django_db(transaction=True)
def test_the_same_shift_entered_at_once_is_entered_once():
    ward = a_ward()
    now = ward.at(TODAY, 12)
    results = race([lambda: ward.log(a_day(-1), now)] * 6)
    assert len(refusals(results, Refusal)) == 5
    assert HoursEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_approving_against_returning_has_one_winner():
    ward = a_ward()
    now = ward.at(TODAY, 12)
    entry = HoursEntryFactory(placement=ward.placement)
    results = race(
        [
            lambda: ward.approve(entry, now=now),
            lambda: return_hours(entry_id=entry.pk, by=ward.doctor, now=now, reason="Look again."),
        ]
    )
    assert len(refusals(results, Refusal)) == 1
    entry.refresh_from_db()
    assert [row.to_state for row in entry.transitions.all()] == [entry.state]
    assert ward.fresh().approved_minutes == (480 if entry.state == HoursState.APPROVED else 0)
