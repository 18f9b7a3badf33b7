"""How slots are found: by words, by distance. What the words mean is settled in `placements.search` before."""

from math import cos, radians
from typing import Any, Self

from django.contrib.postgres.search import SearchRank
from django.db.models import Case, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast

EARTH = 6_371_000  # metres, its mean radius
KM_PER_DEGREE = 111.1  # of latitude; of longitude less, the farther from the equator
NEAR_A_POLE = 85  # degrees, beyond which a box of longitudes says nothing
FINE = 1_000_000  # ranks are whole numbers, so that a page can begin exactly after one

Point = tuple[float, float]  # latitude, longitude in degrees


class Metres(Func):
    """Along the ground to a slot, as the crow flies (haversine); NULL for one that is not on the map.

    One expression with its formula in SQL: put together of Django's own it took 3 ms of a page to say.
    """

    output_field = IntegerField()
    # Asked first: to PostgreSQL the least of 1 and nothing is 1.
    formula = (
        "CASE WHEN {lat} IS NOT NULL THEN (%s * asin(least(1.0, sqrt("
        "power(sin(radians({lat} - %s) / 2), 2) + %s * cos(radians({lat})) * power(sin(radians({lon} - %s) / 2), 2)"
        "))))::integer END"
    )

    def __init__(self, point: Point) -> None:
        super().__init__(F("latitude"), F("longitude"))
        self.point = point

    def as_sql(self, compiler: Any, connection: Any, **_extra: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # noqa: ARG002
        (lat, _none), (lon, _none) = map(compiler.compile, self.get_source_expressions())
        latitude, longitude = self.point
        values = [2.0 * EARTH, latitude, cos(radians(latitude)), longitude]
        return self.formula.format(lat=lat, lon=lon), values


class Searching(QuerySet[Any]):
    """The part of the slots' queryset that the search uses."""

    def matching(self, query: Any) -> Self:
        """Those that `query` (a tsquery) matches. Uses the index `slot_search`."""
        return self.filter(search=query)

    def ranked(self, query: Any, only: Q | None = None) -> Self:
        """Adds `rank`, the best highest; 0 to what is not `only` that, for to rank takes time."""
        rank = Cast(SearchRank(F("search"), query) * float(FINE), IntegerField())
        return self.annotate(rank=rank if only is None else Case(When(only, then=rank), default=0))

    def from_place(self, point: Point | None) -> Self:
        """Adds `metres` from a place; None where either is not on the map."""
        metres = Metres(point) if point else Value(None, output_field=IntegerField())
        return self.annotate(metres=metres)

    def within(self, km: int, point: Point, city: str) -> Self:
        """Those of `is_within`."""
        return self.alias(away=Metres(point)).filter(self.is_within(km, point, city))

    @staticmethod
    def is_within(km: int, point: Point, city: str) -> Q:
        """Not farther from the point, or of the city and not on the map; of rows that are `away`. Uses the index `slot_place`."""
        up = km / KM_PER_DEGREE
        box = Q(latitude__range=(point[0] - up, point[0] + up))
        if abs(point[0]) + up < NEAR_A_POLE:
            aside = up / cos(radians(abs(point[0]) + up))
            box &= Q(longitude__range=(point[1] - aside, point[1] + aside))
        return box & Q(away__lte=km * 1000) | Q(latitude=None, city=city)
