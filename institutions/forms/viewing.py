"""The form with which an administrator begins to look through somebody's eyes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm


class ViewAsForm(ActForm):
    """Why."""

    reason = forms.CharField(
        label=_("Why do you look?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=300,
        help_text=_("The person reads this afterwards. For example: she wrote that no slot is shown to her."),
    )
