"""What may stand in the address of a search. Kinder than other forms: what it does not know is said, and left out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import plausible_year
from institutions.forms.agreements import DayInput
from placements.search.facets import FACETS
from placements.search.terms import Terms

DISTANCES = (5, 10, 25, 50, 100, 200)  # km
STIPEND_MAX = 10_000_000
SORTS = (
    ("best", _("What fits best")),
    ("deadline", _("Deadline")),
    ("distance", _("Nearest")),
    ("newest", _("Newest")),
)


class SearchForm(forms.Form):
    """Words, place, dates and stipend; each facet by its name; what a student may apply for; closed ones only when asked for."""

    q = forms.CharField(label=_("Words"), max_length=100)
    city = forms.CharField(label=_("City"), max_length=80)
    within = forms.TypedChoiceField(
        label=pgettext_lazy("distance", "How far"),
        coerce=int,
        choices=[(km, _("Within %(km)d km") % {"km": km}) for km in DISTANCES],
    )
    begins = forms.DateField(label=_("Begins on or after"), widget=DayInput, validators=[plausible_year])
    ends = forms.DateField(label=_("Ends on or before"), widget=DayInput, validators=[plausible_year])
    pay_from = forms.IntegerField(label=_("Rupees a month, at least"), min_value=0, max_value=STIPEND_MAX)
    mine = forms.BooleanField(label=_("Only what I may apply for"))
    closed = forms.BooleanField(label=_("Closed ones too"))
    sort = forms.ChoiceField(label=_("Sort by"), choices=SORTS)

    use_required_attribute = False

    def __init__(self, data: Any, *, terms: Terms, for_student: bool) -> None:
        super().__init__(data)
        for facet in FACETS:
            choices = [(choice.value, choice.label) for choice in facet.choices(terms)]
            self.fields[facet.name] = forms.MultipleChoiceField(label=str(facet.label), choices=choices)
        if not for_student:
            del self.fields["mine"]
        for field in self.fields.values():
            field.required = False

    def chosen(self) -> dict[str, Any]:
        """What was chosen and can be read, by name; nothing that was left open."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
