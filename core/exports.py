"""Tables that leave the portal, as CSV and XLSX. What they hold was found through `visible_to`; nothing here finds anything.

A cell that a spreadsheet would take for a formula is written with a quote in front, which reading takes away again (`plain_cell`); only a
telephone number in a workbook needs none.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.http import FileResponse
from django.utils import timezone

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
IN_MEMORY = 1024 * 1024  # bytes; more is kept on the disk until it is sent
LONGEST = 32_767  # characters that a spreadsheet takes in a cell
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_QUOTED = re.compile(r"'+[=+\-@\t\r]")
_DIALLED = re.compile(r"\+\d[\d ]{5,18}")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def table_response(rows: Iterable[Sequence[Any]], columns: Sequence[str], *, name: str, kind: str) -> FileResponse:
    """The rows under the headings `columns` as a file `name`.csv or `name`.xlsx to keep.

    All of it is written before the answer begins, so that a fault is a page and not half a file; `rows` may be a generator over
    a queryset's `iterator()`, and is never held in memory as a whole.
    """
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    try:
        WRITERS[kind](file, rows, columns)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    response = FileResponse(file, as_attachment=True, filename=f"{name}.{kind}", content_type=KINDS[kind])
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def write_csv(file: IO[bytes], rows: Iterable[Sequence[Any]], columns: Sequence[str]) -> None:
    """UTF-8 with the mark by which spreadsheets know it."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    out = csv.writer(text)
    out.writerow(columns)
    out.writerows([_text(value) for value in row] for row in rows)
    text.detach()


def write_xlsx(file: IO[bytes], rows: Iterable[Sequence[Any]], columns: Sequence[str]) -> None:
    """One sheet, row by row; days are days, numbers numbers, everything else text."""
    from openpyxl import Workbook  # noqa: PLC0415 - costs 30 MB, which pages without a workbook need not spend

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Table")
    sheet.freeze_panes = "A2"
    sheet.append(list(columns))
    for row in rows:
        sheet.append([_cell(value) for value in row])
    book.save(file)


WRITERS = {"csv": write_csv, "xlsx": write_xlsx}


def safe_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula: `'=1+1` for `=1+1`. `plain_cell` is the way back."""
    plain = _CONTROLS.sub("", text)[:LONGEST]
    return f"'{plain}" if _FORMULA.match(plain) else plain


def plain_cell(text: str) -> str:
    """What stood in a cell before `safe_cell`."""
    return text[1:] if _QUOTED.match(text) else text


def _text(value: Any) -> Any:
    """A cell of a CSV file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{_local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value if isinstance(value, int | float) else safe_cell(str(value))


def _cell(value: Any) -> Any:
    """A cell of a workbook."""
    if isinstance(value, datetime):
        return _local(value).replace(second=0, microsecond=0)
    if isinstance(value, date | time) or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    # A workbook's text is no formula, and a number as the world dials it could do nothing if it were one.
    return value if isinstance(value, str) and _DIALLED.fullmatch(value) else _text(value)


def _local(moment: datetime) -> datetime:
    """The moment on the reader's clock; a workbook knows no zones."""
    return timezone.make_naive(moment) if timezone.is_aware(moment) else moment
