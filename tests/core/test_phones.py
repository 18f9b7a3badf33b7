"""Phone numbers: kept as the world dials them, shown so that they can be read aloud."""

import pytest
from django.core.exceptions import ValidationError

from core.phones import plain_phone, spaced_phone


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("0300 1234567", "+923001234567", "+92 300 1234567"),
        ("(021) 3241-5551", "+922132415551", "+92 21 32415551"),
        ("+44 20 7946 0000", "+442079460000", "+44 20 7946 0000"),
        ("  ", "", ""),
    ],
)
def test_a_number_is_kept_in_one_way_and_shown_in_one_way(typed, kept, shown):
    assert plain_phone(typed) == kept
    assert spaced_phone(kept) == shown


def test_what_nobody_can_dial_is_refused_and_an_old_note_is_shown_as_it_is():
    with pytest.raises(ValidationError, match="no phone number"):
        plain_phone("extension 12")
    assert spaced_phone("extension 12") == "extension 12"
