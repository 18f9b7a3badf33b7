"""Filters of the list of students by how far they are; every filter is in the address."""

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.filters import ListFilter
from core.words import listed
from institutions.models import Partner
from placements.models import NO_OFFER, UNPLACED, Placement, Stage
from students.filters import intakes, programmes
from students.models import Student

GROUPS = {"unplaced": UNPLACED, "no_offer": NO_OFFER}
CHOICES = [("unplaced", _("Without a place")), ("no_offer", _("Without a place or an offer")), *Stage.choices]

ENROLLED = "enrolled"
WHO = [(ENROLLED, _("Enrolled")), ("sponsored", _("Sponsored"))]


def _hosts(request: HttpRequest) -> QuerySet[Partner]:
    """Partners where students of the reader are, were or will be."""
    stays = Placement.objects.visible_to(request.actor).live()  # type: ignore[attr-defined]
    return Partner.objects.filter(pk__in=stays.values("partner")).order_by("name")


class StandingFilter(ListFilter):
    """By name or roll number, programme, intake, stage and host; on rows that carry `stage`."""

    q = django_filters.CharFilter(label=_("Name or roll number"), method="by_words", max_length=100)
    programme = django_filters.ModelChoiceFilter(label=_("Programme"), queryset=programmes, empty_label=_("All"))
    intake = django_filters.ModelChoiceFilter(label=_("Intake"), queryset=intakes, empty_label=_("All"))
    stage = django_filters.ChoiceFilter(
        label=_("How far"), method="by_stage", choices=CHOICES, empty_label=_("All students")
    )

    partner = django_filters.ModelChoiceFilter(
        label=_("At partner"), queryset=_hosts, empty_label=_("Any"), method="by_partner"
    )

    who = django_filters.ChoiceFilter(
        label=_("Enrolled or sponsored"), method="by_who", choices=WHO, empty_label=_("All")
    )

    class Meta:
        model = Student
        fields = ("q", "programme", "intake", "stage", "partner", "who")

    @property
    def active(self) -> int:
        """How many filters are set."""
        return sum(bool(value) for value in self.form.cleaned_data.values()) if self.form.is_valid() else 0

    @property
    def in_words(self) -> str:
        """The filters as a sentence says them; “all students” without any."""
        chosen = self.form.cleaned_data if self.form.is_valid() else {}
        stages = dict(CHOICES + WHO)
        said = [str(stages.get(value, value)) for value in chosen.values() if value]
        return listed(said) or gettext("all students")

    def by_partner(self, queryset: QuerySet[Student], _name: str, value: Partner) -> QuerySet[Student]:
        return queryset.filter(Exists(Placement.objects.live().filter(student=OuterRef("pk"), partner=value)))

    def by_who(self, queryset: QuerySet[Student], _name: str, value: str) -> QuerySet[Student]:
        return queryset.filter(sponsored_as="") if value == ENROLLED else queryset.exclude(sponsored_as="")

    def by_words(self, queryset: QuerySet[Student], _name: str, value: str) -> QuerySet[Student]:
        return queryset.filter(Q(user__name__icontains=value) | Q(roll_no__icontains=value))

    def by_stage(self, queryset: QuerySet[Student], _name: str, value: str) -> QuerySet[Student]:
        return queryset.filter(stage__in=GROUPS.get(value, (value,)))
