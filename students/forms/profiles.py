"""Forms of a student about themselves. Names equal the services' keyword names."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.uploads import PiecesInput
from core.forms import ActForm
from core.phones import plain_phone
from students.forms.students import GENDER_CHOICES
from students.models import Student

ID_NUMBER = re.compile(r"\d{5}-?\d{7}-?\d|[A-Z]{1,3}\d{6,9}", re.IGNORECASE)


class TelInput(forms.TextInput):
    """The phone's number keys."""

    input_type = "tel"


class ProfileForm(ActForm):
    """What partners read with an application, and whom to call."""

    phone = forms.CharField(
        label=_("Mobile"), max_length=30, required=False, widget=TelInput(attrs={"autocomplete": "tel"})
    )
    city = forms.CharField(label=_("City you live in"), max_length=80, required=False)
    about = forms.CharField(
        label=_("About you"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("A few sentences: what you study, what you like to learn, what you have done. Partners read it."),
    )
    skills = forms.CharField(
        label=_("Skills"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line."),
    )
    languages = forms.CharField(
        label=_("Languages"), max_length=200, required=False, help_text=_("For example Urdu, English, Sindhi.")
    )
    gender = forms.ChoiceField(
        label=_("Gender"),
        choices=GENDER_CHOICES,
        required=False,
        help_text=_("If you like to say: some places and hostels are kept for women. No partner is shown it."),
    )
    emergency_name = forms.CharField(label=_("Whom to call in an emergency"), max_length=150, required=False)
    emergency_phone = forms.CharField(label=_("Their number"), max_length=30, required=False, widget=TelInput)
    id_number = forms.CharField(
        label=_("CNIC or passport number"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, student: Student, **kwargs: Any) -> None:
        names = ("city", "about", "skills", "languages", "gender", "emergency_name", "emergency_phone")
        initial = {name: getattr(student, name) for name in names} | {"phone": student.user.phone}
        super().__init__(*args, initial=initial, version=student.version, **kwargs)
        if student.gender:
            self.fields["gender"].disabled = True
            self.fields["gender"].help_text = _(
                "Is it wrong? Your placement office changes it. No partner is shown it."
            )
        # The number itself is never sent to a browser again.
        self.fields["id_number"].help_text = (
            _("Kept: it ends in %(last)s. Leave empty to keep it.") % {"last": student.id_last4}
            if student.id_last4
            else _("Kept encrypted; certificates print its last four characters, so that nobody else can claim yours.")
        )

    def clean_phone(self) -> str:
        return plain_phone(self.cleaned_data["phone"])

    def clean_emergency_phone(self) -> str:
        return plain_phone(self.cleaned_data["emergency_phone"])

    def clean_id_number(self) -> str | None:
        """None keeps the number that is there."""
        number = "".join(self.cleaned_data["id_number"].split()).upper()
        if number and not ID_NUMBER.fullmatch(number):
            raise ValidationError(_("This is neither a CNIC number (13 digits) nor a passport number."))
        return number or None


class CvForm(ActForm):
    """One document, looked at by the service."""

    cv = forms.FileField(
        label=_("CV"),
        widget=PiecesInput(),
        help_text=_("PDF, JPG or PNG, up to 10 MB. Two pages are plenty."),
    )
