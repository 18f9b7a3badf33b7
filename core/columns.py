"""The columns of a sheet: under which headings each may come, and what its cells may say. Knows no noun."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext as _

from core.errors import Words
from core.phones import plain_phone

# Two invisible letters that Urdu is spelt with; every other one could only deceive.
JOINERS = "\u200c\u200d"
INVISIBLE = {"Cc", "Cf"}
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y")
YEARS = range(1900, 2201)
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
    except ValidationError as error:
        raise Wrong(_("“%(cell)s” is no e-mail address.") % {"cell": cell}) from error
    return cell.lower()


def phone(cell: str) -> str:
    """A number as the world dials it."""
    try:
        return plain_phone(cell)
    except ValidationError as error:
        raise Wrong(" ".join(error.messages)) from error


def day(cell: str) -> date:
    """A day: 2027-01-04, 4/1/2027 with the day first, 4 January 2027."""
    for form in DAYS:
        try:
            found = datetime.strptime(cell.removesuffix(" 00:00"), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if found.year in YEARS:
            return found
    raise Wrong(_("“%(cell)s” is no day. Write it like 2027-01-04 or 4/1/2027, the day first.") % {"cell": cell})


def whole(least: int, most: int) -> Callable[[str], int]:
    """A whole number within bounds."""

    def read(cell: str) -> int:
        plain = cell.replace(",", "").removesuffix(".0")
        if not plain.removeprefix("-").isdecimal() or not least <= int(plain) <= most:
            raise Wrong(
                _("“%(cell)s” is no whole number from %(least)d to %(most)d.")
                % {"cell": cell, "least": least, "most": most}
            )
        return int(plain)

    return read


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
        plain = cell if self.several_lines else " ".join(cell.split())
        if not plain:
            if self.needed:
                raise Wrong(_("This is empty."))
            return self.empty
        # Whatever is printable holds none of them; most cells need no second look.
        if not plain.isprintable() and any(
            unicodedata.category(ch) in INVISIBLE and ch not in JOINERS + "\n" for ch in plain
        ):
            raise Wrong(_("This holds a character that cannot be seen. Type it anew."))
        if self.most and len(plain) > self.most:
            raise Wrong(_("This is longer than %(most)d characters.") % {"most": self.most})
        return self.parse(plain)

    def kept(self, cell: str) -> Any:
        """A cell as a file to keep holds it: a day as a day."""
        return date.fromisoformat(cell) if self.parse is day and cell else cell

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
