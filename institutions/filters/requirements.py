"""The filter of what is asked before the first day; every filter is in the address."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.filters import ListFilter
from institutions.models import Requirement

WHOSE = {
    "partner": Q(partner__isnull=False) | Q(department__isnull=False),
    "programme": Q(programme__isnull=False),
    "agreement": Q(agreement__isnull=False),
}


class RequirementFilter(ListFilter):
    """By words in title or who asks, by what the asker is, and whether it is still asked."""

    q = django_filters.CharFilter(label=_("Words"), method="by_words", max_length=100)
    whose = django_filters.ChoiceFilter(
        label=_("Asked by"),
        method="by_whose",
        empty_label=_("Anybody"),
        choices=[("partner", _("A partner")), ("programme", _("A programme")), ("agreement", _("An agreement"))],
    )

    class Meta:
        model = Requirement
        fields = ("q", "whose")

    def by_words(self, queryset: QuerySet[Requirement], _name: str, value: str) -> QuerySet[Requirement]:
        asker = Q(partner__name__icontains=value) | Q(department__name__icontains=value)
        asker |= Q(programme__name__icontains=value) | Q(agreement__title__icontains=value)
        return queryset.filter(asker | Q(title__icontains=value))

    def by_whose(self, queryset: QuerySet[Requirement], _name: str, value: str) -> QuerySet[Requirement]:
        return queryset.filter(WHOSE[value])
