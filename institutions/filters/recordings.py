"""The filter of what was recorded for somebody else; every filter is in the address."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.filters import ListFilter
from institutions.models import Recording
from institutions.states import RecordingState


class RecordingFilter(ListFilter):
    """By words in what was recorded or a person's name, where it stands, and what it rests on."""

    q = django_filters.CharFilter(label=_("Words"), method="by_words")
    state = django_filters.ChoiceFilter(
        label=_("Where it stands"), choices=RecordingState.choices, empty_label=_("All"), widget=forms.Select
    )
    source = django_filters.ChoiceFilter(
        label=_("Came"), choices=Recording.Source.choices, empty_label=_("Either way"), widget=forms.Select
    )

    class Meta:
        model = Recording
        fields = ("q", "state", "source")

    def by_words(self, queryset: QuerySet[Recording], _name: str, value: str) -> QuerySet[Recording]:
        return queryset.filter(
            Q(title__icontains=value) | Q(person__name__icontains=value) | Q(by__name__icontains=value)
        )
