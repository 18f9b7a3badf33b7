"""Filters of the list of applications; every filter is in the address."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.actor import Role
from placements.models import Application, Slot
from placements.states import OPENED, ApplicationState

SENT = [(state.value, state.label) for state in ApplicationState if state != ApplicationState.DRAFT]


def _own_slots(request: HttpRequest) -> QuerySet[Slot]:
    """The slots of the lead's partner; none for anybody else."""
    return Slot.objects.visible_to(request.actor).filter(partner_id=request.actor.partner_id).order_by("title", "pk")  # type: ignore[attr-defined]


class ApplicationFilter(django_filters.FilterSet):
    """By name, roll number, slot or partner; by state; a lead's also by slot."""

    q = django_filters.CharFilter(label=_("Student, slot or partner"), method="by_words")
    slot = django_filters.ModelChoiceFilter(label=_("Slot"), queryset=_own_slots, empty_label=_("All"))
    state = django_filters.ChoiceFilter(label=_("Where it stands"), choices=SENT, empty_label=_("All"))

    class Meta:
        model = Application
        fields = ("q", "slot", "state")

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        if request.actor.partner_id is None:  # type: ignore[attr-defined]
            del self.filters["slot"]

    def by_words(self, queryset: QuerySet[Application], _name: str, value: str) -> QuerySet[Application]:
        named = Q(student__user__name__icontains=value) | Q(student__roll_no__iexact=value)
        if self.request.actor.acts_as(Role.LEAD, Role.SUPERVISOR):
            # Looking for a name must not find whom a blind review hides.
            named &= Q(slot__selection__isnull=True) | Q(slot__selection__is_blind=False) | Q(state__in=OPENED)
        return queryset.filter(
            named | Q(slot__title__icontains=value) | Q(slot__partner__name__icontains=value) | _number(value)
        )


def _number(value: str) -> Q:
    """“A-12” finds the application of that number."""
    digits = value.upper().removeprefix("A-")
    return Q(pk=int(digits)) if digits.isdecimal() and value.upper().startswith("A-") else Q(pk=None)
