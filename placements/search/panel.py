"""A search as its page shows it: facets with numbers, chips that can be taken off, what to loosen. Plain data, every address made."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.actor import Actor
from core.errors import Words
from core.words import day, listed
from placements.search.address import PAGING
from placements.search.counting import Counted
from placements.search.facets import BY_NAME, FACETS, Facet
from placements.search.form import DISTANCES, SORTS
from placements.search.search import Search, city_choices

OPEN_AT_FIRST = ("track", "setting")


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to tick or choose; `count` is None where it was not counted."""

    value: Any
    label: str
    count: int | None = None
    chosen: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The options of one facet, and whether they are seen at once."""

    name: str
    label: str
    options: list[Option]
    open: bool

    @property
    def boxes(self) -> SafeString:
        """The options as boxes to tick: there are scores of them, and a template would take a third of the page's time over them."""
        return mark_safe("".join(map(self._box, self.options)))  # noqa: S308 - every value is escaped below

    def _box(self, option: Option) -> str:
        at = f'name="{self.name}" value="{escape(str(option.value))}"{" checked" if option.chosen else ""}'
        count = "" if option.count is None else f"<small>{option.count}</small>"
        return f'<label><input class="form-check-input" type="checkbox" {at}><span>{escape(option.label)}</span>{count}</label>'


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that was chosen, and the address without it; when nothing is found, how many there would be."""

    label: str
    url: str
    count: int = 0

    @property
    def says(self) -> str:
        """“Without “Paid” there are 12”."""
        words = ngettext("Without “%(what)s” there is %(n)d", "Without “%(what)s” there are %(n)d", self.count)
        return words % {"what": self.label, "n": self.count}


class Panel:
    """What stands around the list."""

    def __init__(self, search: Search, address: QueryDict, counted: Counted) -> None:
        self.search, self.counted = search, counted
        self.address = address.copy()
        for name in PAGING:
            self.address.pop(name, None)

    @property
    def count(self) -> int:
        """How many things are chosen."""
        return len(self.chips)

    @property
    def groups(self) -> list[Group]:
        """The facets, each with what it can still narrow down to."""
        made = (self._group(facet) for facet in FACETS)
        return [group for group in made if group.options]

    def _group(self, facet: Facet) -> Group:
        chosen = self.search.chosen.get(facet.name, [])
        counts = self.counted.of[facet.name]
        options = [
            Option(
                choice.value,
                choice.label,
                None if counts is None else counts.get(choice.key, 0),
                choice.value in chosen,
            )
            for choice in facet.choices(self.search.terms)
            if counts is None or choice.key in counts or choice.value in chosen
        ]
        return Group(facet.name, str(facet.label), options, bool(chosen) or facet.name in OPEN_AT_FIRST)

    @cached_property
    def cities(self) -> list[Option]:
        """Where there are some, by name."""
        counts = self.counted.of["city"]
        chosen = self.search.chosen.get("city", "")
        if counts is None:
            return [Option(city, city, None, city == chosen) for city in self._all_cities(chosen)]
        named = counts | ({} if not chosen or chosen in counts else {chosen: 0})
        return [Option(city, city, n, city == chosen) for city, n in sorted(named.items())]

    def _all_cities(self, chosen: str) -> list[str]:
        cities = [city for city, _label in city_choices()]
        return cities if not chosen or chosen in cities else sorted([*cities, chosen])

    @property
    def distances(self) -> list[Option]:
        """How far around the city."""
        chosen = self.search.chosen.get("within")
        return [Option(km, _("Within %(km)d km") % {"km": km}, chosen=km == chosen) for km in DISTANCES]

    @property
    def sorts(self) -> list[Option]:
        """The orders that make sense: by distance only from somewhere."""
        return [
            Option(
                value, self._order_in_words(value, label), chosen=value == self.search.sort, url=self.url(sort=value)
            )
            for value, label in SORTS
            if value != "distance" or self.search.place
        ]

    def _order_in_words(self, order: str, label: Words) -> str:
        """By distance, it says from where."""
        if order != "distance":
            return str(label)
        return _("Nearest to %(city)s") % {"city": self.search.from_where}

    @cached_property
    def chips(self) -> list[Chip]:
        """What was chosen, in the words of the page, each with the address without it."""
        return [Chip(label, self._url_without(name, value)) for name, value, label in self._chosen()]

    def _chosen(self) -> Iterator[tuple[str, str, str]]:
        """(name, value where it is one of several, label)."""
        for name, value in self.search.chosen.items():
            if name in BY_NAME:
                labels = {choice.value: choice.label for choice in BY_NAME[name].choices(self.search.terms)}
                yield from ((name, one, labels[one]) for one in value)
            elif name != "within":  # said with the city
                yield name, "", self._label(name)

    def _label(self, name: str) -> str:
        value = self.search.chosen[name]
        if name in BY_NAME:
            labels = (choice.label for choice in BY_NAME[name].choices(self.search.terms) if choice.value in value)
            return str(_(" or ")).join(labels)
        if name == "city":
            km = self.search.chosen.get("within")
            return _("%(city)s, within %(km)d km") % {"city": value, "km": km} if km else value
        says = {
            "begins": lambda: _("From %(day)s") % {"day": day(value)},
            "ends": lambda: _("Until %(day)s") % {"day": day(value)},
            "pay_from": lambda: _("Rs %(sum)s or more") % {"sum": f"{value:,}"},
            "mine": lambda: _("What I may apply for"),
            "closed": lambda: _("Closed ones too"),
            "q": lambda: value,
        }
        return str(says[name]()) if name in says else str(value)

    def _url_without(self, name: str, value: str = "") -> str:
        left = self.address.copy()
        others = [other for other in left.getlist(name) if value and other != value]
        left.pop(name, None)
        if others:
            left.setlist(name, others)
        if name == "city":
            left.pop("within", None)
        return f"?{left.urlencode()}"

    @property
    def hints(self) -> list[Chip]:
        """For a search that finds nothing: what to let go of, the most helpful first."""
        chips = []
        for key, size in self.search.loosened().items():
            if isinstance(key, str):
                chips.append(Chip(self._label(key), self._url_without(key), size))
            else:
                left = self.address.copy()
                left["q"] = " ".join(str(part) for part in self.search.meaning.parts if part is not key)
                chips.append(Chip(str(key), f"?{left.urlencode()}", size))
        return sorted(chips, key=lambda chip: -chip.count)

    def url(self, **changes: str) -> str:
        """The address with some of it changed."""
        changed = self.address.copy()
        for name, value in changes.items():
            changed[name] = value
        return f"?{changed.urlencode()}"

    @property
    def save_query(self) -> str:
        """What follows the address at which the search is kept."""
        return self.url()

    @property
    def asked_sort(self) -> str:
        """The order that was asked for, which the form carries along."""
        return self.search.sort if "sort" in self.address else ""


def named(actor: Actor, address: QueryDict) -> str:
    """A search in the words of its page: “ultrasound, Karachi, within 25 km, Paid”."""
    chips = Panel(Search(actor, address, now=clock.now()), address, Counted()).chips  # which need no figures
    return listed(chip.label for chip in chips) or _("Everything that is open")
