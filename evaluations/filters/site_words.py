"""Filters of students' sentences about sites; every filter is in the address."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from core.filters import ListFilter
from evaluations.models import SiteWord
from evaluations.states import WordState
from institutions.models import Partner


class SiteWordFilter(ListFilter):
    """By where they stand, and about whom."""

    state = django_filters.ChoiceFilter(label=_("Where they stand"), choices=WordState.choices, empty_label=_("All"))
    partner = django_filters.ModelChoiceFilter(label=_("About"), queryset=Partner.objects.none(), empty_label=_("All"))

    class Meta:
        model = SiteWord
        fields = ("state", "partner")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = SiteWord.objects.visible_to(self.request.actor).values("partner")
        self.filters["partner"].queryset = Partner.objects.filter(pk__in=seen).order_by("name")
