"""The filter of the register; every filter is in the address."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core import clock
from institutions.models import Interest, Partner, PartnerKind, Teaching, interest_on


class RegisterFilter(django_filters.FilterSet):
    """By words, kind, city and teaching status, and by one's own dealings with them."""

    q = django_filters.CharFilter(label=_("Words"), method="by_words", max_length=100)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=PartnerKind.choices, empty_label=_("Any kind"))
    city = django_filters.CharFilter(label=_("City"), lookup_expr="icontains", max_length=80)
    teaching = django_filters.ChoiceFilter(
        label=_("Teaching status"), choices=Teaching.choices, empty_label=_("Any status")
    )
    interest = django_filters.ChoiceFilter(
        label=_("How they stand"),
        choices=[*Interest.choices, ("unsaid", _("Nothing said"))],
        empty_label=_("Any"),
        method="by_interest",
    )
    agreement = django_filters.ChoiceFilter(
        label=_("Agreement"),
        choices=[("held", _("One that holds today")), ("none", _("None that holds today"))],
        empty_label=_("With or without"),
        method="by_agreement",
    )
    call = django_filters.ChoiceFilter(
        label=_("Next call"),
        choices=[("due", _("Due by today")), ("planned", _("Planned"))],
        empty_label=_("Any"),
        method="by_call",
    )

    class Meta:
        model = Partner
        fields = ("q", "kind", "city", "teaching", "interest", "agreement", "call")

    @property
    def active(self) -> int:
        """How many filters are set."""
        return sum(bool(value) for value in self.form.cleaned_data.values()) if self.form.is_valid() else 0

    def by_words(self, queryset: QuerySet[Partner], _name: str, value: str) -> QuerySet[Partner]:
        return queryset.named_like(value)

    def by_interest(self, queryset: QuerySet[Partner], _name: str, value: str) -> QuerySet[Partner]:
        return queryset.alias(stands=interest_on(clock.today())).filter(stands="" if value == "unsaid" else value)

    def by_agreement(self, queryset: QuerySet[Partner], _name: str, value: str) -> QuerySet[Partner]:
        return queryset.in_agreement(self.request.actor, clock.today(), held=value == "held")

    def by_call(self, queryset: QuerySet[Partner], _name: str, value: str) -> QuerySet[Partner]:
        planned = queryset.exclude(call_on=None)
        return planned.filter(call_on__lte=clock.today()) if value == "due" else planned
