"""The form that takes a list of students."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.errors import Refusal
from core.forms import ActForm
from students.services.import_rows import Problem
from students.services.imports import ListRefused


class ImportForm(ActForm):
    """One CSV file. When it is refused, `problems` says of each line why."""

    file = forms.FileField(
        label=_("CSV file"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=_("Nothing is added before you have seen what will be."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.problems: list[Problem] = []

    def refuse(self, refusal: Refusal) -> None:
        if isinstance(refusal, ListRefused):
            self.problems = refusal.problems
        super().refuse(refusal)


class ImportConfirmForm(ActForm):
    """Adding a list that was checked."""
