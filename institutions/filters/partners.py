"""Filters of partners: of the public list, of those to write to, of the register. Every filter is in the address."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core import clock
from core.filters import ListFilter
from institutions.models import Interest, Partner, PartnerKind, Teaching, interest_on

STANDINGS = [*Interest.choices, ("unsaid", _("Nothing said"))]


class PartnerFilter(ListFilter):
    """By name however it is spelt, kind and city."""

    q = django_filters.CharFilter(label=_("Name"), method="by_words", max_length=100)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=PartnerKind.choices, empty_label=_("Any kind"))
    city = django_filters.CharFilter(label=_("City"), lookup_expr="icontains", max_length=80)

    class Meta:
        model = Partner
        fields: tuple[str, ...] = ("q", "kind", "city")

    def by_words(self, queryset: QuerySet[Partner], _name: str, value: str) -> QuerySet[Partner]:
        return queryset.named_like(value)


class PartnerPickFilter(PartnerFilter):
    """Finds partners to write to, on rows that carry `interest_now` and `agreed`."""

    interest = django_filters.ChoiceFilter(
        label=_("How they stand"), choices=STANDINGS, empty_label=_("Any"), method="by_interest"
    )
    agreement = django_filters.ChoiceFilter(
        label=_("Agreement with us"),
        choices=[("yes", _("In force")), ("no", _("None"))],
        empty_label=_("With or without"),
        method="by_agreement",
    )

    class Meta(PartnerFilter.Meta):
        fields = (*PartnerFilter.Meta.fields, "interest", "agreement")

    def by_interest(self, queryset: QuerySet[Partner], _name: str, value: str) -> QuerySet[Partner]:
        return queryset.filter(interest_now="" if value == "unsaid" else value)

    def by_agreement(self, queryset: QuerySet[Partner], _name: str, value: str) -> QuerySet[Partner]:
        return queryset.filter(agreed=value == "yes")


class RegisterFilter(PartnerFilter):
    """By teaching status too, and by one's own dealings with them."""

    teaching = django_filters.ChoiceFilter(
        label=_("Teaching status"), choices=Teaching.choices, empty_label=_("Any status")
    )
    interest = django_filters.ChoiceFilter(
        label=_("How they stand"), choices=STANDINGS, empty_label=_("Any"), method="by_interest"
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

    class Meta(PartnerFilter.Meta):
        fields = (*PartnerFilter.Meta.fields, "teaching", "interest", "agreement", "call")

    def by_interest(self, queryset: QuerySet[Partner], _name: str, value: str) -> QuerySet[Partner]:
        return queryset.alias(stands=interest_on(clock.today())).filter(stands="" if value == "unsaid" else value)

    def by_agreement(self, queryset: QuerySet[Partner], _name: str, value: str) -> QuerySet[Partner]:
        return queryset.in_agreement(self.request.actor, clock.today(), held=value == "held")

    def by_call(self, queryset: QuerySet[Partner], _name: str, value: str) -> QuerySet[Partner]:
        planned = queryset.exclude(call_on=None)
        return planned.filter(call_on__lte=clock.today()) if value == "due" else planned
