"""What every form of ours refuses or takes out, whatever it is about."""

import pytest
from django import forms
from django.http import QueryDict

from core.errors import Stale
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


def test_a_form_from_before_anothers_edit_shows_what_stands_now_and_is_sent_again_knowing_it():
    sent = QueryDict(mutable=True)
    sent.update({"text": "Mine.", "day": "2027-02-28", "version": "1"})
    form = NoteForm(sent, initial={"text": "Theirs.", "day": "2027-02-27"}, version=2)
    assert form.is_valid()
    form.refuse(Stale())
    assert (form.says_now, form["version"].value(), form["text"].value()) == ([("Text", "Theirs.")], 2, "Mine.")
