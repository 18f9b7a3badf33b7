"""Charts: where things lie on them."""

from datetime import date, timedelta

import pytest

from core.charts import Axis, Lane, Level, Runway, bar_chart, growth_chart, runway, ticks

TODAY = date(2026, 11, 20)


def drawn_runway(*lanes: Lane, rtl: bool = False) -> Runway:
    return runway(lanes, today=TODAY, title="Agreements in time", rtl=rtl)


def test_bar_chart_measures_against_the_longest():
    chart = bar_chart([("Applied", 40), ("Placed", 10)], title="Stages", label_head="Stage", value_head="Students")
    assert [(bar.label, bar.text, bar.width) for bar in chart.bars] == [
        ("Applied", "40", "100.0%"),
        ("Placed", "10", "25.0%"),
    ]


def test_bar_chart_measures_against_a_whole_when_given_one():
    chart = bar_chart([("Placed", 10)], title="Stages", label_head="Stage", value_head="Students", of=80)
    assert [bar.width for bar in chart.bars] == ["12.5%"]


def test_bar_chart_of_nothing_but_zeros_has_empty_bars():
    chart = bar_chart([("Placed", 0)], title="Stages", label_head="Stage", value_head="Students")
    assert [bar.width for bar in chart.bars] == ["0.0%"]


def test_bar_chart_without_rows_is_empty():
    assert bar_chart([], title="Stages", label_head="Stage", value_head="Students").bars == ()


def test_runway_draws_a_lane_from_its_first_morning_to_its_last_evening():
    # The axis is November 2026: thirty days.
    chart = drawn_runway(Lane("Ravi", date(2026, 11, 1), date(2026, 11, 15)))
    assert (chart.lanes[0].agreed.x, chart.lanes[0].agreed.width) == ("0.00%", "50.00%")


def test_runway_marks_today():
    assert drawn_runway(Lane("Ravi", date(2026, 11, 1), date(2026, 11, 30))).today_x == "63.33%"


def test_runway_runs_from_the_right_in_a_script_from_the_right():
    chart = drawn_runway(Lane("Ravi", date(2026, 11, 1), date(2026, 11, 15)), rtl=True)
    assert (chart.lanes[0].agreed.x, chart.lanes[0].agreed.width, chart.today_x) == ("50.00%", "50.00%", "36.67%")


def test_runway_draws_bookings_past_the_end_apart():
    lane = drawn_runway(Lane("Ravi", date(2026, 11, 1), date(2026, 11, 15), booked_until=date(2026, 11, 18))).lanes[0]
    assert lane.booked is not None
    assert lane.beyond is not None
    assert (lane.booked.x, lane.booked.width) == ("0.00%", "50.00%")
    assert (lane.beyond.x, lane.beyond.width) == ("50.00%", "10.00%")


def test_runway_shows_no_overrun_when_bookings_end_inside():
    lane = drawn_runway(Lane("Ravi", date(2026, 11, 1), date(2026, 11, 20), booked_until=date(2026, 11, 15))).lanes[0]
    assert lane.booked is not None
    assert (lane.booked.width, lane.beyond) == ("50.00%", None)


def test_runway_without_bookings_draws_the_agreement_alone():
    lane = drawn_runway(Lane("Ravi", date(2026, 11, 1), date(2026, 11, 20))).lanes[0]
    assert (lane.booked, lane.beyond) == (None, None)


def test_runway_axis_reaches_over_a_booking_past_every_end():
    chart = drawn_runway(Lane("Ravi", date(2026, 11, 1), date(2026, 11, 15), booked_until=date(2027, 1, 10)))
    assert [tick.text for tick in chart.ticks] == ["Nov 2026", "Dec", "Jan 2027"]


def test_runway_names_at_most_five_months_and_each_year_once():
    chart = drawn_runway(Lane("Ravi", date(2025, 11, 3), date(2027, 11, 2)))
    assert [tick.text for tick in chart.ticks] == ["Nov 2025", "Apr 2026", "Sep", "Feb 2027", "Jul"]


def test_runway_axis_ends_with_a_december():
    chart = drawn_runway(Lane("Ravi", date(2026, 12, 1), date(2026, 12, 31)))
    assert [(tick.text, tick.x) for tick in chart.ticks] == [("Nov 2026", "0.00%"), ("Dec", "49.18%")]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 10, 27), date(2027, 1, 5), [("Nov 2026", "7.14%"), ("Dec", "50.00%"), ("Jan 2027", "94.29%")]),
        (date(2026, 11, 24), date(2026, 12, 8), [("30 Nov", "42.86%"), ("7 Dec", "92.86%")]),
        (date(2026, 11, 24), date(2026, 11, 26), []),
    ],
)
def test_an_axis_says_its_months_and_a_short_one_its_mondays(first, last, said):
    assert [(tick.text, tick.x) for tick in ticks(Axis(first, last))] == said


@pytest.mark.parametrize("rtl", [False, True])
def test_the_last_words_on_an_axis_stand_before_their_mark_in_either_direction(rtl):
    axis = Axis(date(2026, 10, 27), date(2027, 1, 5), rtl=rtl)
    assert [tick.is_late for tick in ticks(axis)] == [False, False, True]


def test_a_level_holds_until_the_next_is_said_and_to_the_end():
    first = date(2027, 1, 1)
    said = [(first, 1), (first + timedelta(days=5), 3)]
    chart = growth_chart(said, first=first, last=first + timedelta(days=9), names="ABCDE", aim=4)
    assert chart.steps == "0.0,32.0 50.0,32.0 50.0,16.0 100.0,16.0"
    assert (chart.aim, chart.levels[0]) == ("0.0,8.0 100.0,8.0", Level("0.0,32.0 100.0,32.0", "1 A", "80.0%"))


def test_growth_reads_from_the_right_where_the_page_does():
    first = date(2027, 1, 1)
    chart = growth_chart([(first, 5)], first=first, last=first, names="ABCDE", rtl=True)
    assert (chart.steps, chart.aim) == ("100.0,0.0 0.0,0.0", "")
