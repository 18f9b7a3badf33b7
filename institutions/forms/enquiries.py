"""Forms of enquiries from outside."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from core.phones import plain_phone
from institutions.models import EnquiryKind, Institute
from institutions.models.enquiries import SPONSORED

TEXT_LENGTH, ANSWER_LENGTH = 3000, 5000


class EnquiryForm(ActForm):
    """What somebody without an account wants to know, and from whom."""

    institute = forms.ModelChoiceField(
        Institute.objects.none(), label=_("To which institute?"), empty_label=_("Choose an institute")
    )
    kind = forms.ChoiceField(label=_("What is it about?"), choices=EnquiryKind.choices)
    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("The answer goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Your mobile"), max_length=30, required=False, widget=forms.TextInput(attrs={"autocomplete": "tel"})
    )
    qualification = forms.CharField(
        label=_("What you have learnt, where and when"),
        max_length=200,
        required=False,
        help_text=_("For who asks to be sponsored. For example: DPT, Hingol College, 2025."),
    )
    text = forms.CharField(label=_("Your question"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 6}))
    # Nobody sees this field; who fills it in is a machine.
    website = forms.CharField(required=False, label=_("Leave this empty"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institute"].queryset = Institute.objects.with_an_office().order_by("name")  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        return plain_phone(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") in SPONSORED and not cleaned.get("qualification"):
            self.add_error("qualification", _("Say what you have learnt: the institute answers for you."))
        return cleaned

    @property
    def is_from_a_machine(self) -> bool:
        """True when the field that nobody sees was filled in."""
        return bool(self.cleaned_data.get("website"))

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if name != "website"}


class EnquiryAnswerForm(ActForm):
    """The answer, which goes out by mail."""

    answer = forms.CharField(label=_("Your answer"), max_length=ANSWER_LENGTH, widget=forms.Textarea(attrs={"rows": 8}))
