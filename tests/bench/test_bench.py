"""The bench at a tiny size: every line gives a number and what it asked; no time is judged here."""

import re
from datetime import date

import pytest
from django.db import connection, connections

from config.bench import measuring
from config.bench.chart import ALL, FEW, NAMES, WIDTH, growth_chart
from config.bench.databases import inside, own_databases
from config.bench.figures import Figure, Kind, Measured, Yardstick, judge
from config.bench.filling.sizes import ONE_CITY, sizes
from config.bench.filling.world import fill
from config.bench.rows import FIGURES
from config.bench.table import HEADS, NOT_MEASURED, document, plain, span
from config.bench.yardsticks import YARDSTICKS
from core import clock
from placements.models import Application, Placement, Seat, Slot

TINY = sizes(0.0001)


def a_line(**changes):
    told = {"group": "Lists", "name": "A list", "act": lambda _world: None, "budget": 3.0, "queries": 10}
    return Figure(**told | changes)


def judged(figure, *, value=0.01, multiple=2.0, asked=10, growth=None):
    measured = Measured(figure, value, multiple, asked, growth)
    judge(measured)
    return measured.wants


@pytest.mark.parametrize(
    ("changes", "seen", "wants"),
    [
        ({}, {"multiple": 3.0}, []),
        ({}, {"multiple": 3.01}, ["speed"]),
        ({}, {"asked": 11}, ["queries"]),
        ({}, {"growth": 1.11}, ["growth"]),
        ({"budget": None, "queries": None}, {"multiple": 99.0, "asked": 99}, []),
        ({"kind": Kind.SPEED, "budget": 5.0}, {"multiple": 4.9}, ["speed"]),
        ({"kind": Kind.SPEED, "budget": 5.0}, {"multiple": 5.0}, []),
        ({"kind": Kind.AMOUNT, "budget": 8.0}, {"value": 9.0, "multiple": None}, ["amount"]),
    ],
)
def test_a_line_says_which_budget_it_missed(changes, seen, wants):
    assert judged(a_line(**changes), **seen) == wants


def test_numbers_are_said_in_as_many_digits_as_they_mean():
    assert [span(2.5), span(0.0123), span(0.0000456)] == ["2.50 s", "12.3 ms", "0.046 ms"]
    assert [plain(0.02), plain(3.14159), plain(135.4)] == ["0.02", "3.14", "135"]


def test_the_picture_says_where_each_list_stands_with_few_rows_and_with_all():
    grown = Measured(a_line(), 0.1, 4.0, 10, growth=2.0)
    of_another_kind = Measured(a_line(name="A query", over="icontains"), 0.1, 0.02, 1, growth=3.0)
    a_home = Measured(Figure("Homes", "A home", lambda _world: None), 0.1, 9.0, 10)
    drawn = growth_chart([grown, of_another_kind, a_home])
    dots = {
        colour: float(x) for x, colour in re.findall(r'<circle cx="([\d.]+)" cy="\d+" r="5" fill="(#\w+)"/>', drawn)
    }
    assert [dots[FEW] - NAMES, dots[ALL] - NAMES] == [WIDTH / 2, WIDTH]
    assert ">A list<" in drawn
    assert [name for name in ("A home", "A query") if name in drawn] == []


def test_every_line_has_a_name_of_its_own_and_a_yardstick_that_is_there():
    names = [figure.name for figure in FIGURES]
    assert sorted(set(names)) == sorted(names)
    assert {figure.over for figure in FIGURES} <= {stick.name for stick in YARDSTICKS}


@pytest.mark.django_db
def test_what_is_filled_in_bulk_keeps_the_promises_of_the_database():
    fill(TINY, now=clock.now())
    held = Application.objects.holding().count()
    assert held == Seat.objects.count() == Placement.objects.count() > 0
    assert sum(Slot.objects.values_list("held", flat=True)) == held
    assert Slot.objects.filter(city=ONE_CITY, state="published").count() == 3 * TINY.slots // 80
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
        assert cursor.fetchone() == (0,)


@pytest.mark.slow
@pytest.mark.django_db
def test_every_line_of_the_bench_gives_a_number_and_what_it_asked():
    world = fill(TINY, now=clock.now())
    world.kept["memory"] = (300.0, 120.0)  # a whole portal would be started for it
    places = {measuring.FULL: (connections["default"], world)}
    rows, sticks = measuring.measure(FIGURES, YARDSTICKS, places, lambda _words: None, rounds=1)
    assert [row.figure for row in rows] == list(FIGURES)
    assert all(row.value > 0 for row in rows)
    assert {row.figure.name: row.asked for row in rows if row.figure.queries and not row.asked} == {}
    assert [row.figure.name for row in rows if "queries" in row.wants] == []
    text = document(rows, YARDSTICKS, sticks, TINY, rounds=1, day=date(2027, 1, 4))
    assert text.count(f"| {' | '.join(HEADS)} |") == len({figure.group for figure in FIGURES})
    assert all(f"| {figure.name} |" in text for figure in FIGURES)
    assert "| Whole stack, idle | 420.0 MB |  | ≤ 400 MB |  |  | **no** (amount) |" in text
    assert text.endswith(f"\n{NOT_MEASURED}\n")


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_the_bench_has_a_database_of_its_own_and_leaves_none(monkeypatch):
    monkeypatch.setattr("config.bench.databases.call_command", make_a_table)
    was = connection.settings_dict["NAME"]
    with own_databases("one", "two") as databases:
        names = []
        for database in databases.values():
            with inside(database), connection.cursor() as cursor:
                cursor.execute("SELECT current_database(), count(*) FROM made")
                names.append(cursor.fetchone())
        assert names == [("wardbridge_bench_one", 0), ("wardbridge_bench_two", 0)]
        assert connection.settings_dict["NAME"] == was
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_database WHERE datname IN ('wardbridge_bench_one', 'wardbridge_bench_two')"
        )
        assert cursor.fetchone() == (0,)


def make_a_table(*_args, **_options):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE made (id int)")


def test_a_yardstick_that_is_too_quick_is_done_many_times():
    done = []
    quick = Yardstick("quick", done.append, "", rounds=1, times=50)
    places = {measuring.FULL: (connections["default"], "world")}
    figure = Figure("Work", "Nothing", lambda _world: None, over="quick", rounds=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measuring, "_asked", lambda *_args: (0, 0.0))
        measuring.measure([figure], [quick], places, lambda _words: None, rounds=3)
    assert len(done) == 50
