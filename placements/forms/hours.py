"""Forms about hours. Names equal the services' keyword names."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from institutions.forms.agreements import DayInput
from placements.models import Category, HoursEntry, PlannedShift

LONGEST_BREAK = 8 * 60  # minutes
A_DAY_SHIFT = {"starts": time(8), "ends": time(16), "break_minutes": 0, "category": Category.DIRECT_CARE}


class ClockInput(forms.TimeInput):
    """The browser's own clock; plain text where there is none."""

    input_type = "time"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", **kwargs)


class PartField(forms.ChoiceField):
    """What else the time of a shift was spent on."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, choices=[("", _("None")), *Category.choices], **kwargs)


class PartMinutesField(forms.IntegerField):
    """How much of the shift that took."""

    def __init__(self) -> None:
        super().__init__(label=_("Minutes of it"), required=False, min_value=1, max_value=24 * 60)


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
    also_1 = PartField(label=_("Another activity"))
    also_1_minutes = PartMinutesField()
    also_2 = PartField(label=_("And another"))
    also_2_minutes = PartMinutesField()
    exception_reason = forms.CharField(
        label=_("Why it is so"),
        required=False,
        max_length=300,
        help_text=_("For example: the night team was short of one. Your supervisor reads it."),
    )
    send = forms.BooleanField(required=False, widget=forms.HiddenInput)

    MAIN = ("day", "starts", "ends", "break_minutes", "category", "note")
    PARTS = ("also_1", "also_1_minutes", "also_2", "also_2_minutes")

    def clean(self) -> dict[str, Any]:
        """`also`: the minutes of each further activity."""
        cleaned = super().clean()
        also: dict[str, int] = {}
        for name in ("also_1", "also_2"):
            category, minutes = cleaned.pop(name, ""), cleaned.pop(f"{name}_minutes", None)
            if category and not minutes:
                self.add_error(f"{name}_minutes", _("How many minutes of the shift?"))
            elif category in also:
                self.add_error(name, _("It stands above already."))
            elif category:
                also[category] = minutes
        return cleaned | {"also": also}

    def main_fields(self) -> list[forms.BoundField]:
        """What every shift needs."""
        return [self[name] for name in self.MAIN]

    def part_fields(self) -> list[forms.BoundField]:
        """What a shift of several activities needs as well."""
        return [self[name] for name in self.PARTS]

    def has_parts(self) -> bool:
        """True when there is something in them to be seen."""
        return any(field.value() or field.errors for field in self.part_fields())

    def reason_field(self) -> forms.BoundField | None:
        """The word for a shift that goes beyond the rules: asked for when it does."""
        field = self["exception_reason"]
        return field if field.errors or field.value() else None


class CorrectionForm(HoursForm):
    """One shift that replaces a returned one; it is sent at once."""

    send = None  # type: ignore[assignment]


def initial_of(entry: HoursEntry) -> dict[str, Any]:
    """What the form shows first when an entry is changed or corrected."""
    return {
        "day": entry.local_start.date(),
        **times_of(entry),
        "category": entry.category,
        "note": entry.note,
        "exception_reason": entry.exception_reason,
        **_initial_parts(entry),
    }


def _initial_parts(entry: HoursEntry) -> dict[str, Any]:
    names = zip(("also_1", "also_2"), entry.also.items(), strict=False)
    return {
        field: value
        for name, (category, minutes) in names
        for field, value in ((name, category), (f"{name}_minutes", minutes))
    }


def initial_after(last: HoursEntry | None, day: date, planned: PlannedShift | None = None) -> dict[str, Any]:
    """What the form shows first for `day`: the planned shift, else the times of the last one, since most are like the one before."""
    kept = ("starts", "ends", "break_minutes", "category")
    like_before = {name: initial_of(last)[name] for name in kept} if last else A_DAY_SHIFT
    return {**like_before, **(times_of(planned) if planned else {}), "day": day, "note": ""}


def times_of(shift: HoursEntry | PlannedShift) -> dict[str, Any]:
    """From, to and break."""
    return {
        "starts": shift.local_start.time(),
        "ends": shift.local_end.time(),
        "break_minutes": shift.break_minutes,
    }


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
        self.shown = waiting
        self.fields["entry_ids"].choices = [(entry.pk, str(entry.pk)) for entry in waiting]  # type: ignore[attr-defined]

    def ticked(self) -> set[int]:
        """The ids that the page shows ticked: what was sent, or at first all that keep to the rules."""
        if self.is_bound:
            return {int(value) for value in self.data.getlist("entry_ids") if value.isdecimal()}
        return {entry.pk for entry in self.shown if not entry.exceptions}


class ReturnHoursForm(ActForm):
    """What should be put right."""

    reason = forms.CharField(
        label=_("What should be put right?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: you left at 14:00 on that day."),
    )
