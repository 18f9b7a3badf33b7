"""A day, from, to: two moments and the minutes between them, whatever the clocks did."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.errors import Refusal
from placements.services.hours_shifts import shift_of

KARACHI = ZoneInfo("Asia/Karachi")
BERLIN = ZoneInfo("Europe/Berlin")
DAY = date(2026, 11, 23)


def said(starts, ends, *, day=DAY, break_minutes=0, zone=KARACHI):
    return shift_of(day=day, starts=starts, ends=ends, break_minutes=break_minutes, zone=zone)


def test_a_day_shift_is_the_time_between_less_the_break():
    shift = said(time(8), time(16, 30), break_minutes=45)
    assert (shift.minutes, shift.break_minutes) == (465, 45)
    assert (shift.started_at, shift.ended_at) == (
        datetime(2026, 11, 23, 3, tzinfo=UTC),
        datetime(2026, 11, 23, 11, 30, tzinfo=UTC),
    )


def test_an_end_before_the_start_is_the_next_morning():
    assert said(time(20), time(8)).minutes == 720
    assert said(time(20), time(8)).ended_at == datetime(2026, 11, 24, 3, tzinfo=UTC)


def test_an_end_at_midnight_is_the_next_day():
    assert said(time(14), time(0)).minutes == 600


def test_seconds_do_not_count():
    assert said(time(8, 0, 59), time(9, 0, 1)).minutes == 60


@pytest.mark.parametrize(
    ("day", "minutes"),
    [(date(2027, 3, 27), 540), (date(2027, 10, 30), 660), (date(2027, 3, 26), 600)],
    ids=["the clocks go forward", "the clocks go back", "an ordinary night"],
)
def test_a_night_is_as_long_as_it_was(day, minutes):
    assert said(time(20), time(6), day=day, zone=BERLIN).minutes == minutes


def test_a_shift_on_a_leap_day_reaches_into_march():
    assert said(time(22), time(6), day=date(2028, 2, 29)).ended_at == datetime(2028, 3, 1, 1, tzinfo=UTC)


def test_a_time_that_the_clocks_left_out_is_refused():
    with pytest.raises(Refusal, match="clocks went forward") as refused:
        said(time(2, 30), time(10), day=date(2027, 3, 28), zone=BERLIN)
    assert refused.value.field == "starts"


def test_of_an_hour_struck_twice_the_first_is_meant():
    assert said(time(2, 30), time(4), day=date(2027, 10, 31), zone=BERLIN).minutes == 150


@pytest.mark.parametrize(("ends", "allowed"), [(time(0), True), (time(0, 1), False)])
def test_sixteen_hours_are_the_longest(ends, allowed):
    if allowed:
        assert said(time(8), ends).minutes == 960
    else:
        with pytest.raises(Refusal, match="at most 16 h long; this one is 16 h 1 min") as refused:
            said(time(8), ends)
        assert refused.value.field == "ends"


def test_the_same_time_twice_is_a_whole_day_and_too_long():
    with pytest.raises(Refusal, match="this one is 24 h"):
        said(time(8), time(8))


@pytest.mark.parametrize("break_minutes", [60, 90])
def test_a_break_as_long_as_the_shift_is_refused(break_minutes):
    with pytest.raises(Refusal, match="as long as the shift") as refused:
        said(time(8), time(9), break_minutes=break_minutes)
    assert refused.value.field == "break_minutes"


# Whatever the zone and whatever its clocks did. Some with summer time on either half of the earth, by half an hour, across the date line.

ZONES = (
    "Asia/Karachi",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
)
MINUTES = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    day=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    starts=MINUTES,
    ends=MINUTES,
    break_minutes=st.integers(0, 120),
    breaks_count=st.booleans(),
)
def test_minutes_are_those_that_went_by_and_the_clock_reads_as_it_was_said(
    zone, day, starts, ends, break_minutes, breaks_count
):
    try:
        shift = shift_of(
            day=day, starts=starts, ends=ends, break_minutes=break_minutes, zone=zone, breaks_count=breaks_count
        )
    except Refusal:
        return
    went_by = (shift.ended_at - shift.started_at) // timedelta(minutes=1)
    assert shift.minutes == went_by - (0 if breaks_count else break_minutes) > 0
    begun, ended = shift.started_at.astimezone(zone), shift.ended_at.astimezone(zone)
    assert (begun.date(), begun.time(), ended.time()) == (day, starts, ends)
    assert ended.date() == (day if ends > starts else day + timedelta(days=1))


@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    day=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    cut=MINUTES,
)
def test_a_shift_in_two_pieces_is_as_long_as_in_one(zone, day, cut):
    assume(time(6) < cut < time(20))
    pieces = [
        shift_of(day=day, starts=starts, ends=ends, break_minutes=0, zone=zone).minutes
        for starts, ends in ((time(6), cut), (cut, time(20)))
    ]
    assert sum(pieces) == shift_of(day=day, starts=time(6), ends=time(20), break_minutes=0, zone=zone).minutes == 840
