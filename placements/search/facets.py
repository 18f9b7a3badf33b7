"""What may be chosen beside words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import itemgetter, or_
from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, TextChoices, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from institutions.models import PartnerKind, SlotKind
from placements.models import Shifts
from placements.search.terms import Choice, Terms

Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing that internships differ by: its name in the address, its words, the column to group by, what may be chosen.

    `cases` say which slots a choice means where the column is made of others, and `made_of` names these.
    """

    name: str
    label: str | Promise
    column: Any
    choices: Callable[[Terms], Sequence[Choice]]
    cases: Mapping[str, Q] | None = None
    made_of: tuple[str, ...] = ()

    @property
    def alias(self) -> str:
        """The name of its column in a query."""
        return f"by_{self.name}"

    def condition(self, values: Sequence[str], terms: Terms) -> Q:
        """Any of the chosen values. In plain columns, of which the planner knows how many rows they leave."""
        keys = [choice.key for choice in self.choices(terms) if choice.value in values]
        if self.cases is not None:
            return reduce(or_, (self.cases[key] for key in keys))
        return Q(**{f"{self.column.name}__in": keys})


def _of_terms(name: str, label: str | Promise) -> Facet:
    return Facet(name, label, F(f"{name}_id"), itemgetter(name))


def _of_choices(name: str, label: str | Promise, choices: type[TextChoices], column: str = "") -> Facet:
    return Facet(
        name,
        label,
        F(column or name),
        lambda _terms: [Choice(member.value, member.value, str(member.label)) for member in choices],
    )


def _of_cases(name: str, label: str | Promise, made_of: tuple[str, ...], *cases: tuple[str, str | Promise, Q]) -> Facet:
    """Cases that shut each other out."""
    column = Case(*(When(condition, then=Value(value)) for value, _label, condition in cases), output_field=CharField())
    return Facet(
        name,
        label,
        column,
        lambda _terms: [Choice(value, value, str(label)) for value, label, _condition in cases],
        {value: condition for value, _label, condition in cases},
        made_of,
    )


def _weeks(more_than: int, up_to: int) -> Q:
    return Q(
        ends_on__gte=F("starts_on") + timedelta(weeks=more_than), ends_on__lt=F("starts_on") + timedelta(weeks=up_to)
    )


FACETS: tuple[Facet, ...] = (
    _of_terms("track", _("Career track")),
    _of_terms("specialty", _("Specialty")),
    _of_terms("setting", _("Setting")),
    _of_choices("kind", _("Kind of stay"), SlotKind),
    _of_cases(
        "paid",
        _("Stipend"),
        ("stipend",),
        ("yes", _("Paid"), Q(stipend__gt=0)),
        ("no", _("Unpaid"), Q(stipend=0)),
    ),
    _of_terms("hands_on", _("Hands-on level")),
    _of_choices("shifts", _("Shifts"), Shifts),
    _of_cases(
        "length",
        _("Length"),
        ("starts_on", "ends_on"),
        ("4", _("Up to 4 weeks"), Q(ends_on__lt=F("starts_on") + timedelta(weeks=4))),
        ("8", _("5 to 8 weeks"), _weeks(4, 8)),
        ("12", _("9 to 12 weeks"), _weeks(8, 12)),
        ("26", _("13 to 26 weeks"), _weeks(12, 26)),
        ("more", _("Longer"), Q(ends_on__gte=F("starts_on") + timedelta(weeks=26))),
    ),
    _of_cases(
        "load",
        _("Weekly load"),
        ("weekly_hours",),
        ("15", _("Up to 15 hours"), Q(weekly_hours__lte=15)),
        ("30", _("16 to 30 hours"), Q(weekly_hours__range=(16, 30))),
        ("more", _("More than 30 hours"), Q(weekly_hours__gt=30)),
    ),
    _of_choices("partner_kind", _("Partner"), PartnerKind, "partner__kind"),
    _of_terms("language", _("Language")),
)
BY_NAME = {facet.name: facet for facet in FACETS}
CITY = Facet("city", _("City"), F("city"), lambda _terms: [])
