"""Addresses of rows, without asking for each."""

from django.urls import reverse, set_script_prefix

from core.paths import path_of


def test_an_address_is_what_reverse_says():
    for key in (1, 27, 12345678901):
        assert path_of("internship_detail", key) == reverse("internship_detail", args=[key])
    try:
        set_script_prefix("/portal/")
        assert path_of("internship_detail", 5) == reverse("internship_detail", args=[5])
    finally:
        set_script_prefix("/")
