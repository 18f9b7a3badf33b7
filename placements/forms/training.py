"""Forms about objectives and feedback. Names equal the services' keyword names."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from placements.models import FeedbackNote, Objective, Placement, ScalePoint


class ObjectivesForm(ActForm):
    """A level for each objective, by the rank of its point; one left empty stays as it was."""

    def __init__(
        self,
        *args: Any,
        objectives: Sequence[Objective],
        points: Sequence[ScalePoint],
        current: Mapping[int, int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.objectives, self.points = objectives, points
        ranks = [(point.rank, point.label) for point in points]
        for objective in objectives:
            self.fields[self.name_of(objective)] = forms.TypedChoiceField(
                choices=ranks,
                coerce=int,
                empty_value=None,
                required=False,
                initial=current.get(objective.pk),
                label=objective.text,
            )

    @staticmethod
    def name_of(objective: Objective) -> str:
        """The field of one objective."""
        return f"objective_{objective.pk}"

    def rows(self) -> list[dict[str, Any]]:
        """What the page draws: one rating an objective."""
        levels = [{"value": point.rank, "label": point.label} for point in self.points]
        return [
            {
                "objective": objective,
                "name": name,
                "levels": levels,
                "value": self[name].value(),
                "errors": self[name].errors,
            }
            for objective in self.objectives
            for name in [self.name_of(objective)]
        ]

    def values(self) -> dict[str, Any]:
        """The levels that were given: an objective's id to a point's."""
        by_rank = {point.rank: point.pk for point in self.points}
        given = {objective.pk: self.cleaned_data[self.name_of(objective)] for objective in self.objectives}
        return {"levels": {objective: by_rank[rank] for objective, rank in given.items() if rank is not None}}


class FeedbackForm(ActForm):
    """One sentence; the button that was pressed says of which kind it is."""

    text = forms.CharField(
        label=_("One sentence"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you saw, or what to do next. Nothing that names a patient."),
    )
    objective = forms.ModelChoiceField(
        Objective.objects.none(), label=_("About"), required=False, empty_label=_("The work in general")
    )
    kind = forms.ChoiceField(
        choices=FeedbackNote.Kind.choices, error_messages={"required": _("Choose strength or next step.")}
    )

    def __init__(self, *args: Any, placement: Placement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["objective"].queryset = Objective.objects.filter(slot=placement.slot_id)  # type: ignore[attr-defined]
        self.fields["kind"].widget = forms.HiddenInput()
