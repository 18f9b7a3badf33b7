"""Filters of the lists of students and of waiting records; every filter is in the address."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.filters import ListFilter
from institutions.models import EvidenceKind, Intake, Programme
from students.models import Record, Student


def programmes(request: HttpRequest) -> QuerySet[Programme]:
    """Those that the reader sees."""
    return Programme.objects.visible_to(request.actor).order_by("name")


def intakes(request: HttpRequest) -> QuerySet[Intake]:
    """Those that the reader sees, the newest first."""
    return (
        Intake.objects.visible_to(request.actor).select_related("programme").order_by("-starts_on", "programme__name")
    )


def waiting_kinds(request: HttpRequest) -> QuerySet[EvidenceKind]:
    """Those of which something waits for the reader."""
    waiting = Record.objects.visible_to(request.actor).waiting().order_by()
    return EvidenceKind.objects.visible_to(request.actor).filter(pk__in=waiting.values("kind"))


class RecordFilter(ListFilter):
    """By words in name or roll number; by kind."""

    q = django_filters.CharFilter(label=_("Name or roll number"), method="by_words")
    kind = django_filters.ModelChoiceFilter(label=_("Kind"), queryset=waiting_kinds, empty_label=_("All"))

    class Meta:
        model = Record
        fields = ("q", "kind")

    def by_words(self, queryset: QuerySet[Record], _name: str, value: str) -> QuerySet[Record]:
        return queryset.filter(Q(student__user__name__icontains=value) | Q(student__roll_no__icontains=value))


class StudentFilter(ListFilter):
    """By words in name, address or roll number; by programme and intake; by how far they are."""

    q = django_filters.CharFilter(label=_("Name, e-mail or roll number"), method="by_words")
    programme = django_filters.ModelChoiceFilter(label=_("Programme"), queryset=programmes, empty_label=_("All"))
    intake = django_filters.ModelChoiceFilter(label=_("Intake"), queryset=intakes, empty_label=_("All"))
    account = django_filters.ChoiceFilter(
        label=_("Account"),
        method="by_account",
        choices=[
            ("invited", _("Invited, not yet in use")),
            ("unready", _("In use, profile incomplete")),
            ("ready", _("Profile complete")),
        ],
        empty_label=_("All"),
        widget=forms.Select,
    )

    class Meta:
        model = Student
        fields = ("q", "programme", "intake", "account")

    def by_words(self, queryset: QuerySet[Student], _name: str, value: str) -> QuerySet[Student]:
        return queryset.filter(
            Q(user__name__icontains=value) | Q(user__email__icontains=value) | Q(roll_no__icontains=value)
        )

    def by_account(self, queryset: QuerySet[Student], _name: str, value: str) -> QuerySet[Student]:
        conditions = {
            "invited": Q(user__claimed_at=None),
            "unready": Q(user__claimed_at__isnull=False, profile_done_at=None),
            "ready": Q(user__claimed_at__isnull=False, profile_done_at__isnull=False),
        }
        return queryset.filter(conditions[value])
