"""Reading a table that people send: CSV in any common encoding and separator, or the first sheet of an XLSX workbook.

What comes out is headings and lines of text, each line with the number that a spreadsheet shows beside it. Nothing here knows what the
columns mean. Days come out as `2027-01-04`, whatever the workbook made of them; nothing that a cell holds is ever calculated.
"""

import codecs
import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import chain, islice
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from core.errors import Refusal
from core.exports import plain_cell

ACCEPT = ".csv,.txt,.tsv,.xlsx"  # for the browser's file dialogue; never trusted
FILE = 8 * 1024 * 1024  # bytes of one file as it was sent
UNPACKED = 64 * 1024 * 1024  # bytes of a workbook's parts, unpacked
PARTS = 500  # files inside a workbook
ROWS = 10_000  # lines under the headings
COLUMNS = 100
SEPARATORS = "\t|;,"  # the later, the oftener within cells
SAMPLE = 65_536  # letters, of at most so many lines, that say which one it is
SAMPLED = 50
TITLES = 3  # lines above the headings
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WORKBOOK, OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# What no table holds: characters that steer machines.
FOREIGN = re.compile("[\x00-\x08\x0e-\x1b]")
HIGH = re.compile(rb"[\x80-\xff]+")
FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")  # no program writes these into a workbook


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct: where it stands, and what is wrong. Line 0 is the file itself."""

    line: int
    column: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of one line, as many as there are headings, under the number that a spreadsheet shows."""

    number: int
    cells: tuple[str, ...]


@dataclass(slots=True)
class Table:
    """Headings as they were written, the lines under them, and what is wrong with single lines."""

    headings: tuple[str, ...]
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Unreadable(Refusal):
    """A file that is no table, or too large a one: why, and what to do."""

    def __init__(self, reason: str, instead: str = "", *, line: int = 0) -> None:
        self.line = line
        super().__init__(reason, instead=instead, field="file")


def read_upload(file: UploadedFile, *, rows: int = ROWS) -> tuple[bytes, Table]:  # type: ignore[type-arg]
    """The bytes of an uploaded file and the table in them. Raises Unreadable."""
    if file.size is None or file.size > FILE:
        raise Unreadable(
            _("This file is larger than %(size)s.") % {"size": filesizeformat(FILE)},
            _("Save the one sheet as CSV and send that."),
        )
    content = file.read()
    return content, read_table(content, rows=rows)


def read_table(content: bytes, *, rows: int = ROWS) -> Table:
    """Headings and lines of a CSV file or of a workbook's first sheet. Raises Unreadable."""
    if content.startswith(OLD_WORKBOOK):
        raise Unreadable(
            _("This is a workbook of an old kind, or one with a password."),
            _("Save it as an XLSX workbook without a password, or as CSV, and send that."),
        )
    numbered, ragged = (
        (_workbook_lines(content, rows), True) if content.startswith(WORKBOOK) else (_text_lines(content), False)
    )
    table = _under_headings(numbered, rows=rows, ragged=ragged)
    if not table.lines and not table.problems:
        raise Unreadable(_("There is nothing under the headings of this file."), _("Fill in a line and send it again."))
    return table


def _under_headings(numbered: Iterable[tuple[int, Sequence[str]]], *, rows: int, ragged: bool) -> Table:
    """The first line that is not empty nor a title holds the headings; empty lines below it count, and are left out."""
    table = None
    for number, cells in _without_titles(line for line in numbered if any(line[1])):
        if table is None:
            table = Table(_without_tail(cells))
            if len(table.headings) > COLUMNS:
                raise Unreadable(_("This file has more than %(most)d columns.") % {"most": COLUMNS})
            continue
        if len(table.lines) >= rows:
            raise Unreadable(
                _("There are more than %(most)d lines in this file.") % {"most": rows},
                _("Send them in several files."),
            )
        _put(table, number, cells, ragged=ragged)
    if table is None:
        raise Unreadable(_("This file is empty."), _("Fill in the headings and a line and send it again."))
    return table


def _without_titles(lines: Iterator[tuple[int, Sequence[str]]]) -> Iterator[tuple[int, Sequence[str]]]:
    """Without the few lines of one cell that stand above the first line of several."""
    above = []
    for line in lines:
        if sum(map(bool, line[1])) > 1:
            return chain([line], lines)
        above.append(line)
        if len(above) > TITLES:
            break
    return chain(above, lines)


def _put(table: Table, number: int, cells: Sequence[str], *, ragged: bool) -> None:
    """Add one line; a line of another length than the headings is a problem, but for the empty cells at its end."""
    width, kept = len(table.headings), _without_tail(cells)
    if len(kept) > width or (len(cells) < width and not ragged):
        table.problems.append(Problem(number, "", _("This line has more or fewer cells than there are headings.")))
    else:
        table.lines.append(Line(number, kept + ("",) * (width - len(kept))))


