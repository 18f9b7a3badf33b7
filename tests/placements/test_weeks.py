"""Weeks from Monday to Sunday, and the week that an address names."""

from datetime import date

import pytest

from placements.models import weeks

WEDNESDAY, MONDAY = date(2026, 11, 25), date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "monday"),
    [
        ("2026-12-06", date(2026, 11, 30)),
        ("1900-01-01", date(1900, 1, 1)),
        ("", MONDAY),
        ("tomorrow", MONDAY),
        ("0001-01-01", MONDAY),
        ("9999-12-31", MONDAY),
    ],
)
def test_an_address_names_a_week_of_our_time_or_means_the_usual_one(text, monday):
    assert weeks.parsed(text, WEDNESDAY) == monday


@pytest.mark.parametrize(("today", "monday"), [(WEDNESDAY, MONDAY), (date(2026, 11, 26), date(2026, 11, 30))])
def test_people_prepare_for_this_week_until_wednesday(today, monday):
    assert weeks.coming(today) == monday
