"""Reading a list of students: what stands in the file, line by line, and what is wrong with it. Writes nothing."""

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.models import User
from core.actor import Actor
from institutions.models import Intake
from students.models import Student

HEADINGS = ("roll_no", "name", "email", "programme", "intake", "father_name", "relation", "city")
NEEDED = {"roll_no", "name", "email", "programme", "intake"}
ROWS = 2000
SAMPLE = (
    (
        "MIT-2027-001",
        "Areeba Khan",
        "areeba.khan@students.example",
        "MIT",
        "Spring 2027",
        "Nadeem Khan",
        "daughter",
        "Karachi",
    ),
    (
        "MIT-2027-002",
        "Hamza Yousaf",
        "hamza.yousaf@students.example",
        "MIT",
        "Spring 2027",
        "Yousaf Ali",
        "son",
        "Hyderabad",
    ),
)
RELATIONS = {
    "son": "son",
    "s/o": "son",
    "daughter": "daughter",
    "d/o": "daughter",
    "wife": "wife",
    "w/o": "wife",
    "": "",
}
# Two invisible letters that Urdu is spelt with; every other one could only deceive.
JOINERS = "\u200c\u200d"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct: where it stands, and what is wrong. Line 0 is the file itself."""

    line: int
    column: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One student to be added."""

    line: int
    roll_no: str
    name: str
    email: str
    intake: Intake
    father_name: str
    relation: str
    city: str

    @property
    def lineage(self) -> str:
        """“daughter of Nadeem Khan”, as certificates say it."""
        words = dict(Student._meta.get_field("relation").flatchoices).get(self.relation, "")
        return f"{words} {self.father_name}".strip() if self.father_name else ""


@dataclass(slots=True)
class Reading:
    """All of a file: the rows that are fit, the problems of the others."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, line: int, column: str, words: str) -> None:
        self.problems.append(Problem(line, column, words))

    def by_intake(self) -> list[tuple[Intake, int]]:
        """How many come into each intake."""
        counts = Counter(row.intake.pk for row in self.rows)
        intakes = {row.intake.pk: row.intake for row in self.rows}
        return [(intakes[pk], count) for pk, count in counts.items()]


def read_students(content: bytes, *, by: Actor) -> Reading:
    """Read and check a file for the actor's institute. Four queries, whatever its length."""
    reading = Reading()
    table = _table(content, reading)
    if reading.problems:
        return reading
    intakes = _intakes(by)
    for line, cells in table:
        if cells is None:
            reading.wrong(line, "", _("This line has more or fewer cells than there are headings."))
        else:
            _read_row(line, cells, intakes, reading)
    _find_repeats(reading)
    _find_known(reading, by)
    reading.problems.sort(
        key=lambda problem: (problem.line, HEADINGS.index(problem.column) if problem.column in HEADINGS else -1)
    )
    return reading


def _table(content: bytes, reading: Reading) -> list[tuple[int, dict[str, str] | None]]:
    """The lines under their headings, as (number of the line, cells or None). Faults of the file as a whole become problems."""
    text = _decode(content)
    if text is None:
        reading.wrong(0, "", _("This is not a CSV file. In a spreadsheet choose “Save as” and “CSV UTF-8”."))
        return []
    head = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;", key=head.count), strict=True)
    table: list[tuple[int, dict[str, str] | None]] = []
    try:
        names = _headings(next(lines, []), reading)
        begins = lines.line_num + 1  # a cell in quotation marks may go on over several lines
        for cells in lines if not reading.problems else ():
            if any(cell.strip() for cell in cells):
                table.append((begins, _cells(names, cells)))
            begins = lines.line_num + 1
    except csv.Error:
        reading.wrong(lines.line_num, "", _("The quotation marks in this line do not match."))
        return []
    if not table and not reading.problems:
        reading.wrong(0, "", _("There is no student in this file."))
    if len(table) > ROWS:
        reading.wrong(
            0,
            "",
            _("There are %(count)d students in this file. Send at most %(most)d at a time.")
            % {"count": len(table), "most": ROWS},
        )
    return table


def _decode(content: bytes) -> str | None:
    """The text of the file, in the two encodings that spreadsheets write; None for a workbook or a picture."""
    if b"\0" in content:
        return None
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _headings(cells: Sequence[str], reading: Reading) -> list[str]:
    """The headings as we call them, whatever their order and capitals."""
    names = ["_".join(cell.strip().lower().split()) for cell in cells]
    for name in HEADINGS:
        if names.count(name) > 1:
            reading.wrong(1, name, _("This heading stands twice."))
        elif name in NEEDED and name not in names:
            reading.wrong(1, name, _("This heading is missing."))
    for name in names:
        if name not in HEADINGS:
            reading.wrong(1, name, _("This heading is not known."))
    return names


