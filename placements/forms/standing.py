"""What a placement office does from the list of its students. Names equal the services' keyword names."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from placements.models import Slot
from students.models import Student


class NudgeForm(ActForm):
    """Whom to remind: those ticked, or with the other button everybody in the list."""

    students = forms.ModelMultipleChoiceField(Student.objects.none(), label=_("Students"), required=False)
    everybody = forms.BooleanField(required=False, widget=forms.HiddenInput)
    word = forms.CharField(
        label=_("A word of yours"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stands above the reminder. May stay empty."),
    )

    def __init__(self, *args: Any, found: QuerySet[Student], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        self.fields["students"].queryset = found  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.pop("everybody", False):
            cleaned["students"] = self.found
        elif not cleaned.get("students"):
            self.add_error(None, _("Tick whom to remind first."))
        return cleaned


class PlaceForm(ActForm):
    """Into which slot, and a word to its partner."""

    slot = forms.ModelChoiceField(Slot.objects.none(), label=_("Slot"))
    note = forms.CharField(
        label=_("A word to the partner"), required=False, max_length=200, help_text=_("May stay empty.")
    )

    def __init__(self, *args: Any, slots: QuerySet[Slot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].queryset = slots  # type: ignore[attr-defined]
