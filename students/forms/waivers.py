"""Forms about waivers. Names equal the services' keyword names."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm, ReasonForm
from institutions.forms.agreements import DayInput


class WaiverForm(ActForm):
    """Why it need not be met, who agreed, until when."""

    reason = forms.CharField(
        label=_("Why?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("For example: the titre is on its way, and the department agreed to wait for it."),
    )
    agreed_with = forms.CharField(
        label=_("Who at the partner agreed, and when?"),
        max_length=200,
        required=False,
        help_text=_("Its placement leads are told, and can take the waiver back."),
    )
    until = forms.DateField(
        label=_("Until"),
        widget=DayInput,
        required=False,
        help_text=_("It counts for an internship that ends by then. Empty for good."),
    )

    def __init__(self, *args: Any, needs_partner: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_partner:
            del self.fields["agreed_with"]


class WithdrawForm(ReasonForm):
    """Why it is asked for after all."""

    field_order = ("reason",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Why is it asked for after all?")
