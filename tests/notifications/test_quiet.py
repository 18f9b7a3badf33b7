"""Quiet hours and the hour of the daily mail, in any zone and over any jump of its clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.quiet import end_of_quiet, latest

KARACHI = ZoneInfo("Asia/Karachi")
ZONES = st.sampled_from(
    [KARACHI, *map(ZoneInfo, ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kabul"))]
)
MOMENTS = st.integers(0, 3 * 365 * 24 * 60).map(lambda n: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=n))
HOURS = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def at(hour, minute=0, day=26):
    return datetime(2026, 11, day, hour, minute, tzinfo=KARACHI)


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        (at(21, 59), at(21, 59)),
        (at(22), at(7, day=27)),
        (at(3), at(7)),
        (at(7), at(7)),
        (at(12), at(12)),
    ],
)
def test_what_comes_up_over_night_leaves_in_the_morning(moment, leaves):
    assert end_of_quiet(moment, time(22), time(7), KARACHI) == leaves


def test_quiet_hours_may_lie_within_a_day():
    assert end_of_quiet(at(13, 30), time(13), time(14), KARACHI) == at(14)
    assert end_of_quiet(at(12, 30), time(13), time(14), KARACHI) == at(12, 30)


@given(moment=MOMENTS, start=HOURS, end=HOURS, zone=ZONES)
def test_nothing_leaves_early_nor_waits_for_more_than_a_day_and_what_leaves_at_the_end_waits_no_more(
    moment, start, end, zone
):
    if start == end:
        return
    leaves = end_of_quiet(moment, start, end, zone)
    assert timedelta() <= leaves - moment <= timedelta(hours=25)
    if leaves != moment:
        assert end_of_quiet(leaves, start, end, zone) - leaves <= timedelta(hours=1)


@given(now=MOMENTS, hour=HOURS, zone=ZONES)
def test_the_latest_hour_lies_behind_by_a_day_at_most(now, hour, zone):
    assert timedelta() <= now - latest(hour, now, zone) <= timedelta(hours=25)
