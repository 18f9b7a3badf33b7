"""The form of a pasted grid. Names equal the service's keyword names."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.forms import ActForm
from institutions.models import Agreement, Partner

ORDERS = (("dmy", _("day, month, year")), ("mdy", _("month, day, year")))


class PasteForm(ActForm):
    """Rows from a spreadsheet, for one partner."""

    partner = forms.ModelChoiceField(Partner.objects.none(), label=_("Partner"), empty_label=_("Choose a partner"))
    order = forms.ChoiceField(label=_("Days are written as"), choices=ORDERS, initial="dmy")
    text = forms.CharField(
        label=_("Rows"),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "class": "pasted"}),
        strip=False,
        max_length=100_000,
        help_text=_(
            "One student a line: roll number, department or slot, first day, last day, and if you like the supervisor. Copied from a"
            " spreadsheet, or apart by commas."
        ),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agreed = Agreement.objects.visible_to(actor).values("partner")
        partners = Partner.objects.visible_to(actor).filter(pk__in=agreed).order_by("name")
        self.fields["partner"].queryset = partners  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """All rows or none, unless the button was pressed that says how many are left out."""
        return super().values() | {"everything": self.data.get("send") != "fitting"}
