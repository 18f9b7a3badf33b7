"""How pages say readiness: a letter, a colour and words for each mark, for nobody should need to see colours; and what is still wanted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Words
from institutions.models import EvidenceKind, Requirement
from institutions.rules.words import ways_out
from students.policies.readiness import Column
from students.readiness import CLEAR, Cell, Mark, Readiness


@dataclass(frozen=True, slots=True)
class Sign:
    """What stands for a mark."""

    letter: str
    tone: str
    label: Words


SIGNS = {
    Mark.MET: Sign("Y", "good", gettext_lazy("Met")),
    Mark.WAIVED: Sign("W", "good", gettext_lazy("Waived")),
    Mark.WAITING: Sign("S", "wait", gettext_lazy("Sent, not checked yet")),
    Mark.EXPIRES: Sign("E", "act", gettext_lazy("Ends before the last day")),
    Mark.MISSING: Sign("N", "bad", gettext_lazy("Missing")),
}
NOT_ASKED = Sign("·", "", gettext_lazy("Not asked"))


def sign_of(cell: Cell | None) -> Sign:
    """The sign of a cell; of none, that nothing is asked."""
    return NOT_ASKED if cell is None else SIGNS[cell.mark]


def table_cells() -> dict[Mark | None, SafeString]:
    """Each mark as a table's cell, made once a page: a matrix has thousands."""
    html = '<td class="{}"><abbr title="{}">{}</abbr></td>'
    marks: tuple[Mark | None, ...] = (None, *SIGNS)
    signs = {mark: NOT_ASKED if mark is None else SIGNS[mark] for mark in marks}
    return {mark: format_html(html, sign.tone, sign.label, sign.letter) for mark, sign in signs.items()}


@dataclass(frozen=True, slots=True)
class Line:
    """One column of one stay, for a list: what is asked, how it stands, each way to meet it. Several folded have no `requirement`."""

    title: Words
    sign: Sign
    ways: Sequence[str]
    is_open: bool
    requirement: Requirement | None
    due: date | None = None  # by when it should be there, while it is open


def lines_of(row: Readiness, columns: Iterable[Column], kinds: dict[str, EvidenceKind]) -> list[Line]:
    """What is asked of a stay, in the columns that the reader may see; what is open first."""
    cells = ((column, column.cell(row)) for column in columns)
    lines = [_line(column, cell, kinds, row.stay.first_day) for column, cell in cells if cell is not None]
    return sorted(lines, key=lambda line: not line.is_open)


def _line(column: Column, cell: Cell, kinds: dict[str, EvidenceKind], first_day: date) -> Line:
    is_open = cell.mark not in CLEAR
    if column.is_folded:
        sign = Sign("N", "bad", _("Not clear")) if is_open else Sign("Y", "good", _("Clear"))
        return Line(column.title, sign, (), is_open, None)
    asked = column.requirements[0]
    due = first_day - timedelta(days=asked.due_days) if is_open else None
    return Line(column.title, SIGNS[cell.mark], _ways(cell, kinds), is_open, asked, due)


def _ways(cell: Cell, kinds: dict[str, EvidenceKind]) -> Sequence[str]:
    """What is wanted, one way or the other; of what is met, until when it holds."""
    outcome = cell.outcome
    if outcome is None:
        return ()
    if outcome.lacks or outcome.holds_until is None:
        return ways_out(outcome, kinds)
    return (_("until %(day)s") % {"day": date_format(outcome.holds_until, "j F Y")},)
