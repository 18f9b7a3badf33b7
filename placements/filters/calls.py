"""Filters of an institute's calls for places."""

import django_filters
from django.utils.translation import gettext_lazy as _

from core.filters import ListFilter
from placements.models import Call
from placements.states import CallState


class CallFilter(ListFilter):
    """By words in the title, and by state."""

    q = django_filters.CharFilter(label=_("Title"), field_name="title", lookup_expr="icontains", max_length=100)
    state = django_filters.ChoiceFilter(label=_("Where it stands"), choices=CallState.choices, empty_label=_("All"))

    class Meta:
        model = Call
        fields = ("q", "state")
