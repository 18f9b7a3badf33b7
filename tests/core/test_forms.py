"""What every form of ours refuses or takes out, whatever it is about."""

import pytest
from django import forms
from django.http import QueryDict

from core.errors import Stale
from core.forms import ActForm


class NoteForm(ActForm):
    text = forms.CharField(required=False, widget=forms.Textarea)
    name = forms.CharField(required=False)
    email = forms.EmailField(required=False)
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


def test_what_has_one_line_on_the_page_is_kept_in_one_line():
    form = NoteForm({"name": "Ali\r\nBcc: all@x.pk  Khan\u2028"})
    assert form.is_valid()
    assert form.values()["name"] == "Ali Bcc: all@x.pk Khan"


@pytest.mark.parametrize(
    ("typed", "kept", "errors"),
    [
        ("sana@hospital.pk\u200f", "sana@hospital.pk", {}),
        ("sana@hos\u200cpital.pk", "sana@hospital.pk", {}),
        (
            "sana@krankenhäuser.de",
            "sana@krankenhäuser.de",
            {"email": ["Mail reaches no address with such letters. Write it in plain English letters."]},
        ),
    ],
)
def test_an_address_is_kept_without_what_nobody_sees_and_refused_when_no_mail_carries_it(typed, kept, errors):
    form = NoteForm({"email": typed})
    assert form.is_valid() == (not errors)
    assert form.errors == errors
    assert form.cleaned_data.get("email", kept) == kept


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
