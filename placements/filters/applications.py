"""Filters of the list of applications; every filter is in the address."""

from typing import Any

import django_filters
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelChoiceField, ModelChoiceIterator

from accounts.models import User
from core.filters import ListFilter
from institutions.models import Partner
from placements.filters.words import looked_for, reads_one_partner
from placements.models import Application, Selection, Slot
from placements.states import OPENED, ApplicationState
from students.models import Student

SENT = [(state.value, state.label) for state in ApplicationState if state != ApplicationState.DRAFT]


NAMED = 100  # slots, in the box; the words find the others


def _own_slots(request: HttpRequest) -> QuerySet[Slot]:
    """The slots of the lead's partner, the chosen one and then the latest first; none for anybody else."""
    chosen = request.GET.get("slot", "")
    first = Case(When(pk=int(chosen) if chosen.isdecimal() else 0, then=Value(0)), default=Value(1))
    own = Slot.objects.filter(partner_id=request.actor.partner_id)  # type: ignore[attr-defined]
    return own.only("title", "partner").order_by(first, "-apply_by", "-pk")


class FewNamed(ModelChoiceIterator):
    """As many as a box can hold."""

    def __init__(self, field: Any) -> None:
        super().__init__(field)
        self.queryset = self.queryset[:NAMED]


class FewNamedField(ModelChoiceField):
    """Takes any row of its queryset and names the first of them."""

    iterator = FewNamed


class FewNamedFilter(django_filters.ModelChoiceFilter):
    """A box that stays a box where there are thousands."""

    field_class = FewNamedField


class ApplicationFilter(ListFilter):
    """By name, roll number, slot or partner; by state; a lead's also by slot."""

    q = django_filters.CharFilter(method="by_words")
    slot = FewNamedFilter(label=_("Slot"), queryset=_own_slots, empty_label=_("All"))
    state = django_filters.ChoiceFilter(label=_("Where it stands"), choices=SENT, empty_label=_("All"))

    class Meta:
        model = Application
        fields = ("q", "slot", "state")

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        self.filters["q"].label = looked_for(request.actor)  # type: ignore[attr-defined]
        if request.actor.partner_id is None:  # type: ignore[attr-defined]
            del self.filters["slot"]

    def by_words(self, queryset: QuerySet[Application], _name: str, value: str) -> QuerySet[Application]:
        # Students and slots are looked for first, each by itself: an OR across tables would read every row of one of them.
        actor = self.request.actor
        slots, students = Slot.objects.filter(title__icontains=value), Student.objects.all()
        is_partner = reads_one_partner(actor)
        if not is_partner:
            students = students.visible_to(actor)
        by_name = students.filter(user__in=User.objects.filter(name__icontains=value))
        found = Q(student__in=by_name) | Q(student__in=students.filter(roll_no__iexact=value))
        if is_partner:
            slots = slots.filter(partner_id=actor.partner_id)
            # Looking for a name must not find whom a blind review hides.
            found &= ~Q(slot__in=Selection.objects.filter(is_blind=True).values("slot")) | Q(state__in=OPENED)
        else:
            found |= Q(partner__in=Partner.objects.filter(name__icontains=value))
        return queryset.filter(found | Q(slot__in=slots) | _number(value))


def _number(value: str) -> Q:
    """“A-12” finds the application of that number."""
    digits = value.upper().removeprefix("A-")
    return Q(pk=int(digits)) if digits.isdecimal() and value.upper().startswith("A-") else Q(pk=None)
