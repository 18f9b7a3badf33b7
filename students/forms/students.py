"""Forms of the placement office about one student. Names equal the services' keyword names."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.forms import ActForm
from institutions.models import Intake
from students.models import Gender, Student

RELATION_CHOICES = [("", _("Not said")), ("son", _("son of")), ("daughter", _("daughter of")), ("wife", _("wife of"))]

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


class StudentEditForm(StudentForm):
    """The same for a student who is here; the address only while nobody has claimed the account."""

    def __init__(self, *args: Any, student: Student, **kwargs: Any) -> None:
        names = ("roll_no", "father_name", "relation", "gender", "city", "intake")
        initial = {name: getattr(student, name) for name in names} | {
            "name": student.user.name,
            "email": student.user.email,
        }
        super().__init__(*args, initial=initial, version=student.version, **kwargs)
        if student.user.is_claimed:
            del self.fields["email"]
        else:
            self.fields["email"].help_text = _("If you change it, a new invitation goes there.")
