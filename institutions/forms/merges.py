"""Forms about merges. Names equal the services' keyword names."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm


class MergeProposalForm(ActForm):
    """Why one thinks that two entries are one; which two was chosen before."""

    reason = forms.CharField(label=_("Why are they one?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class DeclineForm(ActForm):
    """Why they are two."""

    reason = forms.CharField(
        label=_("How can one tell them apart?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )
