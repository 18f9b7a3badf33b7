"""Forms of the activity log. Names equal the services' keyword names."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from institutions.forms.agreements import DayInput
from placements.models import Activity, ActivityKind, Objective, Participation, Placement

MOST = 200  # of one kind on one day


class ActivityForm(ActForm):
    """One line of the log."""

    kind = forms.ChoiceField(label=_("What"), choices=ActivityKind.choices)
    participation = forms.ChoiceField(
        label=_("How far you took part"), choices=Participation.choices, widget=forms.RadioSelect
    )
    day = forms.DateField(label=_("Day"), widget=DayInput)
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST)
    objective = forms.ModelChoiceField(
        Objective.objects.none(), label=_("Towards"), required=False, empty_label=_("No objective in particular")
    )
    note = forms.CharField(
        label=_("In a few words"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "No names, numbers or dates of birth, so that nobody can tell who a patient was: “a man of 60 with a broken hip”."
        ),
    )

    def __init__(self, *args: Any, placement: Placement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["objective"].queryset = Objective.objects.filter(slot=placement.slot_id)  # type: ignore[attr-defined]


def initial_of(activity: Activity) -> dict[str, Any]:
    """What the form shows first when a line is corrected."""
    return {
        "kind": activity.kind,
        "participation": activity.participation,
        "day": activity.day,
        "count": activity.count,
        "objective": activity.objective_id,
        "note": activity.note,
    }


def initial_after(last: Activity | None, today: date) -> dict[str, Any]:
    """What the form of a new line shows first: most are like the one before."""
    like_before = {name: initial_of(last)[name] for name in ("kind", "participation", "objective")} if last else {}
    return {"participation": Participation.OBSERVED, "count": 1, "day": today, **like_before}


class ConfirmForm(ActForm):
    """Which of the waiting lines are confirmed; all of them, unless one is left out."""

    activity_ids = forms.TypedMultipleChoiceField(
        coerce=int,
        error_messages={
            "required": _("Tick at least one line."),
            "invalid_choice": _("One of them does not wait any more."),
        },
    )

    def __init__(self, *args: Any, waiting: Sequence[Activity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = waiting
        self.fields["activity_ids"].choices = [(line.pk, str(line.pk)) for line in waiting]  # type: ignore[attr-defined]

    def ticked(self) -> set[int]:
        """The ids that the page shows ticked."""
        if self.is_bound:
            return {int(value) for value in self.data.getlist("activity_ids") if value.isdecimal()}
        return {line.pk for line in self.shown}
