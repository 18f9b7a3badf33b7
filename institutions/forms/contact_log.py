"""The form of the contact log. Names equal the services' keyword names."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.forms import ActForm
from institutions.forms.agreements import DayInput
from institutions.models import ContactEntry, Way


class MomentInput(forms.DateTimeInput):
    """The browser's own calendar and clock; plain text where there is none."""

    input_type = "datetime-local"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


class ContactEntryForm(ActForm):
    """A talk with a partner, and the next one."""

    at = forms.DateTimeField(label=_("When"), widget=MomentInput)
    way = forms.ChoiceField(label=_("How"), choices=Way.choices)
    with_whom = forms.CharField(
        label=_("With whom"), max_length=150, widget=forms.TextInput(attrs={"list": "contacts", "autocomplete": "off"})
    )
    said = forms.CharField(label=_("What was said"), max_length=3000, widget=forms.Textarea(attrs={"rows": 4}))
    next_on = forms.DateField(
        label=_("Next call on"), widget=DayInput, required=False, help_text=_("You are reminded that morning.")
    )
    next_about = forms.CharField(label=_("About what"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("next_on") and not cleaned.get("next_about"):
            self.add_error("next_about", _("Say in a few words what the next call is about."))
        if cleaned.get("next_about") and not cleaned.get("next_on") and "next_on" not in self.errors:
            self.add_error("next_on", _("Say on which day."))
        return cleaned


def initial_of(entry: ContactEntry) -> dict[str, Any]:
    """What the form of an entry shows first."""
    return {name: getattr(entry, name) for name in ("at", "way", "with_whom", "said", "next_on", "next_about")}


def initial_after(planned: ContactEntry | None) -> dict[str, Any]:
    """What the form of a new entry shows first: a call planned for later stays planned, unless it is taken out."""
    values: dict[str, Any] = {"at": clock.now()}
    if planned is not None and planned.next_on is not None and planned.next_on > clock.today():
        values |= {"next_on": planned.next_on, "next_about": planned.next_about}
    return values
