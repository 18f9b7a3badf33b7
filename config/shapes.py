"""The shape of an address: its parts named instead of spelt, like `e/<str:token>/`. A token in a log would open the link again."""

from django.urls import Resolver404, resolve


def shape_of(path: str) -> str:
    """The shape of a path; needs nothing but the table of addresses."""
    try:
        return f"/{resolve(path).route}"
    except Resolver404:
        return "(no such page)"
