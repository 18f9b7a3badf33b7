"""What a programme says of its hours: breaks, days, weeks, days in which a shift is entered. Beyond it goes a reason, or nothing."""

from datetime import time, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, InternalError, transaction

from core.errors import NotAllowed, Refusal
from core.words import day as in_words
from institutions.models import Institute, Programme
from placements.models import Beyond, HoursEntry
from placements.services.hours import correct_hours
from placements.services.hours_signing import reopen_hours
from placements.services.programmes import set_hours_rules
from placements.states import HoursState
from tests.factories.institutions import a_day
from tests.factories.placements import HoursEntryFactory
from tests.placements.test_hours import refused
from tests.placements.ward import a_ward, told
from tests.races import race, refusals

pytestmark = pytest.mark.django_db

TODAY = a_day(0)
MONDAY = TODAY - timedelta(days=TODAY.weekday() + 7)  # of last week
WHY = "The night team was short of one."


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def now(ward):
    return ward.at(TODAY, 12)


def rule(ward, **rules):
    """The programme's rules, changed for this test."""
    Programme.objects.filter(pk=ward.placement.student.programme_id).update(**rules)


# Breaks


def test_breaks_count_where_the_programme_says_so(ward, now):
    rule(ward, breaks_count=True)
    entry = ward.log(MONDAY, now, break_minutes=45)
    assert (entry.minutes, entry.break_minutes, entry.breaks_count) == (480, 45, True)


def test_a_rule_that_changes_later_leaves_what_stands(ward, now):
    before = ward.log(MONDAY, now, break_minutes=45)
    set_hours_rules(
        programme_id=ward.placement.student.programme_id,
        by=ward.office,
        now=now,
        breaks_count=True,
        most_hours_a_day=8,
        most_hours_a_week=40,
        enter_within_days=30,
    )
    after = ward.log(MONDAY + timedelta(days=1), now, break_minutes=45)
    ward.approve(before, after, now=now)
    assert (before.minutes, after.minutes, ward.fresh().approved_minutes) == (435, 480, 915)


def test_rules_are_set_by_the_placement_office_alone(ward, now):
    rules = {"breaks_count": True, "most_hours_a_day": 8, "most_hours_a_week": 40, "enter_within_days": 30}
    for actor in (ward.intern, ward.doctor, ward.host):
        with pytest.raises(NotAllowed):
            set_hours_rules(programme_id=ward.placement.student.programme_id, by=actor, now=now, **rules)


@pytest.mark.parametrize("rules", [{"most_hours_a_day": 25}, {"most_hours_a_week": 7}, {"most_hours_a_day": 0}])
def test_rules_fit_days_and_weeks(ward, rules):
    with pytest.raises(IntegrityError, match="rules_of_hours_fit_days_and_weeks"), transaction.atomic():
        rule(ward, **rules)


# Limits


def test_more_than_a_days_hours_need_a_reason(ward, now):
    ward.log(MONDAY, now)
    refused(
        lambda: ward.log(MONDAY, now, time(18), time(23)),
        match="A day has at most 12 h; this would make it 13 h",
        field="exception_reason",
    )
    entry = ward.log(MONDAY, now, time(18), time(23), exception_reason=WHY)
    assert (entry.exceptions, entry.exception_reason) == ([Beyond.DAY], WHY)
    assert ward.log(MONDAY + timedelta(days=1), now, time(8), time(20)).exceptions == []


def test_a_night_counts_for_each_day_on_which_it_lies_and_whole_for_the_day_on_which_it_began(ward, now):
    ward.log(MONDAY, now, time(22), time(6))
    tuesday = MONDAY + timedelta(days=1)
    long = partial(ward.log, tuesday, now, time(6), time(18))
    refused(long, match="A day has at most 12 h; this would make it 18 h", field="exception_reason")
    assert long(exception_reason=WHY).exceptions == [Beyond.DAY]
    refused(
        lambda: ward.log(MONDAY + timedelta(days=3), now, time(17), time(7)),
        match="this would make it 14 h",
        field="exception_reason",
    )


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_shifts_right_beside_each_other_are_one_stretch(ward, now, order):
    shifts = [(MONDAY, time(12), time(0)), (MONDAY + timedelta(days=1), time(0), time(12))]
    ward.log(shifts[order[0]][0], now, *shifts[order[0]][1:])
    second = partial(ward.log, shifts[order[1]][0], now, *shifts[order[1]][1:])
    refused(second, match="with the shifts right beside it, this would make it 24 h", field="exception_reason")
    assert second(exception_reason=WHY).exceptions == [Beyond.DAY]


