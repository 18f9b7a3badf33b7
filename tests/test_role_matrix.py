"""Every address asked for as every role, on one's own and on another's things, compared with `role_matrix.csv`.

The table is committed and read by people. After a deliberate change write it again (docs/testing.md) and read the difference.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from config import env
from tests.scenarios import World, make_world

TABLE = Path(__file__).parent / "role_matrix.csv"
# The admin and the sign-in are others' code, tested by them; our own gate before the admin is in test_doors.py.
OURS = {"accounts", "notifications", "institutions", "students", "placements", "evaluations", "config"}


def addresses(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(name, route, its parameters) of each address of ours."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif pattern.name and pattern.callback.__module__.partition(".")[0] in OURS:
            yield pattern.name, route, tuple(pattern.pattern.converters)


ADDRESSES = sorted(addresses(get_resolver().url_patterns))


def ask(world: World, role: str, path: str) -> str:
    """The status of a GET as `role`; where it leads to sign in, `sign in`."""
    client = Client(raise_request_exception=True)
    if user := world.people[role]:
        client.force_login(user)
    response = client.get(path)
    if response.streaming:
        list(response)  # read to its end, the file is closed; closing the response would end the test's connection too
    if response.status_code == 302 and response["Location"].startswith("/accounts/login"):
        return "sign in"
    return str(response.status_code)


@pytest.mark.slow
@pytest.mark.django_db
def test_every_address_answers_every_role_as_the_table_says():
    world = make_world()
    found = {}
    for name, route, parameters in ADDRESSES:
        path = world.path(name, route, parameters)
        found[name] = {role: ask(world, role, path) for role in world.people}
    if env.flag("WRITE_MATRIX"):
        write(list(world.people), found)
    assert found == read()


def test_no_address_is_left_out_of_the_table():
    assert sorted(read()) == sorted({name for name, _route, _parameters in ADDRESSES})


def read() -> dict[str, dict[str, str]]:
    with TABLE.open(newline="") as file:
        return {row.pop("address"): row for row in csv.DictReader(file)}


def write(roles: list[str], found: dict[str, dict[str, str]]) -> None:
    with TABLE.open("w", newline="") as file:
        writer = csv.DictWriter(file, ["address", *roles], lineterminator="\n")
        writer.writeheader()
        writer.writerows({"address": name, **statuses} for name, statuses in sorted(found.items()))
