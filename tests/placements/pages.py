"""Asking for the pages of a placement."""

from typing import Any

from django.test import Client
from django.urls import reverse

from institutions.models import Membership
from tests.placements.ward import Ward

SENT = {"idempotency_key": ""}  # what a form with no field of its own sends


def sign_in(client: Client, membership: Membership) -> Client:
    """The client, signed in as this person."""
    client.force_login(membership.user)
    return client


def page(name: str, ward: Ward, *more: Any) -> str:
    """The address of that page of the ward's placement."""
    return reverse(name, args=[ward.pk, *more])
