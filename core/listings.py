"""Lists as tables to keep: each page of a list declares one, under the filters that stand in its address."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from core.actor import Actor
from core.sheets import Sheet
from core.verdict import Verdict

CHUNK = 2000  # rows fetched at once

# A list, where its rows are worked out in Python.
Found = Callable[[HttpRequest], "QuerySet[Any] | list[Any]"]


@dataclass(frozen=True, slots=True)
class Listing:
    """One list: who may take it away, what it holds under the present filters, and how a row reads."""

    noun: str
    may: Callable[[Actor], Verdict]
    found: Found
    columns: tuple[str, ...]
    row: Callable[[Any], Sequence[Any]]
    first: Callable[[HttpRequest], None] | None = None  # what is noted before it leaves

    def rows(self, request: HttpRequest) -> Iterator[Sequence[Any]]:
        """Row by row, never all of a queryset in memory."""
        if self.first is not None:
            self.first(request)
        found = self.found(request)
        return map(self.row, found if isinstance(found, list) else found.iterator(chunk_size=CHUNK))


_LISTINGS: dict[str, Listing] = {}


def declare(listing: Listing) -> Listing:
    """Make a listing known to the address that gives it out."""
    _LISTINGS[listing.noun] = listing
    return listing


def of_sheet(
    sheet: Sheet,
    *,
    may: Callable[[Actor], Verdict],
    found: Found,
    first: Callable[[HttpRequest], None] | None = None,
) -> Listing:
    """The listing of a noun that has a sheet: what goes out comes back in through it."""
    headings = (*(column.heading for column in sheet.columns), *sheet.shown)
    return declare(Listing(sheet.noun, may, found, headings, sheet.line, first))


def listing_of(noun: str) -> Listing | None:
    """The listing of a noun."""
    return _LISTINGS.get(noun)


def nouns() -> Iterable[str]:
    """Every noun that has a listing."""
    return _LISTINGS
