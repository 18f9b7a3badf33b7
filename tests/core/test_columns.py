"""What cells say: days and numbers as people write them, names without marks that cannot be seen."""

from datetime import date

import pytest

from core.columns import Column, Wrong, day, has_month_first, whole

NAME = Column("name", "Name", needed=True)
FOURTH = date(2027, 1, 4)


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("زینب\u200f", "زینب"),
        ("\u200eAreeba Khan \u200e", "Areeba Khan"),
        ("\u202bزینب بی بی\u202c", "زینب بی بی"),
        ("\u2068Areeba\u2069 \u202enahK", "Areeba nahK"),
        ("می\u200cخواہ \u200fآپ", "می\u200cخواہ \u200fآپ"),
    ],
)
def test_marks_of_direction_around_a_name_are_no_part_of_it(cell, kept):
    assert NAME.read(cell) == kept


def test_a_cell_of_marks_alone_is_empty_and_another_invisible_letter_is_refused():
    with pytest.raises(Wrong, match="This is empty"):
        NAME.read("\u200f\u202c")
    with pytest.raises(Wrong, match="cannot be seen"):
        NAME.read("Areeba\u200bKhan")


@pytest.mark.parametrize(
    "cell",
    [
        "2027-01-04", "4/1/2027", "04/01/27", "4.1.27", "04-01-27", "4 January 2027", "4 Jan 27", "04-Jan-27", "January 4, 2027",
        "۴/۱/۲۰۲۷", "٠٤/٠١/٢٧", "\u200f4\u200f/1\u200f/2027",
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(cell):
    assert Column("day", "Day", day).read(cell) == FOURTH


def test_two_digits_of_a_year_are_of_this_century_and_no_day_is_refused():
    assert (day("04/01/98"), day("29/2/72")) == (date(2098, 1, 4), date(2072, 2, 29))
    for cell in ("31/2/2027", "4/13/2027", "4/1/1827", "4/1/027", "soon"):
        with pytest.raises(Wrong, match="is no day"):
            day(cell)


@pytest.mark.parametrize(
    ("cells", "month_first"),
    [
        (["4/1/2027", "5/1/2027"], False),
        (["4/1/2027", "1/25/2027"], True),
        (["4/1/2027", "25/1/2027"], False),
        (["1/25/2027", "25/1/2027"], False),
        (["2027-01-25", "1/25/27", "", "soon"], True),
    ],
    ids=["nothing says", "one says month", "one says day", "they disagree", "among others"],
)
def test_a_column_is_written_with_the_month_first_where_its_days_can_be_read_in_no_other_way(cells, month_first):
    assert has_month_first(cells) == month_first


@pytest.mark.parametrize(
    ("cell", "number"), [("25", 25), ("1,000", 1000), ("1,00,000", 100_000), ("12.0", 12), ("۲۵", 25), ("-3", -3)]
)
def test_a_whole_number_is_read_as_people_write_it(cell, number):
    assert whole(-5, 100_000)(cell) == number


@pytest.mark.parametrize("cell", ["2,5", "2.5", "2,50", "1,0000", "101", "two", "9" * 5000], ids=lambda cell: cell[:9])
def test_what_is_no_whole_number_is_refused_and_never_guessed_at(cell):
    with pytest.raises(Wrong, match="is no whole number from 0 to 100"):
        whole(0, 100)(cell)