def test_a_rest_of_an_hour_ends_a_stretch(ward, now):
    ward.log(MONDAY, now, time(12), time(0))
    assert ward.log(MONDAY + timedelta(days=1), now, time(1), time(13)).exceptions == []


def test_a_night_before_a_full_day_says_which_day_it_makes_too_long(ward, now):
    ward.log(MONDAY + timedelta(days=1), now, time(6), time(18))
    refused(
        lambda: ward.log(MONDAY, now, time(22), time(6)),
        match=f"A day has at most 12 h; this would make it 18 h on {in_words(MONDAY + timedelta(days=1))}",
        field="exception_reason",
    )


def test_night_after_night_keeps_to_the_rules(ward, now):
    nights = [ward.log(MONDAY + timedelta(days=days), now, time(20), time(8)) for days in range(3)]
    assert [night.exceptions for night in nights] == [[], [], []]


def test_more_than_a_weeks_hours_need_a_reason(ward, now):
    rule(ward, most_hours_a_week=24)
    for days in range(3):
        ward.log(MONDAY + timedelta(days=days), now)
    fourth = MONDAY + timedelta(days=3)
    refused(
        lambda: ward.log(fourth, now),
        match="A week has at most 24 h; this would make it 32 h",
        field="exception_reason",
    )
    assert ward.log(fourth, now, exception_reason=WHY).exceptions == [Beyond.WEEK]
    assert ward.log(MONDAY - timedelta(days=1), now).exceptions == []  # the Sunday before belongs to its own week


def test_a_night_belongs_to_the_week_in_which_it_began(ward, now):
    rule(ward, most_hours_a_week=12)
    ward.log(MONDAY - timedelta(days=1), now, time(20), time(8))
    assert ward.log(MONDAY, now, time(12), time(16)).exceptions == []


def test_a_reason_that_is_not_needed_is_not_kept(ward, now):
    entry = ward.log(MONDAY, now, exception_reason=WHY)
    assert (entry.exceptions, entry.exception_reason) == ([], "")


def test_a_correction_is_measured_without_what_it_replaces(ward, now):
    old = HoursEntryFactory(placement=ward.placement, returned=True, started_at=ward.at(MONDAY, 8), minutes=480)
    said = {"day": MONDAY, "starts": time(8), "ends": time(20), "break_minutes": 0, "category": "office", "note": ""}
    assert correct_hours(entry_id=old.pk, by=ward.intern, now=now, **said).exceptions == []


def test_the_database_refuses_what_goes_beyond_without_a_reason(ward):
    HoursEntryFactory(placement=ward.placement, started_at=ward.at(MONDAY, 8))
    beyond = {"placement": ward.placement, "started_at": ward.at(MONDAY, 17), "minutes": 241}
    with pytest.raises(InternalError, match="limits_hold_or_are_explained"), transaction.atomic():
        HoursEntryFactory(**beyond, exceptions=[])
    with pytest.raises(IntegrityError, match="what_goes_beyond_the_rules_says_why"), transaction.atomic():
        HoursEntryFactory(**beyond, exceptions=["day"], exception_reason="")
    HoursEntryFactory(**beyond, exceptions=["day"], exception_reason=WHY)


@pytest.mark.django_db(transaction=True)
def test_shifts_written_at_once_do_not_both_find_room_in_a_day():
    ward = a_ward()

    def raw(hour):
        HoursEntryFactory(placement=ward.placement, started_at=ward.at(MONDAY, hour), minutes=420, exceptions=[])

    results = race([lambda hour=hour: raw(hour) for hour in (0, 8, 16)])
    assert len(refusals(results, InternalError)) == 2
    assert HoursEntry.objects.count() == 1


# Late


def test_late_hours_with_a_reason_are_marked(ward, now):
    entry = ward.log(TODAY - timedelta(days=16), now, exception_reason="I was on leave without a phone.")
    assert entry.exceptions == [Beyond.LATE]


def test_the_window_is_the_programmes_own(ward, now):
    rule(ward, enter_within_days=5)
    refused(lambda: ward.log(TODAY - timedelta(days=6), now), match="within 5 days", field="exception_reason")


