"""The form of mail choices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from notifications.kinds import FAMILIES


class MailChoicesForm(ActForm):
    """Which families come as mail; those that may not be stopped are not asked about."""

    wanted = forms.MultipleChoiceField(
        label=_("Send me mail about"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(name, family.label) for name, family in FAMILIES.items() if family.stoppable],
    )

    def __init__(self, *args: Any, stopped: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted"].initial = [
            name for name, family in FAMILIES.items() if family.stoppable and name not in stopped
        ]
