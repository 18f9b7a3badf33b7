"""Forms about support plans and incidents. Names equal the services' keyword names."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from institutions.forms.agreements import DayInput
from placements.forms.hours import ClockInput
from placements.models import IncidentKind, Severity, StepBy, SupportOutcome, SupportPlan

STEPS = 4
TEXT = {"rows": 3}


class SupportForm(ActForm):
    """A goal, up to four steps with who does them, and the day of the review."""

    goal = forms.CharField(
        label=_("Goal"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What will be so by then, in one sentence. The student reads it."),
    )
    review_on = forms.DateField(label=_("Look at it again on"), widget=DayInput)

    def __init__(self, *args: Any, plan: SupportPlan | None = None, **kwargs: Any) -> None:
        if plan is not None:
            kwargs["initial"] = {"goal": plan.goal, "review_on": plan.review_on}
            for step in plan.steps.order_by("position"):
                kwargs["initial"] |= {f"step_{step.position}": step.text, f"who_{step.position}": step.who}
        super().__init__(*args, **kwargs)
        for number in range(1, STEPS + 1):
            self.fields[f"step_{number}"] = forms.CharField(
                label=_("Step %(n)d") % {"n": number}, max_length=200, required=number == 1
            )
            self.fields[f"who_{number}"] = forms.ChoiceField(
                label=_("Who does step %(n)d") % {"n": number}, choices=StepBy.choices, required=False
            )
        self.order_fields(
            ["goal", *(f"{part}_{n}" for n in range(1, STEPS + 1) for part in ("step", "who")), "review_on"]
        )

    def values(self) -> dict[str, Any]:
        """The steps that were written, in their order."""
        cleaned = self.cleaned_data
        steps = [
            (cleaned[f"step_{n}"], cleaned[f"who_{n}"] or StepBy.STUDENT.value)
            for n in range(1, STEPS + 1)
            if cleaned.get(f"step_{n}")
        ]
        return {"goal": cleaned["goal"], "steps": steps, "review_on": cleaned["review_on"]}


class AskChangeForm(ActForm):
    """What the student would have otherwise."""

    reason = forms.CharField(label=_("What should be otherwise?"), max_length=500, widget=forms.Textarea(attrs=TEXT))


class SupportReviewForm(ActForm):
    """How it goes, and when next."""

    note = forms.CharField(label=_("How it goes"), max_length=500, widget=forms.Textarea(attrs=TEXT))
    review_on = forms.DateField(label=_("Look at it again on"), widget=DayInput)


class SupportCloseForm(ActForm):
    """What came of it."""

    outcome = forms.ChoiceField(label=_("What came of it"), choices=SupportOutcome.to_say(), widget=forms.RadioSelect)
    outcome_note = forms.CharField(
        label=_("In a sentence"),
        max_length=500,
        widget=forms.Textarea(attrs=TEXT),
        help_text=_("Student and supervisor read it."),
    )


class IncidentForm(ActForm):
    """What happened, when, what was done. `office_only` is asked of the student alone."""

    kind = forms.ChoiceField(label=_("What happened"), choices=IncidentKind.choices, widget=forms.RadioSelect)
    day = forms.DateField(label=_("Day"), widget=DayInput)
    at = forms.TimeField(label=_("At about"), widget=ClockInput)
    what = forms.CharField(
        label=_("In your words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("No patient’s name, number or date of birth."),
    )
    where = forms.CharField(label=_("Where"), max_length=200, required=False, help_text=_("Ward, room, corridor."))
    done_at_once = forms.CharField(
        label=_("What was done at once"), max_length=1000, required=False, widget=forms.Textarea(attrs=TEXT)
    )
    told = forms.CharField(
        label=_("Who was told"),
        max_length=300,
        required=False,
        help_text=_("The sister in charge, the emergency room."),
    )
    office_only = forms.BooleanField(
        label=_("Only my placement office reads this"),
        required=False,
        help_text=_("Otherwise the placement lead of the partner reads it as well."),
    )

    def __init__(self, *args: Any, may_keep: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_keep:
            del self.fields["office_only"]


class TriageForm(ActForm):
    """How serious, and what comes next."""

    severity = forms.ChoiceField(label=_("How serious is it"), choices=Severity.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("What comes next"), max_length=1000, widget=forms.Textarea(attrs=TEXT))


class FollowUpForm(ActForm):
    """What was done."""

    note = forms.CharField(label=_("What was done"), max_length=1000, widget=forms.Textarea(attrs=TEXT))


class IncidentCloseForm(ActForm):
    """How it ended."""

    note = forms.CharField(
        label=_("How it ended"),
        max_length=1000,
        widget=forms.Textarea(attrs=TEXT),
        help_text=_("And what will be otherwise, so that it does not happen again."),
    )
