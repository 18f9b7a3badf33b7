"""The acts' forms, where a sheet on the desk or a caller needs another shape than the person's own page."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from core.words import day, hours
from evaluations.forms.evaluations import EvaluationForm, PassForm
from placements.forms.activities import ConfirmForm
from placements.forms.hours import ReturnHoursForm, SignForm
from placements.forms.placements import ChecklistForm
from placements.forms.training import FeedbackForm, ObjectivesForm
from placements.models import Activity, HoursEntry, PlannedShift


def shift_words(entry: HoursEntry | PlannedShift) -> str:
    """“Monday 23 November, 09:00–17:30, 8 h”."""
    start, end = entry.local_start, entry.local_end
    return f"{day(start.date())}, {start:%H:%M}–{end:%H:%M}, {hours(entry.minutes)}"


class HoursSheetForm(SignForm):
    """The shifts that the sheet shows as signed; all that wait are ticked at first, as on the supervisor's page."""

    def __init__(self, *args: Any, waiting: Sequence[HoursEntry], **kwargs: Any) -> None:
        super().__init__(*args, waiting=waiting, **kwargs)
        self.waiting = {entry.pk: entry for entry in waiting}
        field = self.fields["entry_ids"]
        field.label = _("Shifts that were approved")
        field.help_text = _("Untick what the sheet does not show as signed.")
        field.widget = forms.CheckboxSelectMultiple()
        field.choices = [(pk, shift_words(entry)) for pk, entry in self.waiting.items()]  # type: ignore[attr-defined]
        field.initial = list(self.waiting)

    def lines(self) -> list[str]:
        """The shifts that were ticked."""
        return [shift_words(self.waiting[pk]) for pk in self.cleaned_data["entry_ids"]]


class HoursBackForm(ReturnHoursForm):
    """Which shift goes back, and why."""

    entry_id = forms.TypedChoiceField(label=_("Which shift goes back?"), coerce=int)
    field_order = ("entry_id", "reason")

    def __init__(self, *args: Any, waiting: Sequence[HoursEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry_id"].choices = [(entry.pk, shift_words(entry)) for entry in waiting]  # type: ignore[attr-defined]

    def lines(self) -> list[str]:
        """The shift and the reason."""
        chosen = dict(self.fields["entry_id"].choices)[self.cleaned_data["entry_id"]]  # type: ignore[attr-defined]
        return [chosen, self.cleaned_data["reason"]]


class AgreedShiftForm(ActForm):
    """Which of the proposed shifts was agreed to."""

    shift_id = forms.TypedChoiceField(label=_("Which shift was agreed?"), coerce=int)

    def __init__(self, *args: Any, proposed: Sequence[PlannedShift], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shift_id"].choices = [(shift.pk, shift_words(shift)) for shift in proposed]  # type: ignore[attr-defined]

    def lines(self) -> list[str]:
        """The shift."""
        return [dict(self.fields["shift_id"].choices)[self.cleaned_data["shift_id"]]]  # type: ignore[attr-defined]


class LevelsForm(ObjectivesForm):
    """A level for each objective that the sheet gives one; the rest stay as they are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for objective in self.objectives:
            field: Any = self.fields[self.name_of(objective)]
            field.choices = [("", _("Stays as it is")), *field.choices]
            field.initial = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.is_bound and all(cleaned.get(self.name_of(objective)) is None for objective in self.objectives):
            self.add_error(None, _("Give at least one objective a level."))
        return cleaned

    def lines(self) -> list[str]:
        """Each objective with its level."""
        labels = {point.rank: point.label for point in self.points}
        given = ((objective, self.cleaned_data[self.name_of(objective)]) for objective in self.objectives)
        return [f"{objective.text}: {labels[rank]}" for objective, rank in given if rank is not None]


class ActivitySheetForm(ConfirmForm):
    """The lines of the log that the sheet shows as seen; all that wait are ticked at first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["activity_ids"]
        field.label = _("Lines that were confirmed")
        field.help_text = _("Untick what the sheet does not show as signed.")
        field.widget = forms.CheckboxSelectMultiple()
        field.choices = [(line.pk, _activity_words(line)) for line in self.shown]  # type: ignore[attr-defined]
        field.initial = [line.pk for line in self.shown]

    def lines(self) -> list[str]:
        """The lines that were ticked."""
        chosen = set(self.cleaned_data["activity_ids"])
        return [_activity_words(line) for line in self.shown if line.pk in chosen]


def _activity_words(line: Activity) -> str:
    return f"{day(line.day)}: {line.get_kind_display()}, {line.get_participation_display()}, {line.count} ×. {line.note}".strip()


class NoteForm(FeedbackForm):
    """A feedback note; on paper its kind is chosen, where the supervisor's page has two buttons."""

    field_order = ("kind", "text", "objective")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].widget = forms.RadioSelect(choices=self.fields["kind"].choices)  # type: ignore[attr-defined]
        self.fields["kind"].label = _("Which is it?")

    def lines(self) -> list[str]:
        """The kind and the sentence."""
        kinds = dict(self.fields["kind"].choices)  # type: ignore[attr-defined]
        return [f"{kinds[self.cleaned_data['kind']]}: {self.cleaned_data['text']}"]


class TickedForm(ChecklistForm):
    """Both lists as they stand; what is gone through is ticked."""

    def lines(self) -> list[str]:
        """What is ticked now."""
        chosen = {pk for name in ("arrival", "relieving") for pk in self.cleaned_data.get(name, ())}
        return [str(item) for item in self.items if item.pk in chosen]


class PassedForm(PassForm):
    """Who should be asked instead, or that the evaluator does not know."""

    def lines(self) -> list[str]:
        """The name, and the word to them."""
        to = self.cleaned_data["to"]
        return [to.user.name if to else _("Not theirs; the placement lead chooses."), self.cleaned_data["note"]]


class EvaluationSheetForm(EvaluationForm):
    """The evaluation as it stands on the sheet: every answer. What the evaluator has kept as a draft is not the office's to read."""

    submitting = True  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"comment": ""}
        for criterion in self.rated:
            field: Any = self.fields[f"c{criterion.pk}"]
            field.widget = forms.RadioSelect(choices=field.choices)

    def lines(self) -> list[str]:
        """Each criterion with its answer, the sentences that belong to it, and the comment."""
        said = []
        for criterion in self.criteria:
            field: Any = self.fields.get(f"c{criterion.pk}")
            if field is not None:
                said.append(f"{criterion.text}: {dict(field.choices)[self.cleaned_data[f'c{criterion.pk}']]}")
            if words := self.cleaned_data.get(f"t{criterion.pk}"):
                said.append(words if field is not None else f"{criterion.text}: {words}")
        return [*said, *filter(None, [self.cleaned_data["comment"]])]
