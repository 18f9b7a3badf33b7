"""Tables that leave: what a spreadsheet would calculate is text, and what goes out comes back."""

import io
from contextlib import closing
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.exports import plain_cell, safe_cell, table_response
from core.tables import read_table

FORMULAS = ["=1+1", "+92300", "-1", "@SUM(A1)", "\t=1", "'=1", "''=1", '=HYPERLINK("http://x")']


def content_of(response):
    with closing(response):
        return b"".join(response.streaming_content)


def exported(kind, *rows, columns=("A", "B")):
    return content_of(table_response(rows, columns, name="things", kind=kind))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_that_begins_like_a_formula_is_written_with_a_quote(text):
    assert safe_cell(text) == f"'{text}"
    assert plain_cell(safe_cell(text)) == text


@pytest.mark.parametrize("text", ["", "Areeba", "'tis", "1-2", "a=b", "’=1"])
def test_any_other_cell_is_written_as_it_is(text):
    assert (safe_cell(text), plain_cell(text)) == (text, text)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("'=+-@\t\r"), max_size=40))
def test_what_is_written_is_what_was_there(text):
    assert plain_cell(safe_cell(text)) == text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_that_went_out_comes_back(kind):
    rows = [[text, "Zoë زینب"] for text in FORMULAS if text.strip() == text] + [["two\nlines", 'said "no"']]
    back = read_table(exported(kind, *rows))
    assert [list(line.cells) for line in back.lines] == rows


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_days_numbers_and_absent_values_come_back_as_text(kind):
    moment = datetime(2027, 1, 4, 4, 30, 20, tzinfo=UTC)
    row = [date(2027, 1, 4), moment, time(9, 5), 40, -3, 1.5, True, False, None, "x"]
    (line,) = read_table(exported(kind, row, columns=list("ABCDEFGHIJ"))).lines
    assert line.cells == ("2027-01-04", "2027-01-04 09:30", "09:05", "40", "-3", "1.5", "yes", "no", "", "x")


def test_a_workbook_holds_days_as_days_and_no_formula():
    sheet = load_workbook(io.BytesIO(exported("xlsx", [date(2027, 1, 4), "=1+1"]))).active
    assert [(cell.value, cell.data_type) for cell in sheet[2]] == [(datetime(2027, 1, 4), "d"), ("'=1+1", "s")]  # noqa: DTZ001


def test_characters_that_no_workbook_holds_are_left_out():
    assert exported("xlsx", ["a\x00b\x1fc", "x" * 40_000])


def test_the_answer_is_a_file_to_keep_and_no_cache_keeps_it():
    response = table_response([], ["A"], name="students", kind="csv")
    assert (response["Content-Disposition"], response["Content-Type"], response["Cache-Control"]) == (
        'attachment; filename="students.csv"',
        "text/csv; charset=utf-8",
        "private, no-store",
    )
    assert content_of(response).decode("utf-8") == "\ufeffA\r\n"


def test_a_fault_in_the_middle_leaves_no_half_file():
    def rows():
        yield ["1"]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        table_response(rows(), ["A"], name="x", kind="csv")
