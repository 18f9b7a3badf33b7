"""Forms of judging and deciding. Names equal the services' keyword names."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from placements.forms.applications import REASON_AT_MOST
from placements.matching.merit import HIGHEST, LOWEST
from placements.models import Decision, Outcome, ReasonCode, SelectionCriterion

POINTS = [(points, str(points)) for points in range(LOWEST, HIGHEST + 1)]


class ScoreForm(ActForm):
    """Points on each criterion, and a note for the partner's leads."""

    note = forms.CharField(
        label=_("Private note"),
        required=False,
        max_length=REASON_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For your placement leads. Students never see it."),
    )

    def __init__(
        self, *args: Any, criteria: Iterable[SelectionCriterion], given: Mapping[int, int] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names = {f"points-{criterion.pk}": criterion.pk for criterion in criteria}
        for criterion in criteria:
            self.fields[f"points-{criterion.pk}"] = forms.TypedChoiceField(
                label=criterion.text,
                choices=POINTS,
                coerce=int,
                widget=forms.RadioSelect,
                initial=(given or {}).get(criterion.pk),
                help_text=_help(criterion),
            )
        self.order_fields([*self.names, "note"])

    def values(self) -> dict[str, Any]:
        points = {pk: self.cleaned_data[name] for name, pk in self.names.items()}
        return {"points": points, "note": self.cleaned_data["note"]}


def _help(criterion: SelectionCriterion) -> str:
    weight = _("Weight %(weight)d.") % {"weight": criterion.weight}
    return f"{criterion.guide} {weight}".strip()


class ConflictForm(ActForm):
    """How one is tied to the applicant."""

    reason = forms.CharField(
        label=_("In a few words"),
        max_length=300,
        help_text=_("For example: a relative, a former student. Your placement leads read it."),
    )


class DecisionForm(ActForm):
    """What is decided; for whom is not chosen, why."""

    outcome = forms.ChoiceField(label=_("Decision"), choices=Outcome.choices, widget=forms.RadioSelect)
    code = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose a reason")), *ReasonCode.choices],
        required=False,
        help_text=_("For whom is not chosen."),
    )
    reason = forms.CharField(
        label=_("In words"),
        required=False,
        max_length=REASON_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The student reads it. One kind, concrete sentence helps the next application."),
    )

    def __init__(self, *args: Any, prepared: Decision | None, **kwargs: Any) -> None:
        initial = {name: getattr(prepared, name) for name in ("outcome", "code", "reason")} if prepared else {}
        super().__init__(*args, initial=initial, **kwargs)
