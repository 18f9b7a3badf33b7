"""What is written in a thread. Names equal the services' keyword names."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.uploads import PiecesInput
from core.errors import Refusal
from core.forms import ActForm
from core.uploads import CleanFile, clean_upload
from placements.services.threads import MOST_TEXT


class MessageForm(ActForm):
    """A message, and one file if it needs one."""

    text = forms.CharField(
        label=_("Your message"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Name no patients: no names, numbers or dates of birth."),
    )
    document = forms.FileField(
        label=_("A file"),
        required=False,
        widget=PiecesInput(),
        help_text=_("PDF, JPG or PNG, up to 10 MB. May stay empty."),
    )

    def clean_document(self) -> CleanFile | None:
        file = self.cleaned_data["document"]
        try:
            return clean_upload(file, field="document") if file else None
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal

    def values(self) -> dict[str, Any]:
        values = super().values()
        document = values.pop("document")
        return values | {"files": [document] if document else []}


class DraftForm(ActForm):
    """The words alone, to be kept whatever stands against them."""

    idempotency_key = None

    text = forms.CharField(required=False)
