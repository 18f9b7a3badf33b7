"""The public search. Every choice is in the address, so that it can be shared and kept."""

from typing import Any

import django_filters
from django import forms
from django.core.cache import cache
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from core import clock
from core.filters import ListFilter
from placements.models import Slot, Track
from placements.policies.applications import student_of
from placements.policies.slots import reachable
from placements.states import SlotState

SORTS = (("deadline", _("Deadline, the soonest first")), ("newest", _("The newest first")))
MOST_CITIES = 200
CITIES_KEPT_FOR = 60  # seconds


def city_choices() -> list[tuple[str, str]]:
    """Where public slots are. Kept for a minute: the query reads every one of them."""
    cities = cache.get_or_set("internship_cities", _cities, CITIES_KEPT_FOR)
    return [(city, city) for city in cities]


def _cities() -> list[str]:
    shown = Slot.objects.filter(state=SlotState.PUBLISHED, is_public=True)
    return list(shown.order_by("city").values_list("city", flat=True).distinct()[:MOST_CITIES])


class InternshipFilter(ListFilter):
    """By words, track and city; what a student may apply for; closed ones only when asked for."""

    q = django_filters.CharFilter(label=_("Words"), method="by_words", max_length=100)
    track = django_filters.ModelChoiceFilter(
        label=_("Career track"),
        queryset=Track.objects.order_by("position", "name"),
        to_field_name="slug",
        empty_label=_("Any track"),
    )
    city = django_filters.ChoiceFilter(label=_("City"), empty_label=_("Any city"), choices=city_choices)
    mine = django_filters.BooleanFilter(
        label=_("Only what I may apply for"), method="by_reach", widget=forms.CheckboxInput
    )
    closed = django_filters.BooleanFilter(label=_("Closed ones too"), method="by_state", widget=forms.CheckboxInput)
    sort = django_filters.ChoiceFilter(
        label=_("Sort by"), choices=SORTS, empty_label=_("What fits best"), method="in_order"
    )

    class Meta:
        model = Slot
        fields = ("q", "track", "city", "mine", "closed", "sort")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_guess = False
        self.student = student_of(self.request.actor)
        if self.student is None:
            del self.filters["mine"]

    def by_words(self, queryset: QuerySet[Slot], _name: str, value: str) -> QuerySet[Slot]:
        """The words themselves; where nothing holds them, words that look alike. One query to know which."""
        found = queryset.matching(value)  # type: ignore[attr-defined]
        # Asked before the other filters: what is nowhere at all is a typing error, what is only in another city is not.
        if _is_precise(value) or found.exists():
            return found
        self.is_guess = True
        return queryset.resembling(value)  # type: ignore[attr-defined]

    def by_reach(self, queryset: QuerySet[Slot], _name: str, value: bool) -> QuerySet[Slot]:  # noqa: FBT001 - django-filter’s signature
        return reachable(queryset, self.student) if value and self.student else queryset

    def by_state(self, queryset: QuerySet[Slot], _name: str, value: bool | None) -> QuerySet[Slot]:  # noqa: FBT001 - django-filter’s signature
        return queryset if value else queryset.open_on(clock.now())  # type: ignore[attr-defined]

    def in_order(self, queryset: QuerySet[Slot], _name: str, value: str) -> QuerySet[Slot]:
        if value == "newest":
            return queryset.order_by(F("published_at").desc(nulls_last=True), "-pk")
        return queryset.order_by("apply_by", "pk")

    def filter_queryset(self, queryset: QuerySet[Slot]) -> QuerySet[Slot]:
        found = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("sort"):
            return found
        return (
            found.order_by("-rank", "apply_by", "pk")
            if self.form.cleaned_data.get("q")
            else found.order_by("apply_by", "pk")
        )


def _is_precise(value: str) -> bool:
    """True for words in quotation marks, or with one to leave out: who writes so wants no guesses."""
    return any(word.startswith("-") or '"' in word for word in value.split())
