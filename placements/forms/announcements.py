"""What an announcement says. Names equal the services' keyword names."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm


class AnnouncementForm(ActForm):
    """Subject and text."""

    subject = forms.CharField(label=_("Subject"), max_length=150)
    text = forms.CharField(
        label=_("Text"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Each student gets all of it by mail. Your name and office stand below it."),
    )
