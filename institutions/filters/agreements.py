"""The filter of agreements; every filter is in the address."""

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core import clock
from core.filters import ListFilter
from institutions.models import Agreement, Institute, Partner
from institutions.models.agreements import EXPIRING_WITHIN
from institutions.states import AgreementState

STAGES = (
    ("draft", _("Draft")),
    ("with_partner", _("With the partner")),
    ("returned", _("Returned by the partner")),
    ("upcoming", _("Signed, not begun")),
    ("active", _("In force")),
    ("expiring", _("Ends within 90 days")),
    ("over", _("Ended or renewed")),
)
ENDING = (("30", _("within 30 days")), ("60", _("within 60 days")), ("90", _("within 90 days")))
OVER = (AgreementState.EXPIRED, AgreementState.TERMINATED, AgreementState.RENEWED)


class AgreementFilter(ListFilter):
    """By words in title or party, by where it stands, by when it ends, by the other party."""

    q = django_filters.CharFilter(label=_("Words"), method="by_words", max_length=100)
    state = django_filters.ChoiceFilter(
        label=_("Where it stands"), choices=STAGES, empty_label=_("Anywhere"), method="by_stage"
    )
    ending = django_filters.ChoiceFilter(label=_("Ends"), choices=ENDING, empty_label=_("At any time"), method="by_end")
    partner = django_filters.ModelChoiceFilter(
        label=_("Partner"), queryset=Partner.objects.none(), empty_label=_("All partners")
    )
    institute = django_filters.ModelChoiceFilter(
        label=_("Institute"), queryset=Institute.objects.none(), empty_label=_("All institutes")
    )

    class Meta:
        model = Agreement
        fields = ("q", "state", "ending", "partner", "institute")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor = self.request.actor
        seen = Agreement.objects.visible_to(actor)
        if actor.partner_id:
            del self.filters["partner"]
            self.filters["institute"].queryset = (
                Institute.objects.filter(agreements__in=seen).distinct().order_by("name")
            )
        else:
            del self.filters["institute"]
            self.filters["partner"].queryset = Partner.objects.filter(agreements__in=seen).distinct().order_by("name")

    def by_words(self, queryset: QuerySet[Agreement], _name: str, value: str) -> QuerySet[Agreement]:
        return queryset.filter(
            Q(title__icontains=value) | Q(partner__name__icontains=value) | Q(institute__name__icontains=value)
        )

    def by_stage(self, queryset: QuerySet[Agreement], _name: str, value: str) -> QuerySet[Agreement]:
        """As `Agreement.stage` names them."""
        if value == "over":
            return queryset.filter(state__in=OVER)
        if value in AgreementState.values:
            return queryset.filter(state=value)
        today = clock.today()
        signed = queryset.filter(state=AgreementState.SIGNED)
        if value == "upcoming":
            return signed.filter(starts_on__gt=today)
        begun = signed.filter(starts_on__lte=today, ends_on__gte=today)
        soon = Q(ends_on__lte=today + EXPIRING_WITHIN)
        return begun.filter(soon if value == "expiring" else ~soon)

    def by_end(self, queryset: QuerySet[Agreement], _name: str, value: str) -> QuerySet[Agreement]:
        today = clock.today()
        return queryset.filter(
            state=AgreementState.SIGNED, ends_on__range=(today, today + timedelta(days=int(value)))
        ).order_by(F("ends_on"), "pk")
