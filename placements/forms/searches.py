"""Forms about saved searches. Names equal the services' keyword names."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm


class SearchNameForm(ActForm):
    """How a search is called."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("As you will know it again in your inbox."))
