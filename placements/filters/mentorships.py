"""Filters of the list of mentorships; every filter is in the address."""

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core import clock
from core.filters import ListFilter
from placements.models import MentorAsk, Mentorship

STANDING = (("running", _("Running")), ("over", _("Over")), ("asked", _("Somebody else is asked for")))


class MentorshipFilter(ListFilter):
    """By mentor, student or roll number, and where it stands."""

    q = django_filters.CharFilter(label=_("Mentor, student or roll number"), method="by_words", max_length=100)
    standing = django_filters.ChoiceFilter(
        label=_("Where it stands"), choices=STANDING, empty_label=_("All"), method="by_standing"
    )

    class Meta:
        model = Mentorship
        fields = ("q", "standing")

    def by_words(self, queryset: QuerySet[Mentorship], _name: str, value: str) -> QuerySet[Mentorship]:
        return queryset.filter(
            Q(student__user__name__icontains=value)
            | Q(student__roll_no__iexact=value)
            | Q(mentor__user__name__icontains=value)
        )

    def by_standing(self, queryset: QuerySet[Mentorship], _name: str, value: str) -> QuerySet[Mentorship]:
        running = queryset.running(clock.today())  # type: ignore[attr-defined]
        if value == "asked":
            asks = MentorAsk.objects.visible_to(self.request.actor).standing().filter(mentorship=OuterRef("pk"))
            return running.filter(Exists(asks))  # type: ignore[no-any-return]
        return running if value == "running" else queryset.exclude(pk__in=running.values("pk"))
