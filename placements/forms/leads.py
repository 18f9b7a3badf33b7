"""The form about a partner's first placement lead. Names equal the service's keyword names."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from institutions.forms.people import AgainForm
from institutions.models import Way


class LeadAgainForm(AgainForm):
    """The same for whoever was invited and has not accepted; another address says again how the office knows it."""

    way = forms.ChoiceField(
        label=_("For another address: how did you speak?"), choices=[("", "—"), *Way.choices], required=False
    )
    how = forms.CharField(
        label=_("What did they say, and how do you know that the address is theirs?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Call them by a number that you found yourself. Your contact log keeps it."),
    )


class LeadForm(ActForm):
    """Who it is, where the invitation goes, and how the office knows."""

    name = forms.CharField(label=_("Name"), max_length=150, help_text=_("With title: Dr Sana Mirza."))
    email = forms.EmailField(
        label=_("Their e-mail"), help_text=_("Their own, at work: nobody else’s opens the account.")
    )
    way = forms.ChoiceField(label=_("How did you speak?"), choices=Way.choices)
    how = forms.CharField(
        label=_("What did they say, and how do you know that the address is theirs?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Call them by a number that you found yourself. Your contact log keeps it."),
    )
