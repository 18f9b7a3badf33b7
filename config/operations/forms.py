"""Forms of the acts on the operations page."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from config.bad_day.work import colleagues
from core import clock
from core.actor import Actor
from core.forms import ActForm
from institutions.models import Institute, Membership, Programme


class WhyForm(ActForm):
    """Why: the people whom it touches read it."""

    reason = forms.CharField(
        label=_("Why?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=300,
        help_text=_("Whoever it touches reads this, and it stays in the history."),
    )


class ReplayForm(WhyForm):
    """Since when mail was lost."""

    since = forms.DateTimeField(
        label=_("Since when?"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Three days ago at most."),
    )
    field_order = ("since", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"since": clock.now() - timedelta(hours=2)})
        super().__init__(*args, **kwargs)


class HandOverForm(WhyForm):
    """To whom."""

    to = forms.ModelChoiceField(label=_("Who goes on with it?"), queryset=Membership.objects.none())
    field_order = ("to", "reason")

    def __init__(self, *args: Any, giver: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues(giver)  # type: ignore[attr-defined]


class OtherAccountForm(forms.Form):
    """Which other account: found by its whole address, since two people may share a name."""

    other = forms.CharField(
        label=_("E-mail or number of the other account"),
        max_length=150,
        help_text=_("The number stands in the address of its page."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_other(self) -> User:
        """The account. A number is a key, anything else an address."""
        words = self.cleaned_data["other"].strip()
        by = {"pk": int(words[:18])} if words.isdecimal() else {"email": words.lower()}
        found = User.objects.visible_to(self.actor).filter(**by).first()
        if found is None:
            raise forms.ValidationError(_("There is no such account."))
        return found


class MergeForm(WhyForm):
    """Which account goes; chosen on the page before."""

    gone = forms.ModelChoiceField(queryset=User.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gone"].queryset = User.objects.visible_to(actor)  # type: ignore[attr-defined]


class CertificatesForm(ActForm):
    """Whose certificates, and issued when."""

    institute = forms.ModelChoiceField(label=_("Institute"), queryset=Institute.objects.none())
    programme = forms.ModelChoiceField(
        label=_("Programme"), queryset=Programme.objects.none(), required=False, empty_label=_("All")
    )
    first = forms.DateField(label=_("Issued from"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("to"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institute"].queryset = Institute.objects.visible_to(actor).order_by("name")  # type: ignore[attr-defined]
        programmes = Programme.objects.visible_to(actor).select_related("institute")
        self.fields["programme"].queryset = programmes.order_by("institute__name", "name")  # type: ignore[attr-defined]


class ReplaceForm(CertificatesForm, WhyForm):
    """The same, with the reason that whoever checks an old code reads."""
