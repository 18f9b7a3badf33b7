"""The columns of a sheet: under which headings each may come, and what its cells may say. Knows no noun."""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext as _

from core.clock import YEARS
from core.emails import plain_email
from core.errors import Words
from core.phones import plain_phone

# The two joiners and the two marks that Urdu is spelt with; every other invisible letter could only deceive.
JOINERS = "\u200c\u200d\u200e\u200f"
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # spreadsheets and messengers put them around names
_ENDS = " \t\r\n\u200e\u200f"
INVISIBLE = {"Cc", "Cf"}
WORDED = (
    "%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d %B %y", "%d %b %y", "%B %d, %Y"
)  # fmt: skip
DAY_FIRST = tuple(f"%d{mark}%m{mark}%{year}" for mark in "/-." for year in "Yy")
MONTH_FIRST = tuple(f"%m{mark}%d{mark}%{year}" for mark in "/-." for year in "Yy")
_WHOLE = re.compile(r"-?(?:\d{1,15}|\d{1,3}(?:,\d{2,3}){0,4},\d{3})(?:\.0)?")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?")
CENTURY = 2000  # of years with two digits
YES_NO = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}


_PLAIN_EMAIL = re.compile(
    r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


class Wrong(Exception):
    """A cell that cannot be taken, in words."""

    def __init__(self, words: Words) -> None:
        self.words = str(words)
        super().__init__(self.words)


def said(value: Any) -> str:
    """A value as a cell says it: what is exported, and what is compared."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(value)


def text(cell: str) -> str:
    """Any words."""
    return cell


def email(cell: str) -> str:
    """An address, in small letters. Django's own check is asked only about those that are not plainly one."""
    if _PLAIN_EMAIL.fullmatch(cell):
        return cell.lower()
    try:
        validate_email(cell)
        return plain_email(cell).lower()
    except ValidationError as error:
        raise Wrong(_("“%(cell)s” is no e-mail address.") % {"cell": cell}) from error


def phone(cell: str) -> str:
    """A number as the world dials it."""
    try:
        return plain_phone(cell)
    except ValidationError as error:
        raise Wrong(" ".join(error.messages)) from error


def digits(cell: str) -> str:
    """The cell with its digits, of whatever script, as 0 to 9, and without the marks that set a number between Urdu words."""
    if cell.isascii():
        return cell
    plain = _TURNING.sub("", cell)
    return "".join(str(unicodedata.decimal(ch)) if ch.isdecimal() else ch for ch in plain if ch not in JOINERS)


def find_day(cell: str, *, month_first: bool = False) -> date | None:
    """The day that a cell names, with the day or the month first where it is all numbers; None for what is no day."""
    plain = digits(cell).removesuffix(" 00:00")
    for form in (*WORDED, *(MONTH_FIRST if month_first else DAY_FIRST)):
        try:
            found = datetime.strptime(plain, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if form.endswith("%y") and found.year < CENTURY:
            found = found.replace(year=found.year + 100)
        if found.year in YEARS:
            return found
    return None


def has_month_first(cells: Iterable[str]) -> bool:
    """Whether a column writes its days with the month first: some are days in no other way, and none is one with the day first alone."""
    ways = [(find_day(cell), find_day(cell, month_first=True)) for cell in set(cells)]
    return any(month and not day for day, month in ways) and all(month or not day for day, month in ways)


def day(cell: str, *, month_first: bool = False) -> date:
    """A day: 2027-01-04, 4/1/2027 with the day first unless its column says otherwise, 4 January 2027."""
    found = find_day(cell, month_first=month_first)
    if found is not None:
        return found
    raise Wrong(_("“%(cell)s” is no day. Write it like 2027-01-04 or 4/1/2027, the day first.") % {"cell": cell})


def moment(cell: str) -> datetime:
    """A day and a time of the day: 2027-01-04 14:30. On nobody's clock yet."""
    written, _blank, clock = digits(cell).rpartition(" ")
    found, at = find_day(written), _TIME.fullmatch(clock)
    if found is None or at is None:
        raise Wrong(_("“%(cell)s” is no day with a time. Write it like 2027-01-04 14:30.") % {"cell": cell})
    return datetime.combine(found, time(int(at[1]), int(at[2])))


@dataclass(frozen=True, slots=True)
class Whole:
    """Reads a whole number within bounds."""

    least: int
    most: int

    def __call__(self, cell: str) -> int:
        plain = digits(cell)
        number = int(plain.replace(",", "").removesuffix(".0")) if _WHOLE.fullmatch(plain) else None
        if number is None or not self.least <= number <= self.most:
            raise Wrong(
                _("“%(cell)s” is no whole number from %(least)d to %(most)d.")
                % {"cell": cell, "least": self.least, "most": self.most}
            )
        return number


def whole(least: int, most: int) -> Callable[[str], int]:
    """A whole number within bounds; a workbook holds it as a number."""
    return Whole(least, most)


def finite(text: str) -> float | int:
    """A number that can be reckoned with, whole where it is. Raises ValueError, for the words of Python for none and for endless too."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return int(number) if number.is_integer() else number


def yes_no(cell: str) -> bool:
    """Yes or no."""
    try:
        return YES_NO[cell.casefold()]
    except KeyError as error:
        raise Wrong(_("“%(cell)s” is neither yes nor no.") % {"cell": cell}) from error


def choice(words: Mapping[str, Any]) -> Callable[[str], Any]:
    """One of some words, whatever their capitals. The first word of each value is the one that is named."""
    known = {normal(word): value for word, value in words.items()}
    named = ", ".join(dict.fromkeys(next(w for w in words if words[w] == value) for value in words.values()))

    def read(cell: str) -> Any:
        try:
            return known[normal(cell)]
        except KeyError as error:
            raise Wrong(_("“%(cell)s” is none of %(named)s.") % {"cell": cell, "named": named}) from error

    return read


def choices_of(choices: type[models.TextChoices]) -> Callable[[str], Any]:
    """One of a model's choices, by its English words or its stored value."""
    words = {member.value: member.value for member in choices}
    return choice(words | {member.name: member.value for member in choices})


def many(cell: str) -> tuple[str, ...]:
    """Several things in one cell, between semicolons."""
    return tuple(part for part in (" ".join(part.split()) for part in cell.split(";")) if part)


def said_many(values: Sequence[Any]) -> str:
    """Several things as one cell says them."""
    return "; ".join(said(value) for value in values)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the keyword of the service that takes it, the heading it goes out under, and what its cells may say."""

    name: str
    heading: str
    parse: Callable[[str], Any] = text
    needed: bool = False
    also: tuple[str, ...] = ()
    most: int = 0
    several_lines: bool = False
    help: Words = ""
    empty: Any = ""
    say: Callable[[Any], str] = said

    def read(self, cell: str) -> Any:
        """What the cell says. Raises Wrong."""
        # Whatever is printable holds no invisible letter; most cells need no second look.
        plain = cell if cell.isprintable() else _TURNING.sub("", cell).strip(_ENDS)
        plain = plain if self.several_lines else " ".join(plain.split())
        if not plain:
            if self.needed:
                raise Wrong(_("This is empty."))
            return self.empty
        if not plain.isprintable() and any(
            unicodedata.category(ch) in INVISIBLE and ch not in JOINERS + "\n" for ch in plain
        ):
            raise Wrong(_("This holds a character that cannot be seen. Type it anew."))
        if self.most and len(plain) > self.most:
            raise Wrong(_("This is longer than %(most)d characters.") % {"most": self.most})
        return self.parse(plain)

    def kept(self, cell: str) -> Any:
        """A cell as a file to keep holds it: a day as a day, a whole number as a number."""
        if cell and self.parse is day:
            return date.fromisoformat(cell)
        return int(cell) if cell and isinstance(self.parse, Whole) else cell

    @property
    def headings(self) -> set[str]:
        """Every heading it may come under, as `normal` writes them."""
        return {normal(word) for word in (self.name, self.heading, *self.also)}


def normal(heading: str) -> str:
    """A heading without its capitals, blanks and signs: “Roll No.” as roll_no."""
    return "_".join(re.findall(r"\w+", heading.casefold().replace("_", " ")))


def guess(headings: Sequence[str], columns: Sequence[Column]) -> list[str]:
    """The column that each heading means, "" for those that mean none, or one that an earlier heading means already."""
    found: list[str] = []
    for heading in headings:
        meant = (column.name for column in columns if normal(heading) in column.headings)
        name = next(meant, "")
        found.append("" if name in found else name)
    return found


def length(model: type[models.Model], field: str) -> int:
    """The longest text that a model's field takes."""
    return int(getattr(model._meta.get_field(field), "max_length", 0) or 0)
