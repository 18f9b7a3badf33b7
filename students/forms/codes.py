"""Forms of signing in by a code, and of printing slips."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from institutions.models import Institute
from students.models import Student


class CodeForm(forms.Form):
    """Who, of which institute, and the code. The code may stay empty while one is asked for.

    Every name is asked for its institute: to ask only those who share one would tell that they are known.
    """

    who = forms.CharField(
        label=_("Roll number or mobile"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "off", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
        help_text=_("From the slip of your placement office, or from the message on your mobile."),
    )
    institute = forms.ModelChoiceField(
        Institute.objects.with_an_office().order_by("name"),
        label=_("Institute"),
        required=False,
        empty_label=_("Whichever it is"),
        help_text=_("Choose yours where no code comes: two institutes may use one roll number."),
    )

    def named(self) -> dict[str, Any]:
        """Whom it names, in the words of the services."""
        institute = self.cleaned_data["institute"]
        return {"typed": self.cleaned_data["who"], "institute_id": institute.pk if institute else None}


class SlipForm(ActForm):
    """For whom to print: those ticked, or with the other button everybody in the list."""

    students = forms.ModelMultipleChoiceField(Student.objects.none(), label=_("Students"), required=False)
    everybody = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, found: QuerySet[Student], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        self.fields["students"].queryset = found  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.pop("everybody", False):
            cleaned["students"] = self.found
        elif not cleaned.get("students"):
            self.add_error(None, _("Tick for whom to print first."))
        return cleaned
