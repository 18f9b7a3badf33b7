"""Forms about merges. Names equal the services' keyword names."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.forms import ActForm
from institutions.models import Partner


class MergeProposalForm(ActForm):
    """Which other partner it is, and why one thinks so."""

    survivor = forms.ModelChoiceField(
        Partner.objects.none(),
        label=_("The one that stays"),
        empty_label=_("Choose a partner"),
        help_text=_("Its name and address stay; everything of this one moves to it."),
    )
    reason = forms.CharField(label=_("Why are they one?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)

    def __init__(self, *args: Any, actor: Actor, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Partner.objects.visible_to(actor).exclude(pk=partner.pk).defer("plain_name").order_by("name")
        self.fields["survivor"].queryset = others  # type: ignore[attr-defined]
        self.fields["survivor"].label_from_instance = _with_city  # type: ignore[attr-defined]


def _with_city(partner: Partner) -> str:
    return f"{partner.name}, {partner.city}"


class DeclineForm(ActForm):
    """Why they are two."""

    reason = forms.CharField(
        label=_("How can one tell them apart?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )
