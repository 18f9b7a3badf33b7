"""Filters of the lists of papers."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.filters import ListFilter
from evaluations.models import Certificate
from evaluations.states import CertificateState


class CertificateFilter(ListFilter):
    """By the student's name, roll number or the serial, and by whether it holds."""

    q = django_filters.CharFilter(label=_("Name, roll number or serial"), method="by_words")
    state = django_filters.ChoiceFilter(label=_("Holds"), choices=CertificateState, empty_label=_("All"))

    class Meta:
        model = Certificate
        fields = ("q", "state")

    def by_words(self, queryset: QuerySet[Certificate], _name: str, value: str) -> QuerySet[Certificate]:
        of_student = Q(placement__student__user__name__icontains=value) | Q(
            placement__student__roll_no__icontains=value
        )
        return queryset.filter(of_student | Q(serial__icontains=value))
