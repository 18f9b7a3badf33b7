"""Addresses of rows: what `reverse` says, quick enough for every row of a list."""

from functools import cache

from django.urls import get_script_prefix, reverse

SOMETHING = 1234567890


def path_of(name: str, key: int) -> str:
    """`reverse(name, args=[key])`, of an address with one number in it."""
    before, after = _around(name, get_script_prefix())
    return f"{before}{key}{after}"


@cache
def _around(name: str, _prefix: str) -> tuple[str, str]:
    before, _key, after = reverse(name, args=[SOMETHING]).partition(str(SOMETHING))
    return before, after
