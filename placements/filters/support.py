"""Filters of the list of who may need help. What is computed of a row is kept or left out by `keeps`."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.filters import ListFilter
from institutions.models import Partner, Programme
from placements.models import Placement, SupportPlan
from placements.risk import Kind, Signal

PLANS = (("with", _("With a plan")), ("without", _("Without a plan")))


class SupportFilter(ListFilter):
    """By name or roll number, programme, partner; by what was seen, and whether there is a plan."""

    q = django_filters.CharFilter(label=_("Name or roll number"), method="by_words", max_length=100)
    signal = django_filters.ChoiceFilter(
        label=_("What was seen"), choices=Kind.choices, empty_label=_("Anything"), method="later"
    )
    plan = django_filters.ChoiceFilter(label=_("Support plan"), choices=PLANS, empty_label=_("All"), method="later")
    programme = django_filters.ModelChoiceFilter(
        label=_("Programme"), field_name="student__programme", queryset=Programme.objects.none(), empty_label=_("All")
    )
    partner = django_filters.ModelChoiceFilter(
        label=_("Partner"), queryset=Partner.objects.none(), empty_label=_("All")
    )

    class Meta:
        model = Placement
        fields = ("q", "signal", "plan", "programme", "partner")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor = self.request.actor
        self.filters["programme"].queryset = Programme.objects.visible_to(actor).order_by("name")
        here = Placement.objects.visible_to(actor).values("partner")
        self.filters["partner"].queryset = Partner.objects.filter(pk__in=here).order_by("name")

    def by_words(self, queryset: QuerySet[Placement], _name: str, value: str) -> QuerySet[Placement]:
        return queryset.filter(Q(student__user__name__icontains=value) | Q(student__roll_no__iexact=value))

    def later(self, queryset: QuerySet[Placement], _name: str, _value: str) -> QuerySet[Placement]:
        """Judged in Python, row by row."""
        return queryset

    def keeps(self, signals: tuple[Signal, ...], plan: SupportPlan | None) -> bool:
        """Whether a row with these signals and this plan fits."""
        said = self.form.cleaned_data if self.form.is_valid() else {}
        fits = not said.get("signal") or any(signal.kind == said["signal"] for signal in signals)
        return fits and (not said.get("plan") or (said["plan"] == "with") == (plan is not None))
