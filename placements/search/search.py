"""One search: an address in, internships out. The page shows it, a saved search runs it by itself."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cached_property, reduce
from operator import and_
from typing import Any

from django.core.cache import cache
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from core.actor import Actor
from core.paging import MOST, first_and_all
from institutions.models import Site
from placements.fitting import full, goals_of, misfit_of
from placements.models import Slot
from placements.models.searching import FINE, Metres, Point, Searching
from placements.policies.slots import reachable
from placements.search.counting import ALL, Counted, count, count_once
from placements.search.facets import BY_NAME, CITY, FACETS
from placements.search.form import SearchForm
from placements.search.meaning import Meaning, understand
from placements.search.terms import all_terms
from placements.search.words import Part
from placements.slot_page import reader_of
from placements.states import SlotState

Rows = QuerySet[Slot]
MOST_CITIES = 300
CITIES_KEPT_FOR, PLACE_KEPT_FOR = 60, 300  # seconds
NOWHERE = 2**31 - 1  # metres to a slot that is not on the map: it comes last
WORDS = 100  # what the best match by words counts for, in the points of fit
ORDERS = {
    "best": ("-rank", "apply_by", "pk"),
    "fit": ("full", "misfit", "apply_by", "pk"),
    "deadline": ("apply_by", "pk"),
    "distance": ("away", "apply_by", "pk"),
    "newest": ("-published_at", "-pk"),
}


def city_choices() -> list[tuple[str, str]]:
    """Where public slots are. Kept for a minute: the query reads every one of them."""
    cities = cache.get_or_set("internship_cities", _cities, CITIES_KEPT_FOR)
    return [(city, city) for city in cities or ()]


def _as_spelt(city: str) -> str:
    """The city as slots say it, whatever capitals somebody typed."""
    return next((known for known, _label in city_choices() if known.casefold() == city.casefold()), city)


def _cities() -> list[str]:
    shown = Slot.objects.filter(state=SlotState.PUBLISHED, is_public=True)
    return list(shown.order_by("city").values_list("city", flat=True).distinct()[:MOST_CITIES])


class Search:
    """What an address asks for, as the actor may see it."""

    PAGE = 20  # rows

    def __init__(self, actor: Actor, address: Mapping[str, Any], *, now: datetime) -> None:
        self.actor, self.now = actor, now
        self.student = reader_of(actor)
        self.goals = goals_of(self.student)
        self.terms = all_terms()
        self.form = SearchForm(address, terms=self.terms, for_student=self.student is not None)
        self.chosen = self.form.chosen()
        if "city" in self.chosen:
            self.chosen["city"] = _as_spelt(self.chosen["city"])
        self.sort = self.chosen.pop("sort", "best")
        if "within" in self.chosen and ("city" not in self.chosen or self.place is None):
            del self.chosen["within"]  # so far from where? It narrows nothing, and no page says that it does

    @cached_property
    def meaning(self) -> Meaning:
        """What the words mean. At most one query."""
        return understand(self.chosen.get("q", ""))

    @property
    def from_where(self) -> str:
        """The city that `place` is in: never another one than was named, even where that has no place on the map."""
        home = self.student.city if self.student else ""
        return self.chosen.get("city") or (self.goals.city if self.goals else "") or home

    @cached_property
    def place(self) -> Point | None:
        """From where the distance counts: the city that was chosen, else that of the goals, else where the student lives.

        One query, kept for a while.
        """
        city = self.from_where
        if "city" not in self.chosen and self.goals and self.goals.origin:
            return self.goals.origin
        if not city:
            return None
        point = cache.get_or_set(
            f"place:{city.casefold()!r}", lambda: Site.objects.middle_of(city) or (), PLACE_KEPT_FOR
        )
        return point or None

    def rows(self, *without: str, meaning: Meaning | None = None) -> Rows:
        """Everything that was asked for, but for the conditions that `without` names."""
        rows: Any = Slot.objects.visible_to(self.actor)
        if "closed" not in self.chosen:
            rows = rows.open_on(self.now)
        for name, value in self.chosen.items():
            if name in BY_NAME and name not in without:
                rows = rows.filter(BY_NAME[name].condition(value, self.terms))
            elif name in self._conditions and name not in without:
                rows = self._conditions[name](rows, value)
        if "q" in self.chosen and "q" not in without:
            query = (meaning or self.meaning).query
            rows = rows.none() if query is None else rows.matching(query)
        return rows

    @property
    def _conditions(self) -> dict[str, Callable[[Rows, Any], Rows]]:
        return {
            "city": self._by_city,
            "begins": lambda rows, day: rows.filter(starts_on__gte=day),
            "ends": lambda rows, day: rows.filter(ends_on__lte=day),
            "pay_from": lambda rows, sum_: rows.filter(stipend__gte=sum_),
            "mine": self._mine,
        }

    def _mine(self, rows: Rows, _yes: bool) -> Rows:  # noqa: FBT001 - a condition’s value
        return reachable(rows, self.student) if self.student else rows

    def _by_city(self, rows: Any, city: str) -> Rows:
        km = self.chosen.get("within")
        return rows.within(km, self.place, city) if km and self.place else rows.filter(city=city)

    def count(self) -> Counted:
        """How many there are, and how many each choice would leave. At most two queries."""
        return self._count_once() if self._counts_once else self._count({})

    def count_and_find(self) -> Counted:
        """The same, with the first page's rows where the order shows only when everything was looked at: that tells how many there are,
        too. At most two queries; three for an order that the database does not keep.
        """
        if self._counts_once or not self._looks_at_all:
            return self.count()
        keys, whole = first_and_all(self._with_keys(self.rows()), self.order, self.PAGE + 1)
        return replace(self._count({ALL: whole}), first=keys)

    def _count(self, known: Mapping[str, int]) -> Counted:
        """Each set by itself, but for what is `known`."""
        names = [facet.name for facet in (*FACETS, CITY)]
        if known.get(ALL, 0) > MOST:  # and more without a condition
            return Counted(dict(known), dict.fromkeys(names))
        chosen = self._chosen_facets
        where = {name: name if name in chosen else ALL for name in names}
        return count({ALL: self.rows(), **{name: self.rows(name) for name in chosen}}, where, known)

    def _count_once(self) -> Counted:
        """All sets in one reading, with the first page's rows where the order looks at all of them."""
        names = [facet.name for facet in (*FACETS, CITY)]
        chosen = self._chosen_facets
        rows = self.rows(*chosen)
        if self.place is not None and "within" in self.chosen:
            rows = rows.alias(away=Metres(self.place))
        conditions = {name: self._condition(name) for name in chosen}
        order = self.order if self._looks_at_all else ()
        shown = reduce(and_, conditions.values())
        return count_once(self._with_keys(rows, only=shown), conditions, names, order, self.PAGE + 1)

    @property
    def _chosen_facets(self) -> list[str]:
        return [name for name in (*BY_NAME, CITY.name) if name in self.chosen]

    @property
    def _counts_once(self) -> bool:
        """Words cost more to find than choices to tell apart: everything is read once then, and counted in many ways."""
        return "q" in self.chosen and bool(self._chosen_facets)

    @property
    def _looks_at_all(self) -> bool:
        """Whether the order shows only when every row has been judged, by words or by goals."""
        return not {"-rank", "misfit"}.isdisjoint(self.order)

    def _condition(self, name: str) -> Q:
        """What was chosen of a facet, or of the city."""
        value, km = self.chosen[name], self.chosen.get("within")
        if name in BY_NAME:
            return BY_NAME[name].condition(value, self.terms)
        return Searching.is_within(km, self.place, value) if km and self.place else Q(city=value)

    def loosened(self) -> dict[str | Part, int]:
        """For a search that finds nothing: how many there are without each of its conditions, or of its words. One query more."""
        sets: dict[str | Part, Rows] = {name: self.rows(name) for name in self.chosen if name != "within"}
        sets.pop("closed", None)
        if len(self.meaning.parts) > 1:
            sets |= {part: self.rows(meaning=self.meaning.without(part)) for part in self.meaning.parts}
        names = {str(number): key for number, key in enumerate(sets)}
        found = count(dict(zip(names, sets.values(), strict=True)), {})
        return {names[name]: size for name, size in found.size.items() if size}

    @property
    def order(self) -> tuple[str, ...]:
        """The keys of the order in which they are shown. What fits best has a say beside words, too."""
        asked = self.sort
        if asked == "best" and self.goals:
            asked = "fit"
        elif asked == "best" and "q" not in self.chosen:
            asked = "deadline"
        if asked == "distance" and self.place is None:
            asked = "deadline"
        return ("shut", *ORDERS[asked]) if "closed" in self.chosen else ORDERS[asked]

    def in_order(self, *, chosen: bool = False) -> Rows:
        """The rows as a list shows them, with the keys of `order`; without conditions where keys are `chosen` under every one."""
        found: Any = Slot.objects.visible_to(self.actor) if chosen else self.rows()
        return self._with_keys(found.for_list().with_my_application(self.actor))

    def _with_keys(self, rows: Any, *, only: Q | None = None) -> Rows:
        """Adds the keys of `order`: who asks for closed ones too sees those that are open first. `only` some are ranked."""
        rows = rows.from_place(self.place)
        order = self.order
        if "q" in self.chosen:
            query = self.meaning.query
            rows = rows.annotate(rank=Value(0)) if query is None else rows.ranked(query, only)
        if "misfit" in order and self.goals:
            misfit = misfit_of(self.goals)
            rows = rows.annotate(misfit=misfit - F("rank") * WORDS / FINE if "q" in self.chosen else misfit)
        if "full" in order:
            rows = rows.annotate(full=full())
        if "away" in order:
            rows = rows.annotate(away=Coalesce(F("metres"), NOWHERE))
        if "shut" in order:
            is_open = Q(state=SlotState.PUBLISHED, apply_by__gte=self.now)
            rows = rows.annotate(shut=Case(When(is_open, then=0), default=Value(1), output_field=IntegerField()))
        return rows
