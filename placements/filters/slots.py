"""Filters of a partner's own slots."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.filters import ListFilter
from placements.models import Slot
from placements.states import SlotState


class SlotFilter(ListFilter):
    """By words in title or department, and by state."""

    q = django_filters.CharFilter(label=_("Title or department"), method="by_words", max_length=100)
    state = django_filters.ChoiceFilter(
        label=_("Where it stands"), choices=SlotState.choices, empty_label=_("All but archived"), method="by_state"
    )

    class Meta:
        model = Slot
        fields = ("q", "state")

    def by_words(self, queryset: QuerySet[Slot], _name: str, value: str) -> QuerySet[Slot]:
        return queryset.filter(Q(title__icontains=value) | Q(department__name__icontains=value))

    def by_state(self, queryset: QuerySet[Slot], _name: str, value: str) -> QuerySet[Slot]:
        return queryset.filter(state=value)

    def filter_queryset(self, queryset: QuerySet[Slot]) -> QuerySet[Slot]:
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.exclude(state=SlotState.ARCHIVED)