def _without_tail(cells: Sequence[str]) -> tuple[str, ...]:
    """Without the empty cells at the end."""
    width = next((place for place in range(len(cells), 0, -1) if cells[place - 1]), 0)
    return tuple(cells[:width])


def _text_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The records of a CSV file, each with the number of its first line: a cell in quotation marks may go on over several."""
    text = _decode(content)
    separator, told = _separator(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for cells in lines:
            if not (told and begins == 1):
                yield begins, [_clean(cell) for cell in cells]
            begins = lines.line_num + 1
    except csv.Error as error:
        raise Unreadable(
            _("The quotation marks in line %(line)d do not match.") % {"line": lines.line_num},
            _("A cell in quotation marks ends with one; one inside it is written twice."),
            line=lines.line_num,
        ) from error


def _decode(content: bytes) -> str:
    """The text: by its mark, else UTF-8, UTF-16 without a mark, and the two alphabets that older spreadsheets write here."""
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return _decoded(content, encoding)
    if b"\0" in content:
        half = "utf-16-le" if content[1::2].count(0) >= content[::2].count(0) else "utf-16-be"
        return _decoded(content, half)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(content, "cp1256" if _looks_arabic(content) else "cp1252")
    return _decoded(content, "utf-8")


def _decoded(content: bytes, encoding: str) -> str:
    refusal = Unreadable(
        _("This is neither a CSV file nor an XLSX workbook."),
        _("In a spreadsheet choose “Save as” and “CSV UTF-8” or “Excel workbook”."),
    )
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise refusal from error
    if FOREIGN.search(text) or text.lstrip().startswith("<"):  # a picture, a programme, a page
        raise refusal
    return text


def _looks_arabic(content: bytes) -> bool:
    """True when most letters beyond ASCII stand beside another one, as in words of Urdu or Arabic; in European names they stand alone."""
    runs = HIGH.findall(content)
    return sum(len(run) for run in runs if len(run) > 1) > sum(len(run) for run in runs if len(run) == 1)


def _separator(text: str) -> tuple[str, bool]:
    """What stands between the cells, and whether a first line `sep=;` says so."""
    head = text.lstrip("\r\n").partition("\n")[0].rstrip("\r")
    if head.lower().startswith("sep=") and len(head) == len("sep=") + 1:
        return head[-1], True
    return max(SEPARATORS, key=lambda mark: _agreement(text, mark)), False


def _agreement(text: str, separator: str) -> tuple[int, int]:
    """How many of the first lines have one number of cells, of several, when cut at `separator`; and that number."""
    lines = csv.reader(io.StringIO(text[:SAMPLE], newline=""), delimiter=separator)
    widths: Counter[int] = Counter()
    with suppress(csv.Error):  # said once the file is read
        widths.update(len(cells) for cells in islice(lines, SAMPLED) if len(cells) > 1)
    return max(((lines, width) for width, lines in widths.items()), default=(0, 0))


def _clean(cell: str) -> str:
    """One spelling of each letter, no blanks at the ends, no line breaks but the plain one, and no quote set against formulas."""
    plain = cell if cell.isascii() else unicodedata.normalize("NFC", cell)
    plain = (plain.replace("\r\n", "\n") if "\r" in plain else plain).strip()
    return plain_cell(plain) if plain[:1] == "'" else plain


def _workbook_lines(content: bytes, rows: int) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet. A workbook's own idea of its size is not believed."""
    from openpyxl import load_workbook  # noqa: PLC0415 - costs 30 MB, which pages without a workbook need not spend

    _check_parts(content)
    broken = Unreadable(_("This workbook is damaged."), _("Open it in a spreadsheet, save it anew and send that."))
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        empty = 0
        for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=COLUMNS + 1), 1):
            yield number, [_said(cell) for cell in cells]
            empty = empty + 1 if not any(cells) else 0
            if empty > rows:  # a row far down that somebody touched by accident, or with intent
                return
    except Exception as error:  # whatever a file that somebody made by hand brings up in the parser
        raise broken from error


def _check_parts(content: bytes) -> None:
    """Refuse a bomb before it is unpacked, other archives, and XML that refers elsewhere."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise Unreadable(
                    _("This is no XLSX workbook."), _("Save it as an XLSX workbook or as CSV and send that.")
                )
            # What the list of contents says is all that is ever unpacked: zipfile reads no further.
            if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
                raise Unreadable(
                    _("This workbook is too large when it is unpacked."), _("Save the one sheet as CSV and send that.")
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _check_xml(archive.read(part))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error) as error:
        raise Unreadable(
            _("This workbook is damaged, or has a password."), _("Save it anew without a password and send that.")
        ) from error


def _check_xml(text: bytes) -> None:
    plain = text.replace(b"\0", b"")
    if any(word in plain for word in FORBIDDEN):
        raise Unreadable(_("This workbook is damaged."), _("Open it in a spreadsheet, save it anew and send that."))


def _said(value: Any) -> str:
    """A workbook's cell as text: whole numbers without a point, days and times as ISO writes them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _clean(str(value))
