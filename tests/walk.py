"""Every address opened as somebody: what each answers, and how many questions it put to the database.

A role walks once a process, in a world of its own; tests/test_role_matrix.py and tests/test_queries.py read what it met.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from tests.scenarios import make_world

# The admin and the sign-in are others' code, tested by them; our own gate before the admin is in test_doors.py.
OURS = {"accounts", "notifications", "institutions", "students", "placements", "evaluations", "config"}
ROLES = (
    "anonymous",
    "student",
    "other student",
    "supervisor",
    "mentor",
    "lead",
    "other lead",
    "coordinator",
    "other coordinator",
    "viewer",
    "administrator",
)


def addresses(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(name, route, its parameters) of each address of ours."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif pattern.name and pattern.callback.__module__.partition(".")[0] in OURS:
            yield pattern.name, route, tuple(pattern.pattern.converters)


ADDRESSES = sorted(addresses(get_resolver().url_patterns))


@dataclass(frozen=True)
class Met:
    """What one address answered: its status, or `sign in` where it leads there."""

    status: str
    asked: int


@cache
def walk(role: str) -> dict[str, Met]:
    """What a GET of each address met. Needs the database, and leaves nothing in it but what the test takes back."""
    world = make_world()
    client = Client()
    if user := world.people[role]:
        client.force_login(user)
        client.get("/notifications/")  # what is kept between requests is kept now
    return {name: _ask(client, world.path(name, route, parameters)) for name, route, parameters in ADDRESSES}


def _ask(client: Client, path: str) -> Met:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
        if response.streaming:
            list(
                response
            )  # read to its end, the file is closed; closing the response would end the test's connection too
    to_sign_in = response.status_code == 302 and response["Location"].startswith("/accounts/login")
    return Met("sign in" if to_sign_in else str(response.status_code), len(queries))


def each(*roles: str) -> pytest.MarkDecorator:
    """Run the test as each of `roles`, all of one role in one process."""
    return pytest.mark.parametrize(
        "role", [pytest.param(role, marks=pytest.mark.xdist_group(f"walk of {role}")) for role in roles]
    )