def _cells(names: Sequence[str], cells: Sequence[str]) -> dict[str, str] | None:
    """One line by heading; None when it has more or fewer cells. Whatever a cell begins with, it is text: nothing is calculated."""
    if len(cells) != len(names):
        return None
    plain = (" ".join(unicodedata.normalize("NFC", cell).split()) for cell in cells)
    return dict.fromkeys(HEADINGS, "") | dict(zip(names, plain, strict=True))


def _intakes(by: Actor) -> dict[tuple[str, str], Intake]:
    """The actor's intakes by programme and name, the programme by its code and by its name."""
    found: dict[tuple[str, str], Intake] = {}
    for intake in Intake.objects.visible_to(by).select_related("programme"):
        for programme in (intake.programme.code, intake.programme.name):
            found[programme.casefold(), intake.name.casefold()] = intake
    return found


def _read_row(line: int, cells: Mapping[str, str], intakes: Mapping[tuple[str, str], Intake], reading: Reading) -> None:
    problems = list(_faults(cells, intakes))
    for column, words in problems:
        reading.wrong(line, column, words)
    if not problems:
        kept = {name: cells[name] for name in ("roll_no", "name", "father_name", "city")}
        intake = intakes[cells["programme"].casefold(), cells["intake"].casefold()]
        relation = RELATIONS[cells["relation"].lower()]
        reading.rows.append(Row(line=line, email=cells["email"].lower(), intake=intake, relation=relation, **kept))


def _faults(cells: Mapping[str, str], intakes: Mapping[tuple[str, str], Intake]) -> Iterator[tuple[str, str]]:
    """What is wrong within one line, as (column, words)."""
    for column, cell in cells.items():
        if column in NEEDED and not cell:
            yield column, _("This is empty.")
        elif any(unicodedata.category(ch) in {"Cc", "Cf"} and ch not in JOINERS for ch in cell):
            yield column, _("This holds a character that cannot be seen. Type it anew.")
        elif len(cell) > _LENGTHS.get(column, len(cell)):
            yield column, _("This is longer than %(most)d characters.") % {"most": _LENGTHS[column]}
    if cells["email"] and not _is_email(cells["email"]):
        yield "email", _("“%(cell)s” is no e-mail address.") % {"cell": cells["email"]}
    if cells["relation"].lower() not in RELATIONS:
        yield "relation", _("“%(cell)s” is none of son, daughter, wife.") % {"cell": cells["relation"]}
    programme, intake = cells["programme"], cells["intake"]
    if not programme or not intake or (programme.casefold(), intake.casefold()) in intakes:
        return
    if programme.casefold() in {known for known, _intake in intakes}:
        yield "intake", _("%(programme)s has no intake “%(cell)s”.") % {"programme": programme, "cell": intake}
    else:
        yield "programme", _("You have no programme “%(cell)s” with an intake.") % {"cell": programme}


def _find_repeats(reading: Reading) -> None:
    """Say of the second line with one roll number or address where the first stands."""
    for column in ("roll_no", "email"):
        first: dict[str, int] = {}
        for row in reading.rows:
            line = first.setdefault(getattr(row, column).casefold(), row.line)
            if line != row.line:
                reading.wrong(row.line, column, _("This stands in line %(line)d already.") % {"line": line})


def _find_known(reading: Reading, by: Actor) -> None:
    """Say who is a student of the institute already."""
    here = Student.objects.filter(institute_id=by.institute_id)
    known = {roll_no.casefold() for roll_no in here.values_list("roll_no", flat=True)}
    emails = set(here.filter(user__email__in=[row.email for row in reading.rows]).values_list("user__email", flat=True))
    for row in reading.rows:
        if row.roll_no.casefold() in known:
            reading.wrong(
                row.line, "roll_no", _("Another student has the roll number %(cell)s.") % {"cell": row.roll_no}
            )
        if row.email in emails:
            reading.wrong(row.line, "email", _("%(cell)s is a student here already.") % {"cell": row.email})


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _length(model: Any, name: str) -> int:
    return int(model._meta.get_field(name).max_length)


_LENGTHS = {name: _length(Student, name) for name in ("roll_no", "father_name", "city")} | {
    name: _length(User, name) for name in ("name", "email")
}
