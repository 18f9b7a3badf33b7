"""Filters of the list of incidents; every filter is in the address."""

import django_filters
from django.utils.translation import gettext_lazy as _

from core.filters import ListFilter
from placements.models import Incident, IncidentKind
from placements.states_support import IncidentState


class IncidentFilter(ListFilter):
    """By what happened and where it stands."""

    kind = django_filters.ChoiceFilter(
        label=_("What happened"), choices=IncidentKind.choices, empty_label=_("Anything")
    )
    state = django_filters.ChoiceFilter(label=_("Where it stands"), choices=IncidentState.choices, empty_label=_("All"))

    class Meta:
        model = Incident
        fields = ("kind", "state")
