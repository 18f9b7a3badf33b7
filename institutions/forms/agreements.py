"""Forms about agreements. Names equal the services' keyword names."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.forms import ActForm
from institutions.models import Agreement, Department, Partner, Programme, SlotKind

PLACES_MAX = 5000


class DayInput(forms.DateInput):
    """The browser's own calendar; plain text where there is none."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class AgreementEditForm(ActForm):
    """What an agreement says, but for its partner."""

    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("As both sides will call it."))
    programmes = forms.ModelMultipleChoiceField(
        Programme.objects.none(),
        label=_("Programmes"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whose students may come."),
    )
    starts_on = forms.DateField(label=_("First day"), widget=DayInput)
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput)
    places = forms.IntegerField(label=_("Interns at once"), min_value=1, max_value=PLACES_MAX)
    places_a_year = forms.IntegerField(
        label=_("Interns who may begin in one year"),
        min_value=1,
        max_value=PLACES_MAX,
        required=False,
        help_text=_("Years are counted from the first day. Empty for no limit."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of stay"),
        choices=SlotKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: every kind."),
    )
    departments = forms.ModelMultipleChoiceField(
        Department.objects.none(),
        label=_("Departments"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all of the partner’s, those of the future too."),
    )
    terms = forms.CharField(
        label=_("Terms"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Supervision, insurance, confidentiality, health requirements, notice: what both sides promise."),
    )

    def __init__(self, *args: Any, actor: Actor, partner: Partner | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if partner is None:  # nobody can choose among the departments of a partner who is not chosen yet
            del self.fields["departments"]
        else:
            of_partner = Department.objects.visible_to(actor).filter(site__partner=partner).select_related("site")
            self.fields["departments"].queryset = of_partner.order_by("name", "pk")  # type: ignore[attr-defined]
        self.fields["programmes"].queryset = Programme.objects.visible_to(actor).order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day must not come before the first."))
        return cleaned


class AgreementAddForm(AgreementEditForm):
    """A new agreement."""

    partner = forms.ModelChoiceField(Partner.objects.none(), label=_("Partner"), empty_label=_("Choose a partner"))

    field_order = (
        "partner",
        "title",
        "programmes",
        "starts_on",
        "ends_on",
        "places",
        "places_a_year",
        "kinds",
        "terms",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["partner"].queryset = Partner.objects.visible_to(actor).order_by("name")  # type: ignore[attr-defined]


def initial_of(agreement: Agreement) -> dict[str, Any]:
    """What the edit form shows first."""
    names = ("title", "starts_on", "ends_on", "places", "places_a_year", "kinds", "terms")
    many = {"programmes": agreement.programmes.all(), "departments": agreement.departments.all()}
    return {name: getattr(agreement, name) for name in names} | many


class ReturnForm(ActForm):
    """Why it goes back."""

    reason = forms.CharField(
        label=_("What should be changed?"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )


class TerminateForm(ActForm):
    """Why it ends."""

    reason = forms.CharField(
        label=_("Why does it end early?"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )
