"""Forms about letters of placement. Names equal the services' keyword names."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import ActForm
from core.words import day
from institutions.models import Partner
from placements.models import Placement


class PlacementField(forms.ModelMultipleChoiceField):
    """Interns to tick, each with the dates that the letter will print."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, placement: Placement) -> str:
        return _("%(name)s, %(roll)s: %(slot)s, %(first)s to %(last)s") % {
            "name": placement.student.user.name,
            "roll": placement.student.roll_no,
            "slot": placement.slot,
            "first": day(placement.starts_on),
            "last": day(placement.ends_on),
        }


class PlacementLetterForm(ActForm):
    """Whom a letter names, and to whom it is addressed."""

    placements = PlacementField(Placement.objects.none(), label=_("Interns that it names"))
    addressee = forms.CharField(
        label=pgettext_lazy("post", "To"), max_length=200, help_text=_("Such as “The Medical Superintendent”.")
    )
    reference = forms.CharField(
        label=_("Your reference number"),
        max_length=60,
        required=False,
        help_text=_("As your office counts its letters."),
    )
    remarks = forms.CharField(
        label=_("What else the partner should know"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
        help_text=_("Insurance, uniforms, whom to call. Nothing about anybody’s health."),
    )

    def __init__(self, *args: Any, partner: Partner, choices: QuerySet[Placement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partner = partner
        self.fields["placements"].queryset = choices  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        return {**super().values(), "partner": self.partner}


class WithdrawPlacementLetterForm(ActForm):
    """Why it holds no more."""

    reason = forms.CharField(
        label=_("Why?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text=_("The partner reads this."),
    )
