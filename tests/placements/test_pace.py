"""Where the hours lead: sums over days."""

from datetime import date, timedelta

import pytest

from core.charts import pace_chart
from placements.pace import Pace, Worked, pace_of

FIRST = date(2027, 1, 4)  # a Monday
LAST = date(2027, 3, 28)  # twelve weeks, to a Sunday
HOUR = 60


def pace(*, today: date, a_week: int, weeks: int, required: int = 320, ahead: int = 0) -> Pace | None:
    """So many hours on the Monday of each of the first weeks."""
    worked = [Worked(FIRST + timedelta(days=7 * i), a_week * HOUR, approved=a_week * HOUR // 2) for i in range(weeks)]
    return pace_of(required=required * HOUR, first=FIRST, last=LAST, today=today, worked=worked, ahead=ahead * HOUR)


def test_too_few_hours_a_week_are_short_on_the_last_day():
    behind = pace(today=date(2027, 2, 15), a_week=25, weeks=6)
    assert behind.sentence == "At this pace 20 h short on Sunday 28 March 2027."
    assert behind.instead == "29 h a week from now on would fill them; so far it was 25 h a week."
    assert (behind.short, behind.tone) == (20 * HOUR, "act")


def test_agreed_make_up_shifts_count_towards_it():
    assert pace(today=date(2027, 2, 15), a_week=25, weeks=6, ahead=8).sentence.startswith("At this pace 12 h short")
    assert pace(today=date(2027, 2, 15), a_week=25, weeks=6, ahead=20).short == 0


def test_enough_hours_a_week_say_when_they_are_full():
    on_pace = pace(today=date(2027, 2, 15), a_week=32, weeks=6)
    assert on_pace.sentence == "At this pace the 320 h are full by Monday 15 March 2027."
    assert (on_pace.instead, on_pace.tone) == ("", "good")


def test_days_on_which_the_placement_rests_weigh_in_no_pace():
    """Three weeks of 25 h, then a week of rest behind, and another one ahead."""
    behind, ahead = ({FIRST + timedelta(days=7 * week + day) for day in range(7)} for week in (3, 8))
    worked = [Worked(FIRST + timedelta(days=7 * week), 25 * HOUR, approved=0) for week in (0, 1, 2, 4, 5)]
    asked = {"required": 320 * HOUR, "first": FIRST, "last": LAST, "today": date(2027, 2, 15), "worked": worked}
    rested = pace_of(**asked, rests=frozenset(behind | ahead))
    assert (rested.rate, rested.projected) == (25 * HOUR, 10 * 25 * HOUR)
    assert rested.instead == "39 h a week from now on would fill them; so far it was 25 h a week."
    assert pace_of(**asked).instead == "33 h a week from now on would fill them; so far it was 21 h a week."
    assert [week.even // HOUR for week in rested.weeks()][2:5] == [96, 96, 128]


def test_a_week_that_has_begun_says_nothing_of_itself():
    """On a Thursday four of the week's four shifts are in; the weekend is still to come."""
    thursday = pace(today=date(2027, 2, 18), a_week=25, weeks=7)
    assert thursday.rate == 25 * HOUR
    assert thursday.projected == 12 * 25 * HOUR


@pytest.mark.parametrize("today", [FIRST, FIRST + timedelta(days=6)])
def test_the_first_week_is_too_early_to_say(today):
    assert pace(today=today, a_week=25, weeks=1).sentence == "Where this pace leads shows after the first week."


def test_all_hours_entered_say_so():
    assert pace(today=date(2027, 3, 16), a_week=32, weeks=10).sentence == "All 320 h are entered."


def test_without_hours_to_fill_or_before_the_first_day_there_is_no_pace():
    assert pace(today=FIRST, a_week=25, weeks=1, required=0) is None
    assert pace(today=FIRST - timedelta(days=1), a_week=25, weeks=0) is None


def test_the_last_days_ask_for_no_hours_a_week():
    late = pace(today=date(2027, 3, 26), a_week=25, weeks=11)
    assert late.sentence.startswith("At this pace 20 h short")
    assert late.instead == ""


def test_weeks_add_up_and_an_even_pace_ends_at_what_is_required():
    weeks = pace(today=date(2027, 2, 15), a_week=25, weeks=6).weeks()
    assert [(week.number, week.total) for week in weeks[:3]] == [(1, 1500), (2, 3000), (3, 4500)]
    assert (len(weeks), weeks[-1].even, weeks[5].approved) == (12, 320 * HOUR, 750)
    assert [week.is_ahead for week in weeks].index(True) == 7


def test_a_chart_draws_what_was_done_and_where_it_leads():
    chart = pace_chart([(0, 0), (6, 150)], steps=12, wanted=320, leads_to=300)
    assert (chart.even, chart.done, chart.leads) == ("0.0,40.0 100.0,0.0", "0.0,40.0 50.0,21.2", "50.0,21.2 100.0,2.5")
    mirrored = pace_chart([(0, 0), (6, 150)], steps=12, wanted=320, rtl=True)
    assert (mirrored.done, mirrored.leads) == ("100.0,40.0 50.0,21.2", "")
