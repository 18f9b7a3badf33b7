"""Forms of the package. Names equal the services' keyword names."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.uploads import PiecesInput
from core.forms import ActForm
from students.policies.packages import STATEMENT_AT_MOST


class PackageStatementForm(ActForm):
    """The general statement. Without an idempotency key: it is saved as it is typed."""

    idempotency_key = None

    statement = forms.CharField(
        label=_("About you and your aims"),
        required=False,
        max_length=STATEMENT_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 10, "data-words": ""}),
        help_text=_("Each new application begins with it; there you make it fit. Name no patients."),
    )


class DocumentForm(ActForm):
    """One document, looked at by the service."""

    document = forms.FileField(
        label=_("Document"),
        widget=PiecesInput(),
        help_text=_("PDF, JPG or PNG, up to 10 MB."),
    )
