"""Forms about how a partner stands."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from institutions.forms.agreements import DayInput
from institutions.models import Interest, Partner


class InterestForm(ActForm):
    """One of four buttons, and if they like a word and a day. The buttons are the field `interest`."""

    interest = forms.ChoiceField(choices=Interest.choices, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("A word, if you like"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: nursing only, from March."),
    )
    holds_until = forms.DateField(
        label=_("Holds until"), required=False, widget=DayInput, help_text=_("Empty: until you say otherwise.")
    )

    def typed(self) -> list[forms.BoundField]:
        """The fields that are typed in."""
        return [self["note"], self["holds_until"]]


class AskForm(ActForm):
    """Whom to ask; ticked in the list, sent along unseen."""

    partners = forms.ModelMultipleChoiceField(Partner.objects.none(), widget=forms.MultipleHiddenInput)

    def __init__(self, *args: Any, partners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partners"].queryset = partners  # type: ignore[attr-defined]
