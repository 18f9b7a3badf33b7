"""Pages of long lists that begin after a row instead of counting rows: the last page is as quick as the first."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from core.paging import chosen, stretch


@dataclass(frozen=True, slots=True)
class Key:
    """One column of the order, which is never NULL."""

    name: str
    falling: bool = False

    @classmethod
    def of(cls, name: str) -> "Key":
        """`"-rank"` for the highest first."""
        return cls(name.removeprefix("-"), falling=name.startswith("-"))

    def order(self, *, back: bool) -> Any:
        """Its part of the order of the list, or of the list read from its end."""
        return f"-{self.name}" if self.falling is not back else self.name

    def beyond(self, value: Any, *, back: bool, or_level: bool = False) -> Q:
        """Rows that come after those with `value`, or before them; with those themselves, if wished."""
        side = "lt" if self.falling is not back else "gt"
        return Q(**{f"{self.name}__{side}{'e' if or_level else ''}": value})


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a page begins: after a row or before it, known by its keys; `at` rows come before the page's first."""

    values: tuple[Any, ...]
    at: int

    def token(self) -> str:
        """As the address has it."""
        said = [value.isoformat() if isinstance(value, date) else value for value in self.values]
        return urlsafe_b64encode(json.dumps([self.at, *said], separators=(",", ":")).encode()).decode().rstrip("=")


class KeysetPage:
    """At most `size` rows of a queryset in the order of `keys`, the last of which is unique. One query.

    `first` are the primary keys of the first page's rows and one more, where somebody knows them.
    """

    def __init__(
        self,
        queryset: "QuerySet[Any]",
        keys: Sequence[str],
        size: int,
        *,
        after: str = "",
        before: str = "",
        first: Sequence[Any] | None = None,
    ) -> None:
        self.keys = tuple(map(Key.of, keys))
        back = self._cut(queryset, before) if before else None
        cut = back or (self._cut(queryset, after) if after else None)
        rows = queryset.order_by(*(key.order(back=back is not None) for key in self.keys))
        if cut is not None:
            rows = rows.filter(self._beyond(cut.values, back=back is not None))
        found = list(stretch(rows, 0, size + 1) if first is None or cut else chosen(rows, first))
        more = len(found) > size
        self.object_list = found[:size][::-1] if back else found[:size]
        self.start = self._start(cut, back=back is not None, more=more)
        self.has_next = more if back is None else True
        self.has_previous = cut is not None and (more if back is not None else True)

    def _start(self, cut: Cut | None, *, back: bool, more: bool) -> int:
        if cut is None or (back and not more):
            return 1
        return max(1, cut.at - len(self.object_list) + 1 if back else cut.at + 1)

    def __len__(self) -> int:
        return len(self.object_list)

    def __iter__(self) -> Any:
        return iter(self.object_list)

    @property
    def end(self) -> int:
        """The number of the last row."""
        return self.start + len(self.object_list) - 1

    @property
    def next(self) -> str:
        """The token of the next page; empty on the last."""
        return Cut(self._values(self.object_list[-1]), self.end).token() if self.has_next and self.object_list else ""

    @property
    def previous(self) -> str:
        """The token of the page before; empty on the first."""
        if not (self.has_previous and self.object_list):
            return ""
        return Cut(self._values(self.object_list[0]), self.start - 1).token()

    def _values(self, row: Any) -> tuple[Any, ...]:
        return tuple(getattr(row, key.name) for key in self.keys)

    def _beyond(self, values: tuple[Any, ...], *, back: bool) -> Q:
        """(a, b, c) beyond the values: a beyond; or a level and b beyond; and so on. The first bound, said once more, is for the index."""
        rows, level = Q(pk__in=[]), Q()
        for key, value in zip(self.keys, values, strict=True):
            rows |= level & key.beyond(value, back=back)
            level &= Q(**{key.name: value})
        return self.keys[0].beyond(values[0], back=back, or_level=True) & rows

    def _cut(self, queryset: "QuerySet[Any]", token: str) -> Cut | None:
        """What a token says; None for one that says nothing we know, which begins at the beginning."""
        try:
            at, *values = json.loads(urlsafe_b64decode(token + "=" * (-len(token) % 4)))
            pairs = zip(self.keys, values, strict=True)
            return Cut(tuple(_field(queryset, key.name).to_python(value) for key, value in pairs), int(at))
        except (ValueError, TypeError, ValidationError):
            return None


def _field(queryset: "QuerySet[Any]", name: str) -> Any:
    annotation = queryset.query.annotations.get(name)
    if annotation is not None:
        return annotation.output_field
    options = queryset.model._meta
    return options.pk if name == "pk" else options.get_field(name)
