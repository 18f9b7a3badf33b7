"""Tables that people send: every encoding and separator, and files that nobody should open."""

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from core.tables import Unreadable, read_table, read_upload
from tests.files import upload

EURO = [["Name", "City, street", "Note"], ["Zoë Khan", "Karachi, 4", "two\nlines"], ["Ali", "Thatta", 'said "no"']]
URDU = [["نام", "شہر"], ["زینب بی بی", "کراچی"], ["حمزہ", "ٹھٹہ"]]


def csv_of(rows, separator=",", encoding="utf-8", ends="\r\n"):
    quoted = (
        separator.join('"' + cell.replace('"', '""') + '"' if set(cell) & set('\n",;|\t') else cell for cell in row)
        for row in rows
    )
    return (ends.join(quoted) + ends).encode(encoding)


def xlsx_of(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cells(table):
    return [list(table.headings), *(list(line.cells) for line in table.lines)]


@pytest.mark.parametrize("ends", ["\r\n", "\n"], ids=["windows", "unix"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_csv_file_is_read_in_any_encoding_and_separator(encoding, separator, ends):
    table = read_table(csv_of(EURO, separator, encoding, ends))
    assert (cells(table), [line.number for line in table.lines]) == (EURO, [2, 4])


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_urdu_is_read_in_any_encoding_and_separator(encoding, separator):
    # The older alphabet knows the Arabic form of one letter alone.
    rows = [[cell.replace("ی", "ي") for cell in row] for row in URDU] if encoding == "cp1256" else URDU
    assert cells(read_table(csv_of(rows, separator, encoding))) == rows


def test_a_first_line_may_name_the_separator():
    table = read_table(b"sep=;\r\nA,B;C\r\n1;2\r\n")
    assert (cells(table), table.lines[0].number) == ([["A,B", "C"], ["1", "2"]], 3)


@pytest.mark.parametrize(
    "text",
    [
        "Students of spring 2027, first list\nName;City\nAreeba;Karachi\nAli;Thatta\n",
        "\nStudents\nas of January\n\nName;City\nAreeba;Karachi\nAli;Thatta\n",
        "Name;City\nAreeba;Karachi\nAli;Thatta\n",
    ],
    ids=["one title", "two titles", "none"],
)
def test_lines_of_one_cell_above_the_headings_are_a_title(text):
    assert cells(read_table(text.encode())) == [["Name", "City"], ["Areeba", "Karachi"], ["Ali", "Thatta"]]


def test_a_title_in_a_workbook_is_no_heading_and_one_column_alone_is_no_title():
    table = read_table(xlsx_of(["Students of spring", None], ["Name", "City"], ["Areeba", "Karachi"]))
    assert (cells(table), table.lines[0].number) == ([["Name", "City"], ["Areeba", "Karachi"]], 3)
    assert cells(read_table(b"Roll number\nMIT-1\nMIT-2\n")) == [["Roll number"], ["MIT-1"], ["MIT-2"]]


@pytest.mark.parametrize(
    "rows",
    [
        ["Name (first, last);City", "Areeba Khan;Karachi", "Ali;Thatta"],
        [
            "Name;Street;City",
            "Areeba;Lane 4, Saddar;Karachi",
            "Ali;Lane 5, Clifton;Karachi",
            "Zoe;Lane 6, Lyari;Karachi",
        ],
        ["Name|Note, remark", "Areeba|first; second; third; fourth", "Ali|none"],
    ],
    ids=["a comma in a heading", "a comma in every line", "semicolons in one line"],
)
def test_the_separator_is_the_one_by_which_most_lines_agree(rows):
    mark = "|" if "|" in rows[0] else ";"
    assert cells(read_table("\n".join(rows).encode())) == [row.split(mark) for row in rows]


def test_a_workbook_gives_days_as_days_and_whole_numbers_without_a_point():
    table = read_table(
        xlsx_of(
            ["Day", "When", "Number", "Half", "Yes", "Text"],
            [date(2027, 1, 4), datetime(2027, 1, 4, 9, 30), 3001234567.0, 1.5, True, "  Zoë "],  # noqa: DTZ001 - a workbook knows no zones
            [None] * 6,
            [None, None, 0, None, False, "end"],
        )
    )
    assert cells(table)[1:] == [
        ["2027-01-04", "2027-01-04 09:30", "3001234567", "1.5", "yes", "Zoë"],
        ["", "", "0", "", "no", "end"],
    ]
    assert [line.number for line in table.lines] == [2, 4]


def test_the_first_sheet_alone_is_read_and_a_formula_is_never_calculated():
    book = Workbook()
    book.active.append(["A", "B"])
    book.active.append(["=1+1", "x"])
    book.create_sheet("Second").append(["C"])
    out = io.BytesIO()
    book.save(out)
    assert cells(read_table(out.getvalue())) == [["A", "B"], ["", "x"]]


def test_lines_are_counted_as_a_spreadsheet_shows_them_through_empty_ones_and_long_cells():
    table = read_table(b'\n\nA,B\n1,"a\nb\nc"\n,\n\n2,z\n')
    assert [(line.number, line.cells) for line in table.lines] == [(4, ("1", "a\nb\nc")), (9, ("2", "z"))]


def test_a_line_with_more_or_fewer_cells_is_named_and_the_others_are_read():
    table = read_table(b"A,B,,\n1,2,3\n4\n5,6,,\n")
    assert ([p.line for p in table.problems], cells(table)) == ([2, 3], [["A", "B"], ["5", "6"]])


def test_a_quote_set_against_formulas_is_taken_away_and_another_quote_stays():
    assert cells(read_table(b"A,B,C\n'=1+1,'+92300,'tis\n"))[1] == ["=1+1", "+92300", "'tis"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty"),
        (b"\n\n", "This file is empty"),
        (b"A,B\n", "nothing under the headings"),
        (xlsx_of(["A", "B"]), "nothing under the headings"),
        (b"A,B\x00\x00\x00\x00\n1,2", "neither a CSV file nor"),
        (b"\xff\xfeA", "neither a CSV file nor"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "workbook of an old kind"),
        (b"PK\x03\x04 cut off", "damaged"),
        (xlsx_of(["A"], ["1"])[:-40], "damaged"),
        (b'A,B\n1,"Areeba" Khan\n', "quotation marks in line 2"),
        (b'A,B\n1,"Areeba', "quotation marks in line 2"),
        (b",".join(b"h%d" % n for n in range(101)) + b"\n1", "more than 100 columns"),
        (b"A\n" + b"1\n" * 10_001, "more than 10000 lines"),
        (b"A\n" + b"x" * 200_000, "quotation marks in line 2"),
    ],
    ids=[
        "nothing", "blank", "headings alone", "empty sheet", "zeros", "half a letter", "xls", "cut", "cut workbook",
        "quotes", "open quote", "wide", "long", "a cell without end",
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused_in_words(content, words):
    with pytest.raises(Unreadable, match=words) as refused:
        read_table(content)
    assert refused.value.field == "file"


def a_zip(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def poisoned(find, put):
    """A workbook with one part rewritten."""
    good, out = zipfile.ZipFile(io.BytesIO(xlsx_of(["A"], ["one"]))), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in good.infolist():
            archive.writestr(part.filename, good.read(part).replace(find, put))
    return out.getvalue()


ENTITIES = b'<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet '


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (a_zip(**{"xl__workbook.xml": b"<x/>", "bomb.xml": b"0" * 70_000_000}), "too large when it is unpacked"),
        (a_zip(**{"xl__workbook.xml": b"<x/>"} | {f"n{n}.xml": b"" for n in range(500)}), "too large when it is"),
        (a_zip(**{"word__document.xml": b"<x/>"}), "no XLSX workbook"),
        (poisoned(b"<worksheet ", ENTITIES), "damaged"),
        (poisoned(b"<worksheet ", ENTITIES.decode().encode("utf-16")), "damaged"),
        (poisoned(b"<sheetData>", b"<sheetData><row><c/><oops></row>"), "damaged"),
    ],
    ids=["bomb", "many parts", "a letter", "entities", "entities in utf-16", "broken xml"],
)
def test_a_workbook_that_means_harm_is_refused_in_words(content, words):
    with pytest.raises(Unreadable, match=words):
        read_table(content)


def test_a_row_far_down_is_not_walked_to():
    table = read_table(poisoned(b"</sheetData>", b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'))
    assert [line.number for line in table.lines] == [2]


def test_a_file_larger_than_any_list_is_refused_unread():
    file = upload(b"x", "list.csv")
    file.size = 8 * 1024 * 1024 + 1
    with pytest.raises(Unreadable, match="larger than"):
        read_upload(file)
    assert file.read() == b"x"
