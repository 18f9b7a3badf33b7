"""Forms about hours. Names equal the services' keyword names."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from institutions.forms.agreements import DayInput
from placements.models import Category, HoursEntry

LONGEST_BREAK = 8 * 60  # minutes
A_DAY_SHIFT = {"starts": time(8), "ends": time(16), "break_minutes": 0, "category": Category.DIRECT_CARE}


class ClockInput(forms.TimeInput):
    """The browser's own clock; plain text where there is none."""

    input_type = "time"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", **kwargs)


class HoursForm(ActForm):
    """One shift. The button that was pressed says whether it is sent or kept as a draft."""

    day = forms.DateField(label=_("Day"), widget=DayInput)
    starts = forms.TimeField(label=_("From"), widget=ClockInput)
    ends = forms.TimeField(
        label=_("To"), widget=ClockInput, help_text=_("A time at or before the start means the next morning.")
    )
    break_minutes = forms.IntegerField(label=_("Break, in minutes"), min_value=0, max_value=LONGEST_BREAK)
    category = forms.ChoiceField(label=_("Mostly spent on"), choices=Category.choices)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=300,
        help_text=_("What you did, in a few words. Nothing that names a patient."),
    )
    send = forms.BooleanField(required=False, widget=forms.HiddenInput)


class CorrectionForm(HoursForm):
    """One shift that replaces a returned one; it is sent at once."""

    send = None  # type: ignore[assignment]


def initial_of(entry: HoursEntry) -> dict[str, Any]:
    """What the form shows first when an entry is changed or corrected."""
    start, end = entry.local_start, entry.local_end
    return {
        "day": start.date(),
        "starts": start.time(),
        "ends": end.time(),
        "break_minutes": entry.break_minutes,
        "category": entry.category,
        "note": entry.note,
    }


def initial_after(last: HoursEntry | None, day: date) -> dict[str, Any]:
    """What the form shows first for `day`: the times of the last shift, since most shifts are like the one before."""
    like_before = {**initial_of(last), "note": ""} if last else A_DAY_SHIFT
    return {**like_before, "day": day}


class SignForm(ActForm):
    """Which of the waiting entries are approved."""

    entry_ids = forms.TypedMultipleChoiceField(
        coerce=int,
        error_messages={
            "required": _("Tick at least one shift."),
            "invalid_choice": _("One of them does not wait any more."),
        },
    )

    def __init__(self, *args: Any, waiting: Sequence[HoursEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry_ids"].choices = [(entry.pk, str(entry.pk)) for entry in waiting]  # type: ignore[attr-defined]

    def ticked(self) -> set[int]:
        """The ids that the page shows ticked: what was sent, or all of them at first."""
        if self.is_bound:
            return {int(value) for value in self.data.getlist("entry_ids") if value.isdecimal()}
        return {value for value, _label in self.fields["entry_ids"].choices}  # type: ignore[attr-defined]


class ReturnHoursForm(ActForm):
    """What should be put right."""

    reason = forms.CharField(
        label=_("What should be put right?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: you left at 14:00 on that day."),
    )
