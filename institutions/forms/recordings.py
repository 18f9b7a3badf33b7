"""Forms about what was recorded for somebody. Names equal the services' keyword names."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm

WORDS_MAX = 2000


class ObjectForm(ActForm):
    """What the person says instead."""

    reason = forms.CharField(
        label=_("What did you say, or sign?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=WORDS_MAX,
        help_text=_("Whoever recorded it and the institute’s coordinator read this, and answer you."),
    )


class UpholdForm(ActForm):
    """Why it stands."""

    reason = forms.CharField(
        label=_("Why does it stand?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=WORDS_MAX,
        help_text=_("The person reads this. Say what you looked at: the scan, a second call."),
    )


class WithdrawRecordingForm(ActForm):
    """What was put right."""

    reason = forms.CharField(
        label=_("What did you put right?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=WORDS_MAX,
        help_text=_("The person and the student read this."),
    )
