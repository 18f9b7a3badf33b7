"""Filters of lists; every filter is in the address."""

from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core import clock
from institutions.models import Agreement, Institute, Interest, Partner, PartnerKind, Recording, Requirement
from institutions.models.agreements import EXPIRING_WITHIN
from institutions.states import AgreementState, RecordingState

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


class AgreementFilter(django_filters.FilterSet):
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


class RecordingFilter(django_filters.FilterSet):
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


WHOSE = {
    "partner": Q(partner__isnull=False) | Q(department__isnull=False),
    "programme": Q(programme__isnull=False),
    "agreement": Q(agreement__isnull=False),
}


class RequirementFilter(django_filters.FilterSet):
    """By words in title or who asks, by what the asker is, and whether it is still asked."""

    q = django_filters.CharFilter(label=_("Words"), method="by_words", max_length=100)
    whose = django_filters.ChoiceFilter(
        label=_("Asked by"),
        method="by_whose",
        empty_label=_("Anybody"),
        choices=[("partner", _("A partner")), ("programme", _("A programme")), ("agreement", _("An agreement"))],
    )

    class Meta:
        model = Requirement
        fields = ("q", "whose")

    def by_words(self, queryset: QuerySet[Requirement], _name: str, value: str) -> QuerySet[Requirement]:
        asker = Q(partner__name__icontains=value) | Q(department__name__icontains=value)
        asker |= Q(programme__name__icontains=value) | Q(agreement__title__icontains=value)
        return queryset.filter(asker | Q(title__icontains=value))

    def by_whose(self, queryset: QuerySet[Requirement], _name: str, value: str) -> QuerySet[Requirement]:
        return queryset.filter(WHOSE[value])

    @property
    def active(self) -> int:
        """How many filters are set."""
        return sum(bool(value) for value in self.form.cleaned_data.values()) if self.form.is_valid() else 0


class PartnerPickFilter(django_filters.FilterSet):
    """Finds partners to write to, on rows that carry `interest_now` and `agreed`."""

    q = django_filters.CharFilter(label=_("Name"), field_name="name", lookup_expr="icontains", max_length=100)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=PartnerKind.choices, empty_label=_("Any kind"))
    city = django_filters.CharFilter(label=_("City"), lookup_expr="icontains", max_length=80)
    interest = django_filters.ChoiceFilter(
        label=_("How they stand"),
        field_name="interest_now",
        choices=[*Interest.choices, ("unsaid", _("Nothing said"))],
        empty_label=_("Any"),
        method="by_interest",
    )
    agreement = django_filters.ChoiceFilter(
        label=_("Agreement with us"),
        choices=[("yes", _("In force")), ("no", _("None"))],
        empty_label=_("With or without"),
        method="by_agreement",
    )

    class Meta:
        model = Partner
        fields = ("q", "kind", "city", "interest", "agreement")

    @property
    def active(self) -> int:
        """How many filters are set."""
        return sum(bool(value) for value in self.form.cleaned_data.values()) if self.form.is_valid() else 0

    def by_interest(self, queryset: QuerySet[Partner], _name: str, value: str) -> QuerySet[Partner]:
        return queryset.filter(interest_now="" if value == "unsaid" else value)

    def by_agreement(self, queryset: QuerySet[Partner], _name: str, value: str) -> QuerySet[Partner]:
        return queryset.filter(agreed=value == "yes")
