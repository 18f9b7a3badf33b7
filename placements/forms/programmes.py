"""Forms about programmes and intakes. Names equal the services' keyword names."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from institutions.forms.agreements import DayInput
from institutions.models import Intake, Programme
from placements.forms.slots import competency_choices
from placements.models import ProgrammeBlock, ScalePoint, Track
from placements.services.catalogue import SUPERVISION
from placements.services.intakes import days_field

HOURS_MAX = 10_000


class ProgrammeForm(ActForm):
    """What a programme asks for in all."""

    name = forms.CharField(label=_("Name"), max_length=200)
    required_hours = forms.IntegerField(
        label=_("Hours of practice in all"),
        min_value=0,
        max_value=HOURS_MAX,
        help_text=_("What a student must have approved at the end; 0 for none."),
    )


class ProgrammeEditForm(ProgrammeForm):
    """The same of one that is there, and whether it has mentors."""

    mentors = forms.BooleanField(
        label=_("Its students are given mentors"),
        required=False,
        help_text=_("A mentor guides and never grades. You give one on the page of a student."),
    )


class HoursRulesForm(ActForm):
    """How a programme’s hours are counted."""

    breaks_count = forms.BooleanField(
        label=_("Breaks count as practice time"), required=False, help_text=_("Else they are taken off the shift.")
    )
    most_hours_a_day = forms.IntegerField(label=_("Most hours a day"), min_value=1, max_value=24)
    most_hours_a_week = forms.IntegerField(label=_("Most hours a week"), min_value=1, max_value=168)
    enter_within_days = forms.IntegerField(
        label=_("Days in which a shift is entered"),
        min_value=1,
        max_value=365,
        help_text=_("What goes beyond any of these needs a reason, which the supervisor reads before signing."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("most_hours_a_week", 0) < cleaned.get("most_hours_a_day", 0):
            self.add_error("most_hours_a_week", _("A week has at least the hours of a day."))
        return cleaned


def rules_initial(programme: Programme) -> dict[str, Any]:
    """What the form of the rules shows first."""
    names = ("breaks_count", "most_hours_a_day", "most_hours_a_week", "enter_within_days")
    return {name: getattr(programme, name) for name in names}


class ProgrammeAddForm(ProgrammeForm):
    """A new one."""

    code = forms.CharField(label=_("Code"), max_length=20, help_text=_("Short, as in lists of students: BSN."))

    field_order = ("name", "code", "required_hours")


class BlockForm(ActForm):
    """One stretch of a programme's practice."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("For example Medicine and allied."))
    weeks = forms.IntegerField(label=_("Weeks"), min_value=1, max_value=104)
    hours = forms.IntegerField(label=_("Hours"), min_value=1, max_value=HOURS_MAX)
    track = forms.ModelChoiceField(
        Track.objects.order_by("position", "name"),
        label=_("Career track"),
        required=False,
        empty_label=_("None in particular"),
    )
    position = forms.IntegerField(label=_("Comes as number"), min_value=1, max_value=99)


def block_initial(block: ProgrammeBlock) -> dict[str, Any]:
    """What the form of a block shows first."""
    return {name: getattr(block, name) for name in ("name", "weeks", "hours", "track", "position")}


class PointField(forms.ModelChoiceField):
    """Steps of a scale in the words of papers."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.plain)


class ProgrammeCompetencyForm(ActForm):
    """What must be learnt, where, how well and how often."""

    competency = forms.ModelChoiceField(None, label=_("Competency"), empty_label=_("Choose a competency"))
    block = forms.ModelChoiceField(
        ProgrammeBlock.objects.none(), label=_("In which block"), required=False, empty_label=_("The whole programme")
    )
    level = PointField(
        ScalePoint.objects.filter(scale__slug=SUPERVISION).order_by("scale__version", "rank"),
        label=_("Level at the end"),
        required=False,
        empty_label=_("No level in particular"),
    )
    count = forms.IntegerField(
        label=_("How often at least"), required=False, min_value=1, max_value=1000, help_text=_("Empty: no number.")
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        competency_choices(self.fields["competency"])
        self.fields["block"].queryset = programme.blocks.order_by("position")  # type: ignore[attr-defined]


class IntakeForm(ActForm):
    """An intake's days, and those of its blocks where they are known."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("For example Spring 2027."))
    starts_on = forms.DateField(label=_("First day"), widget=DayInput)
    place_by = forms.DateField(
        label=_("Everyone placed by"), widget=DayInput, required=False, help_text=_("Shown on your overview.")
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        self.blocks = list(programme.blocks.order_by("position"))
        super().__init__(*args, **kwargs)
        for block in self.blocks:
            first, last = _names(block)
            words = {"block": block.name}
            self.fields[first] = forms.DateField(
                label=_("%(block)s: first day") % words, widget=DayInput, required=False
            )
            self.fields[last] = forms.DateField(label=_("%(block)s: last day") % words, widget=DayInput, required=False)

    def clean(self) -> dict[str, Any]:
        """`days` of the blocks of which both ends are known."""
        cleaned = super().clean() or self.cleaned_data
        days: dict[int, tuple[date, date]] = {}
        for block in self.blocks:
            name, last_name = _names(block)
            first, last = cleaned.pop(name, None), cleaned.pop(last_name, None)
            if first and last and first <= last:
                days[block.pk] = (first, last)
            elif first and last:
                self.add_error(last_name, _("The last day must not come before the first."))
            elif first or last:
                self.add_error(last_name, _("Give both days, or neither."))
        return cleaned | {"days": days}


def intake_initial(intake: Intake) -> dict[str, Any]:
    """What the edit form shows first."""
    values: dict[str, Any] = {name: getattr(intake, name) for name in ("name", "starts_on", "place_by")}
    for row in intake.blocks.select_related("block"):
        first, last = _names(row.block)
        values |= {first: row.starts_on, last: row.ends_on}
    return values


def _names(block: ProgrammeBlock) -> tuple[str, str]:
    return days_field(block.pk), f"block_{block.pk}_last"


class CopyIntakeForm(ActForm):
    """How next year's is called."""

    name = forms.CharField(label=_("Name of the new intake"), max_length=80)
    with_calls = forms.BooleanField(
        label=_("Also draft next year’s calls"),
        required=False,
        help_text=_("The same text to the same partners, 52 weeks later. Nothing is sent."),
    )
