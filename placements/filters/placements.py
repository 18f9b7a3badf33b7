"""Filters of the list of placements; every filter is in the address."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.filters import ListFilter
from placements.models import Placement
from placements.states import PlacementState


class PlacementFilter(ListFilter):
    """By name, roll number, slot or partner, and by state."""

    q = django_filters.CharFilter(label=_("Student, slot or partner"), method="by_words")
    state = django_filters.ChoiceFilter(
        label=_("Where it stands"), choices=PlacementState.choices, empty_label=_("All")
    )

    class Meta:
        model = Placement
        fields = ("q", "state")

    def by_words(self, queryset: QuerySet[Placement], _name: str, value: str) -> QuerySet[Placement]:
        return queryset.filter(
            Q(student__user__name__icontains=value)
            | Q(student__roll_no__iexact=value)
            | Q(slot__title__icontains=value)
            | Q(partner__name__icontains=value)
        )