@pytest.mark.parametrize("zone", ["Asia/Karachi", "Pacific/Apia", "America/New_York"])
def test_the_window_closes_at_midnight_on_the_institutes_clock(ward, zone):
    Institute.objects.filter(pk=ward.placement.institute_id).update(time_zone=zone)
    ward.placement.institute.time_zone = zone
    edge = TODAY - timedelta(days=15)
    late = ward.at(TODAY, 23, 59)
    assert ward.log(edge, late).exceptions == []
    refused(
        lambda: ward.log(edge, late + timedelta(minutes=1), time(17), time(18)),
        match="within 15 days",
        field="exception_reason",
    )


def test_no_reason_opens_what_lies_outside_the_placement(ward, now):
    before = ward.placement.starts_on - timedelta(days=1)
    refused(lambda: ward.log(before, now, exception_reason=WHY), match="The placement runs from", field="day")


def test_a_reason_with_patient_data_is_refused(ward, now):
    day = TODAY - timedelta(days=16)
    refused(
        lambda: ward.log(day, now, exception_reason="MRN 884213"), match="a record number", field="exception_reason"
    )


# Several activities in a shift


def test_a_shift_of_several_activities_adds_up(ward, now):
    entry = ward.log(MONDAY, now, also={"teaching": 60, "office": 30})
    assert entry.parts == [("Direct care", 390), ("Teaching", 60), ("Records and coding", 30)]


@pytest.mark.parametrize(
    ("also", "field"),
    [({"direct_care": 60}, "also_1"), ({"teaching": 480}, "also_1_minutes")],
    ids=["itself", "all of it"],
)
def test_other_activities_are_other_and_leave_some_of_the_shift(ward, now, also, field):
    refused(lambda: ward.log(MONDAY, now, also=also), match="other activit|another activity", field=field)


@pytest.mark.parametrize("also", [{"teaching": 480}, {"teaching": -5}])
def test_the_database_refuses_activities_that_do_not_fit(ward, also):
    with pytest.raises(InternalError, match="activities_fit_into_their_shift"), transaction.atomic():
        HoursEntryFactory(placement=ward.placement, also=also)


# A signature that is taken back


def test_reopen_hours_gives_a_copy_back_and_keeps_what_was_signed(ward, now):
    old = ward.log(MONDAY, now, also={"teaching": 60})
    ward.approve(old, now=now)
    new = reopen_hours(entry_id=old.pk, by=ward.doctor, now=now, reason="You left at 14:00.")
    old.refresh_from_db()
    assert (old.state, old.minutes, ward.fresh().approved_minutes) == (HoursState.SUPERSEDED, 480, 0)
    assert (new.state, new.supersedes, new.minutes, new.also) == (HoursState.RETURNED, old, 480, {"teaching": 60})
    assert told("hours.returned") == [ward.student.user.name]
    said = {"day": MONDAY, "starts": time(8), "ends": time(14), "break_minutes": 0, "category": "office", "note": ""}
    ward.approve(correct_hours(entry_id=new.pk, by=ward.intern, now=now, **said), now=now)
    assert ward.fresh().approved_minutes == 360


def test_reopen_hours_by_others_or_of_what_is_not_approved_is_refused(ward, now):
    waiting = ward.log(MONDAY, now)
    with pytest.raises(Refusal, match="are not approved"):
        reopen_hours(entry_id=waiting.pk, by=ward.doctor, now=now, reason="Look again.")
    ward.approve(waiting, now=now)
    for actor in (ward.intern, ward.host, ward.office):
        with pytest.raises(NotAllowed):
            reopen_hours(entry_id=waiting.pk, by=actor, now=now, reason="Look again.")


def test_approved_hours_are_superseded_by_nothing_that_counts(ward):
    """The one way out of the trigger is another entry that does not count yet."""
    old = HoursEntryFactory(placement=ward.placement, approved=True)
    HoursEntryFactory(placement=ward.placement, supersedes=old)
    with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
        HoursEntry.objects.filter(pk=old.pk).update(state=HoursState.SUPERSEDED)


@pytest.mark.django_db(transaction=True)
def test_reopening_twice_at_once_gives_one_copy_back():
    ward = a_ward()
    entry = HoursEntryFactory(placement=ward.placement, approved=True)
    now = ward.at(TODAY, 12)
    results = race([lambda: reopen_hours(entry_id=entry.pk, by=ward.doctor, now=now, reason="Look again.")] * 4)
    assert len(refusals(results, Refusal)) == 3
    assert (HoursEntry.objects.count(), ward.fresh().approved_minutes) == (2, 0)
