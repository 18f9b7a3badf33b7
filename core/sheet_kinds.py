"""Kinds of sheets: written line by line, or many lines at once; and those whose lines are known by a number."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actor import Actor
from core.columns import Column, whole
from core.errors import Refusal, Words
from core.sheets import Row, Sheet, Tell
from core.tables import Problem

THOUSAND = 1000  # lines written at once
T = TypeVar("T")


def parts(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The lines, so many at once."""
    return (rows[start : start + size] for start in range(0, len(rows), size))


@contextmanager
def noting(refused: list[Problem], row: Row) -> Iterator[None]:
    """A savepoint whose refusal is noted as its line's."""
    try:
        with transaction.atomic():
            yield
    except Refusal as refusal:
        refused.append(Problem(row.line, refusal.field or "", str(refusal)))


class LineSheet(Sheet):
    """A sheet whose lines are written one by one, each through the services of one thing."""

    @abstractmethod
    def add(self, row: Row, *, by: Actor, now: datetime) -> Any:
        """Write a new line through its service. Raises Refusal."""

    @abstractmethod
    def edit(self, row: Row, *, by: Actor, now: datetime) -> Any:
        """Write a changed line through its service. Raises Refusal."""

    def write(self, rows: Sequence[Row], *, by: Actor, now: datetime, tell: Tell) -> list[Problem]:
        """Each in a savepoint, so that every refusal is found."""
        refused: list[Problem] = []
        for count, row in enumerate(rows, 1):
            with noting(refused, row):
                (self.add if row.is_new else self.edit)(row, by=by, now=now)
            tell(count)
        return refused


class ManySheet(Sheet):
    """A sheet whose new lines are written by the thousand; what is here already is corrected line by line."""

    @abstractmethod
    def add_many(self, rows: Sequence[Row], *, by: Actor, now: datetime) -> list[Problem]:
        """Write new lines at once, all or none. Returns what was refused, by line."""

    @abstractmethod
    def edit(self, row: Row, *, by: Actor, now: datetime) -> Any:
        """Write a changed line through its service. Raises Refusal."""

    def write(self, rows: Sequence[Row], *, by: Actor, now: datetime, tell: Tell) -> list[Problem]:
        """The changed, then the new."""
        refused: list[Problem] = []
        changed, new = [row for row in rows if not row.is_new], [row for row in rows if row.is_new]
        for count, row in enumerate(changed, 1):
            with noting(refused, row):
                self.edit(row, by=by, now=now)
            tell(count)
        done = len(changed)
        for part in parts(new, THOUSAND):
            refused += self.add_many(part, by=by, now=now)
            tell(done := done + len(part))
        return refused


class Numbered(Sheet):
    """A sheet of things of which several may say the same: a line that went out names its own by the number in its first column."""

    fixed: ClassVar[tuple[str, ...]] = ()  # columns that a list does not change

    @property
    def number(self) -> str:
        """The column of the number."""
        return self.columns[0].name

    def numbers(self, rows: Sequence[Row]) -> list[int]:
        """The numbers that lines name."""
        return [row.values[self.number] for row in rows if row.values.get(self.number)]

    def key(self, row: Row, names: Sequence[str] = ()) -> tuple[str, ...]:
        number = row.values.get(self.number)
        return ("#", str(number)) if number else super().key(row, names)

    def keys_of(self, thing: Any) -> Iterable[tuple[str, ...]]:
        return (("#", str(thing.pk)), self.key_of(thing))

    def line(self, thing: Any) -> list[Any]:
        return [thing.pk, *super().line(thing)[1:]]

    def settle(self, row: Row, book: Any, actor: Actor) -> Iterator[tuple[str, Words]]:
        for name in self.fixed:
            was, becomes = row.changes.pop(name, ("", ""))
            if was.casefold() != becomes.casefold():
                yield name, _("stays “%(was)s”: a list does not change this.") % {"was": was}

    def known(self, rows: Sequence[Row], actor: Actor) -> Iterator[Problem]:
        """A number of nothing that this person sees."""
        for row in rows:
            if row.is_new and row.values.get(self.number):
                words = _("There is nothing with the number %(cell)s. Leave it empty for a new line.")
                yield Problem(row.line, self.number, words % {"cell": row.values[self.number]})


def number_column(name: str, heading: str) -> Column:
    """The first column of a numbered sheet."""
    words = gettext_lazy("As a list that went out has it. Leave it out of a new list.")
    return Column(name, heading, whole(1, 10**12), empty=None, help=words)
