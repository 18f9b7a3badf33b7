"""Forms about absences and planned shifts. Names equal the services' keyword names."""

from datetime import time
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from institutions.forms.agreements import DayInput
from placements.forms.hours import LONGEST_BREAK, ClockInput
from placements.models import AbsenceKind

LONGEST_ABSENCE = 1000  # hours
OFFICE_DAYS = (0, 1, 2, 3, 4)


class AbsenceForm(ActForm):
    """When, and why in a word."""

    first_day = forms.DateField(label=_("First day away"), widget=DayInput)
    last_day = forms.DateField(label=_("Last day away"), widget=DayInput)
    away_from = forms.TimeField(label=_("Away from"), widget=ClockInput, required=False)
    away_until = forms.TimeField(
        label=_("Until"),
        widget=ClockInput,
        required=False,
        help_text=_(
            "Only for some hours of one day: hours can be entered for the rest of it. Leave both empty for whole days."
        ),
    )
    kind = forms.ChoiceField(label=_("Why"), choices=AbsenceKind.choices)
    note = forms.CharField(
        label=_("In a few words"),
        required=False,
        max_length=300,
        help_text=_("May stay empty. Illness needs no diagnosis."),
    )
    hours_missed = forms.IntegerField(
        label=_("Hours missed"),
        required=False,
        min_value=1,
        max_value=LONGEST_ABSENCE,
        help_text=_("Only where no shifts are planned for whole days; else the plan or the hours above say it."),
    )


class DecisionForm(ActForm):
    """Excused or not. A word why, which “no” cannot do without."""

    excused = forms.TypedChoiceField(
        label=_("Is it excused?"),
        choices=[("yes", _("Excused")), ("no", _("Not excused"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("A word why"), required=False, max_length=300, help_text=_("The student reads it.")
    )


class ShiftForm(ActForm):
    """One shift."""

    day = forms.DateField(label=_("Day"), widget=DayInput)
    starts = forms.TimeField(label=_("From"), widget=ClockInput, initial=time(8))
    ends = forms.TimeField(
        label=_("To"),
        widget=ClockInput,
        initial=time(16),
        help_text=_("A time at or before the start means the next morning."),
    )
    break_minutes = forms.IntegerField(label=_("Break, in minutes"), min_value=0, max_value=LONGEST_BREAK, initial=30)


class PlanForm(ShiftForm):
    """The same shift on some weekdays of some weeks."""

    day = None  # type: ignore[assignment]
    first_day = forms.DateField(label=_("From day"), widget=DayInput)
    last_day = forms.DateField(label=_("To day"), widget=DayInput)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On these days"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        initial=OFFICE_DAYS,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("first_day", "last_day", "weekdays", "starts", "ends", "break_minutes")


class DropForm(ActForm):
    """Why a shift is off."""

    reason = forms.CharField(
        label=_("A word why"), required=False, max_length=300, help_text=_("The other side reads it.")
    )


def plan_initial(first: Any, last: Any) -> dict[str, Any]:
    """The days that a plan is first made for."""
    return {"first_day": first, "last_day": last}
