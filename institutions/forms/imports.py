"""Forms of a list on its way in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.forms import ActForm
from core.tables import ACCEPT
from institutions.models import Import

SAMPLES = 3  # cells shown beside a heading
AT_ONCE = 25  # doubts on one page; the next ones are asked about after it


class ImportForm(ActForm):
    """One file."""

    file = forms.FileField(
        label=_("CSV or XLSX file"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("Nothing is brought in before you have seen what will be."),
    )


class ColumnsForm(ActForm):
    """What each heading of a file means."""

    def __init__(self, *args: Any, kept: Import, cells: list[list[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Leave it out")), *((column.name, column.heading) for column in kept.sheet.columns)]
        self.places = [f"column_{index}" for index in range(len(kept.headings))]
        for index, (place, heading) in enumerate(zip(self.places, kept.headings, strict=True)):
            first = [line[index] for line in cells[:SAMPLES] if line[index]]
            self.fields[place] = forms.ChoiceField(
                label=heading or _("Column %(number)d, without a heading") % {"number": index + 1},
                choices=choices,
                required=False,
                initial=kept.columns[index],
                help_text=_("For example %(cells)s.") % {"cells": " · ".join(cell[:40] for cell in first)}
                if first
                else "",
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        seen: set[str] = set()
        for place in self.places:
            name = cleaned.get(place, "")
            if name and name in seen:
                self.add_error(place, _("Another heading means this already."))
            seen.add(name)
        return cleaned

    def values(self) -> dict[str, Any]:
        return {"columns": [self.cleaned_data[place] for place in self.places]}


class AlikeForm(ActForm):
    """Of the next doubtful lines, whether each is about one that is here; of all further ones, that they are not."""

    def __init__(self, *args: Any, kept: Import, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        doubts = (kept.report or {}).get("alike", [])
        self.lines = [str(doubt["line"]) for doubt in doubts[:AT_ONCE]]
        self.further = [str(doubt["line"]) for doubt in doubts[AT_ONCE:]]
        for doubt in doubts[:AT_ONCE]:
            same = [(key, _("The same as %(words)s") % {"words": words}) for key, words in doubt["found"].items()]
            self.fields[f"line_{doubt['line']}"] = forms.ChoiceField(
                label=_("Line %(line)d: %(says)s") % doubt,
                choices=[*same, ("0", _("Another one: bring it in as new"))],
                widget=forms.RadioSelect,
            )
        if n := len(self.further):
            label = ngettext(
                "%(n)d more line is doubtful: bring it in as new, too",
                "%(n)d more lines are doubtful: bring them all in as new, too",
                n,
            )
            self.fields["others"] = forms.BooleanField(
                label=label % {"n": n},
                required=False,
                help_text=_("Left open, you are asked about the next ones after these."),
            )

    def values(self) -> dict[str, Any]:
        said = {line: int(self.cleaned_data[f"line_{line}"]) for line in self.lines}
        return {"choices": said | dict.fromkeys(self.further if self.cleaned_data.get("others") else (), 0)}
