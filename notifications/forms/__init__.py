"""How a person wants to be told; names equal the services' keyword names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from core.phones import plain_phone
from notifications.kinds import FAMILIES, Family
from notifications.models import How, MailChoice, Preference
from notifications.services.inbox import Choice


class HourInput(forms.TimeInput):
    """The browser's own clock; plain text where there is none."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """One line of the page: a family with its fields. `how` is None for what may not be stopped, `by_text` where texts are not possible."""

    family: Family
    how: forms.BoundField | None
    by_text: forms.BoundField | None


class MailChoicesForm(ActForm):
    """How each family comes, the quiet hours, the hour of the daily mail."""

    quiet_from = forms.TimeField(label=_("Quiet from"), required=False, widget=HourInput)
    quiet_until = forms.TimeField(
        label=_("Quiet until"),
        required=False,
        widget=HourInput,
        help_text=_("What comes up meanwhile leaves at this hour. Sign-in and incidents do not wait."),
    )
    digest_at = forms.TimeField(label=_("The daily mail comes at"), widget=HourInput)

    def __init__(self, *args: Any, chosen: Mapping[str, MailChoice], preference: Preference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_mobile = bool(preference.mobile)
        for name in ("quiet_from", "quiet_until", "digest_at"):
            self.fields[name].initial = getattr(preference, name)
        for name, family in FAMILIES.items():
            choice = chosen.get(name)
            if family.stoppable:
                self.fields[f"how_{name}"] = forms.ChoiceField(
                    label=family.label,
                    choices=How.choices,
                    initial=choice.how if choice else How.NOW,
                    widget=forms.Select(attrs={"class": "form-select"}),
                )
            if self.has_mobile:
                self.fields[f"text_{name}"] = forms.BooleanField(
                    label=_("Text"),
                    required=False,
                    initial=bool(choice and choice.by_text),
                    widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
                )

    def clean(self) -> dict[str, Any]:
        """Quiet hours have both ends, or none."""
        cleaned = super().clean()
        start, end = cleaned.get("quiet_from"), cleaned.get("quiet_until")
        if (start is None) != (end is None):
            self.add_error("quiet_until" if end is None else "quiet_from", _("Say both hours, or neither."))
        elif start is not None and start == end:
            self.add_error("quiet_until", _("They end when they begin. Choose another hour, or leave both empty."))
        return cleaned

    def hour_fields(self) -> list[forms.BoundField]:
        """When."""
        return [self[name] for name in ("quiet_from", "quiet_until", "digest_at")]

    def chosen_rows(self) -> list[FamilyRow]:
        """What its reader decides on."""
        return [row for row in self._rows() if row.how is not None]

    def fixed_rows(self) -> list[FamilyRow]:
        """What always comes, and why."""
        return [row for row in self._rows() if row.how is None]

    def _rows(self) -> list[FamilyRow]:
        return [
            FamilyRow(
                family=family,
                how=self[f"how_{name}"] if family.stoppable else None,
                by_text=self[f"text_{name}"] if self.has_mobile else None,
            )
            for name, family in FAMILIES.items()
        ]

    def values(self) -> dict[str, Any]:
        """The hours, and a choice for each family."""
        cleaned = self.cleaned_data
        choices = {
            name: Choice(How(cleaned.get(f"how_{name}", How.NOW)), bool(cleaned.get(f"text_{name}")))
            for name in FAMILIES
        }
        hours = {name: cleaned[name] for name in ("quiet_from", "quiet_until", "digest_at")}
        return {"choices": choices, **hours}


class PhoneForm(ActForm):
    """The number to be told at."""

    mobile = forms.CharField(
        label=_("Mobile"),
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def clean_mobile(self) -> str:
        """As the world dials it."""
        return plain_phone(self.cleaned_data["mobile"])


class PhoneCodeForm(ActForm):
    """What the text said."""

    code = forms.CharField(
        label=_("The six digits"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
