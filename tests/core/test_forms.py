"""What every form of ours refuses or takes out, whatever it is about."""

import pytest
from django import forms

from core.forms import ActForm


class NoteForm(ActForm):
    text = forms.CharField(required=False)
    day = forms.DateField(required=False)
    moment = forms.DateTimeField(required=False)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("paid \u202eneve\u202c", "paid neve"),
        ("a\u2066b\u2069c", "abc"),
        ("one\x08\x0btwo", "onetwo"),
        ("one\r\n\ttwo", "one\r\n\ttwo"),
        ("می\u200cخواہ \u200fآپ", "می\u200cخواہ \u200fآپ"),
    ],
)
def test_text_is_kept_without_characters_that_deceive(typed, kept):
    form = NoteForm({"text": typed})
    assert form.is_valid()
    assert form.values()["text"] == kept


@pytest.mark.parametrize("field", ["day", "moment"])
@pytest.mark.parametrize(("day", "is_fine"), [("0001-01-01", False), ("9999-12-31", False), ("2027-02-28", True)])
def test_a_year_that_cannot_be_meant_is_asked_about(field, day, is_fine):
    form = NoteForm({field: day})
    assert form.is_valid() == is_fine
    assert form.errors.get(field, []) == ([] if is_fine else ["Check the year."])
