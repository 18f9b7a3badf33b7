"""The base of every form that acts: an idempotency key, and the version of the thing it was made from."""

import secrets
from typing import Any

from django import forms

from core.errors import Refusal


def new_key() -> str:
    """A fresh idempotency key: 128 random bits as text."""
    return secrets.token_urlsafe(16)


class ActForm(forms.Form):
    """`act` hands `values()` to one service; its names are the service's keyword names."""

    idempotency_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40, initial=new_key)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, version: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = version
        if version is None:
            del self.fields["version"]

    def values(self) -> dict[str, Any]:
        """The cleaned data that the service takes: everything but the idempotency key; the version as `shown_version`."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "idempotency_key"}
        if "version" in values:
            values["shown_version"] = values.pop("version")
        return values

    def refuse(self, refusal: Refusal) -> None:
        """Show `refusal` beside the field it names, else above the form; nothing that was typed is lost."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, str(refusal))


class ReasonForm(ActForm):
    """An act that needs a reason in words."""

    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
