"""The form of a requirement: what it is called and when it is asked; its rule has forms of its own in `rules`."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from institutions.forms.agreements import DayInput
from institutions.models import Requirement
from institutions.models.requirements import SIX_WEEKS
from institutions.policies.requirements import askers_of

LABELS = {
    "partner": _("The whole organisation"),
    "department": _("One department"),
    "programme": _("A programme"),
    "agreement": _("An agreement that is not signed yet"),
}


class RequirementForm(ActForm):
    """All but the rule. On a new one, who asks: one list, headed by what the asker is."""

    asker = forms.ChoiceField(label=_("Who asks it?"))
    title = forms.CharField(label=_("What is it called?"), max_length=120, help_text=_("For example: Hepatitis B."))
    note = forms.CharField(
        label=_("What should students know?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("They read it beside the requirement. May stay empty."),
    )
    due_days = forms.IntegerField(
        label=_("Days before the first day by which it should be there"), min_value=0, max_value=366, initial=SIX_WEEKS
    )
    active_from = forms.DateField(
        label=_("Asked of those who begin from"), widget=DayInput, required=False, help_text=_("Empty: of everybody.")
    )
    active_until = forms.DateField(
        label=_("Asked of those who begin until"), widget=DayInput, required=False, help_text=_("Empty: for good.")
    )

    def __init__(self, *args: Any, actor: Any, requirement: Requirement | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if requirement is not None:
            del self.fields["asker"]
            return
        self.askers = {name: list(found) for name, found in askers_of(actor).items()}
        groups = [
            (LABELS[name], [(f"{name}:{one.pk}", str(one)) for one in found])
            for name, found in self.askers.items()
            if found
        ]
        self.fields["asker"].choices = [("", _("Choose")), *groups]  # type: ignore[attr-defined]

    def clean_asker(self) -> Any:
        name, _colon, pk = self.cleaned_data["asker"].partition(":")
        return next(one for one in self.askers[name] if str(one.pk) == pk)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("active_from"), cleaned.get("active_until")
        if first and last and last < first:
            self.add_error("active_until", _("The last day must not come before the first."))
        return cleaned


def initial_of(requirement: Requirement) -> dict[str, Any]:
    """What the edit form shows first."""
    names = ("title", "note", "due_days", "active_from", "active_until")
    return {name: getattr(requirement, name) for name in names}


class EndForm(ActForm):
    """The last first day of whom it is asked."""

    active_until = forms.DateField(
        label=_("Ask it of those who begin until"),
        widget=DayInput,
        help_text=_("Whoever begins later need not bring it."),
    )
