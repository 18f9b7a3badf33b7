"""Where cities and districts are, so that a distance may begin where no partner has a site. The file is data: change it freely."""

import csv
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("cities.csv")  # to two decimals: a kilometre


@cache
def _points() -> dict[str, tuple[str, float, float]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = [(row["city"], float(row["latitude"]), float(row["longitude"])) for row in csv.DictReader(file)]
    return {row[0].casefold(): row for row in rows}


def known_cities() -> list[str]:
    """Their names, by the alphabet."""
    return [name for name, _latitude, _longitude in _points().values()]


def point_of(city: str) -> tuple[float, float] | None:
    """Latitude and longitude of a city that the file knows, whatever its capitals."""
    found = _points().get(city.strip().casefold())
    return found[1:] if found else None
