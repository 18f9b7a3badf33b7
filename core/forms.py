"""The base of every form that acts: an idempotency key, and the version of the thing it was made from."""

import re
import secrets
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.clock import YEARS
from core.emails import plain_email
from core.errors import Refusal, Stale

# Characters that nobody types on purpose: controls, which papers and spreadsheets cannot hold, and those that turn the direction of
# what follows, so that a text reads otherwise than it is stored. The two joiners and the two marks that Urdu is spelt with stay.
_DECEIVING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def plausible_year(day: date) -> None:
    """Refuse a day or moment outside `YEARS`."""
    if day.year not in YEARS:
        raise ValidationError(_("Check the year."), code="year")


def new_key() -> str:
    """A fresh idempotency key: 128 random bits as text."""
    return secrets.token_urlsafe(16)


SHOWN = {forms.CharField, forms.TimeField}  # what is typed, and says itself what it is


class ActForm(forms.Form):
    """`act` hands `values()` to one service; its names are the service's keyword names."""

    idempotency_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40, initial=new_key)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, version: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.says_now: list[tuple[str, str]] = []
        self.fields["version"].initial = version
        if version is None:
            del self.fields["version"]
        for field in self.fields.values():
            if isinstance(field, forms.DateField | forms.DateTimeField):
                field.validators.append(plausible_year)

    def clean(self) -> dict[str, Any]:
        """Text without the characters that deceive, see `_DECEIVING`; what has one line on the page, in one line."""
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            if isinstance(value, str):
                try:
                    cleaned[name] = self._plain(name, value)
                except ValidationError as error:
                    self.add_error(name, error)
        return cleaned

    def _plain(self, name: str, text: str) -> str:
        """What a field keeps of a text. Raises ValidationError."""
        field = self.fields[name]
        if isinstance(field, forms.EmailField):
            return plain_email(text)
        text = _DECEIVING.sub("", text)
        return " ".join(text.split()) if type(field.widget) is forms.TextInput else text

    def values(self) -> dict[str, Any]:
        """The cleaned data that the service takes: everything but the idempotency key; the version as `shown_version`."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "idempotency_key"}
        if "version" in values:
            values["shown_version"] = values.pop("version")
        return values

    def refuse(self, refusal: Refusal) -> None:
        """Show `refusal` beside the field it names, else above the form; nothing that was typed is lost."""
        if isinstance(refusal, Stale):
            self._show_both()
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, str(refusal))

    def _show_both(self) -> None:
        """Put into `says_now` each text as it stands now, where it is not what was typed. What is sent next is sent knowing it."""
        self.data = self.data.copy()
        if "version" in self.fields:
            self.data[self.add_prefix("version")] = self.fields["version"].initial
        for name, field in self.fields.items():
            if name not in self.initial or self[name].is_hidden or type(field) not in SHOWN:
                continue
            values = (self.initial[name], self.cleaned_data.get(name))
            now, typed = (str(field.widget.format_value(value) or "") for value in values)
            if now.split() != typed.split():
                self.says_now.append((str(self[name].label), now))


class ReasonForm(ActForm):
    """An act that needs a reason in words."""

    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
