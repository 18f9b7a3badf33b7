"""Filters of the list of placements; every filter is in the address."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.filters import ListFilter
from institutions.models import Agreement
from placements.filters.words import looked_for, reads_one_partner
from placements.models import Placement, under
from placements.states import PlacementState


def _chosen(request: HttpRequest) -> QuerySet[Agreement]:
    """The agreement of the address, if the actor may see it: to name all of them would cost every list a question."""
    chosen = request.GET.get("agreement", "")
    seen = Agreement.objects.visible_to(request.actor)  # type: ignore[attr-defined]
    return seen.filter(pk=int(chosen) if chosen.isdecimal() else 0)


class PlacementFilter(ListFilter):
    """By name, roll number, slot or partner, and by state; by agreement where a page leads here with one."""

    q = django_filters.CharFilter(method="by_words")
    state = django_filters.ChoiceFilter(
        label=_("Where it stands"), choices=PlacementState.choices, empty_label=_("All")
    )

    agreement = django_filters.ModelChoiceFilter(
        label=_("Agreement"), queryset=_chosen, empty_label=_("All"), method="by_agreement"
    )

    class Meta:
        model = Placement
        fields = ("q", "state", "agreement")

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        self.filters["q"].label = looked_for(request.actor)  # type: ignore[attr-defined]
        if not request.GET.get("agreement"):
            del self.filters["agreement"]

    def by_agreement(self, queryset: QuerySet[Placement], _name: str, value: Agreement) -> QuerySet[Placement]:
        return queryset.filter(under(value))

    def by_words(self, queryset: QuerySet[Placement], _name: str, value: str) -> QuerySet[Placement]:
        found = Q(student__user__name__icontains=value) | Q(student__roll_no__iexact=value)
        if not reads_one_partner(self.request.actor):
            found |= Q(partner__name__icontains=value)
        return queryset.filter(found | Q(slot__title__icontains=value))
