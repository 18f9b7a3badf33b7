"""Forms of proposals. Names equal the services' keyword names."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from core.phones import plain_phone
from institutions.forms.agreements import DayInput
from institutions.models import Partner, PartnerKind
from institutions.services.duplicates import Duplicate

LONGEST = timedelta(days=731)  # of a stay that a student finds


class ProposalForm(ActForm):
    """A site that the student found. `there` are those in the register that it may be: the student says that it is none of them."""

    name = forms.CharField(label=_("Hospital, clinic or firm"), max_length=150)
    city = forms.CharField(label=_("City"), max_length=80)
    department = forms.CharField(label=_("Department"), max_length=120, help_text=_("Where you would work."))
    contact_name = forms.CharField(
        label=_("Whom to ask there"), max_length=150, help_text=_("With title and position.")
    )
    contact_email = forms.EmailField(label=_("Their e-mail"), required=False)
    contact_phone = forms.CharField(
        label=_("Their phone"), max_length=30, required=False, help_text=_("One of the two is enough.")
    )
    starts_on = forms.DateField(label=_("First day"), widget=DayInput)
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput)
    why = forms.CharField(
        label=_("What would you learn there?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Your placement office reads it before it calls them. Name no patients."),
    )
    is_another = forms.BooleanField(
        label=_("It is another place, or they do not offer what I found there"),
        error_messages={"required": _("It may be in the register already. Look there first; tick this if it is not.")},
    )

    def __init__(self, *args: Any, there: Sequence[Duplicate] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not there:
            del self.fields["is_another"]

    def values(self) -> dict[str, Any]:
        """What the office reads."""
        return {name: value for name, value in super().values().items() if name != "is_another"}

    def clean_contact_phone(self) -> str:
        return plain_phone(self.cleaned_data["contact_phone"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and first <= timezone.localdate():
            self.add_error("starts_on", _("Choose a day that is still to come."))
        if first and last and last < first:
            self.add_error("ends_on", _("The last day must not come before the first."))
        elif first and last and last - first > LONGEST:
            self.add_error("ends_on", _("That is more than two years after the first: check the year."))
        reached = cleaned.get("contact_email") or cleaned.get("contact_phone")
        if not reached and not {"contact_email", "contact_phone"} & set(self.errors):
            self.add_error("contact_phone", _("Give an e-mail address or a number."))
        return cleaned


class ApproveForm(ActForm):
    """Which partner it is, and what the draft slot says first."""

    partner = forms.ModelChoiceField(
        Partner.objects.none(),
        label=_("Is it in the register already?"),
        required=False,
        widget=forms.RadioSelect,
        empty_label=_("No: add it"),
    )
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=PartnerKind.choices, help_text=_("For the register, where it is added.")
    )
    title = forms.CharField(label=_("Title of the draft slot"), max_length=150)
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=100, initial=1)
    how = forms.CharField(
        label=_("With whom did you speak, and what did they say?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Call them by a number that you found yourself. The student reads this."),
    )
    is_public = forms.BooleanField(
        label=_("Show it on the public pages already"),
        required=False,
        help_text=_(
            "Only if they are happy to be found there. Otherwise tick it in the profile later, once an agreement is signed."
        ),
    )
    invite = forms.BooleanField(
        label=_("Invite the contact as the partner’s placement lead"),
        required=False,
        help_text=_(
            "Only if you know that the address is theirs: a lead acts for the partner and publishes its slots."
        ),
    )

    def __init__(self, *args: Any, duplicates: Sequence[Duplicate], title: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].initial = title
        found = Partner.objects.filter(pk__in=[duplicate.partner.pk for duplicate in duplicates])
        self.fields["partner"].queryset = found.order_by("name")  # type: ignore[attr-defined]
        if not duplicates:
            del self.fields["partner"]

    def clean_partner(self) -> Partner | None:
        """A partner that came into the register while the form was open is asked about, not added twice."""
        if self.add_prefix("partner") not in self.data:
            raise ValidationError(_("Somebody of this name is in the register by now: say whether it is them."))
        chosen: Partner | None = self.cleaned_data["partner"]
        return chosen
