"""Forms of the placement office about one student. Names equal the services' keyword names."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.forms import ActForm
from core.phones import plain_phone
from institutions.models import Enquiry, Intake
from students.models import Gender, Sponsored, Student

RELATION_CHOICES = [("", _("Not said")), ("son", _("son of")), ("daughter", _("daughter of")), ("wife", _("wife of"))]

SPONSORED_CHOICES = [("", _("Enrolled")), *Sponsored.choices]
GENDER_CHOICES = [("", _("Not said")), *Gender.choices]


class StudentForm(ActForm):
    """What the register says."""

    name = forms.CharField(
        label=_("Name"), max_length=150, help_text=_("As on the identity card: certificates print it.")
    )
    roll_no = forms.CharField(label=_("Roll number"), max_length=40)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("The invitation goes there. Who has none signs in with a code: you print a slip for them."),
    )
    intake = forms.ModelChoiceField(Intake.objects.none(), label=_("Programme and intake"), empty_label=_("Choose one"))
    sponsored_as = forms.ChoiceField(
        label=_("Enrolled or sponsored"),
        choices=SPONSORED_CHOICES,
        required=False,
        help_text=_(
            "Who is sponsored is not of the course: partners and papers say so, and the shortage leaves them out."
        ),
    )
    relation = forms.ChoiceField(
        label=_("Relation"), choices=RELATION_CHOICES, required=False, help_text=_("How the certificate words it.")
    )
    father_name = forms.CharField(
        label=_("Father’s or husband’s name"),
        max_length=150,
        required=False,
        help_text=_("Printed on certificates where councils ask for it."),
    )
    gender = forms.ChoiceField(
        label=_("Gender"),
        choices=GENDER_CHOICES,
        required=False,
        help_text=_("For places and hostels that are kept for some. No partner is shown it."),
    )
    city = forms.CharField(label=_("City"), max_length=80, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        intakes = Intake.objects.visible_to(actor).select_related("programme").order_by("-starts_on", "programme__name")
        self.fields["intake"].queryset = intakes  # type: ignore[attr-defined]


class SponsorForm(StudentForm):
    """The same for an enquirer, begun with what they wrote; what they have learnt goes into their CV, the word out by mail."""

    qualification = forms.CharField(
        label=_("What they have learnt"),
        max_length=150,
        required=False,
        help_text=_("Stands in their CV under “Education”. They may change it."),
    )
    phone = forms.CharField(label=_("Mobile"), max_length=30, required=False)
    word = forms.CharField(
        label=_("A word to them"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The answer to what they asked: what comes next, who helps. It goes out with the invitation."),
    )

    def __init__(self, *args: Any, enquiry: Enquiry, **kwargs: Any) -> None:
        names = ("name", "email", "phone", "qualification")
        initial = {name: getattr(enquiry, name) for name in names} | {"sponsored_as": enquiry.kind}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["sponsored_as"].required = True
        self.fields["sponsored_as"].choices = Sponsored.choices  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        return plain_phone(self.cleaned_data["phone"])


class StudentEditForm(StudentForm):
    """The same for a student who is here; the address only while nobody has claimed the account."""

    def __init__(self, *args: Any, student: Student, **kwargs: Any) -> None:
        names = ("roll_no", "father_name", "relation", "gender", "city", "intake", "sponsored_as")
        initial = {name: getattr(student, name) for name in names} | {
            "name": student.user.name,
            "email": student.user.email,
        }
        super().__init__(*args, initial=initial, version=student.version, **kwargs)
        if student.user.is_claimed:
            del self.fields["email"]
        else:
            self.fields["email"].help_text = _("If you change it, a new invitation goes there.")
