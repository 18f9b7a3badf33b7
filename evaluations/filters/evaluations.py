"""Filters of the list of evaluations."""

import django_filters
from django.db.models import Case, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _

from core.filters import ListFilter
from evaluations.models import Evaluation
from evaluations.states import LOCKED, WRITABLE, EvaluationState

# What people look for, rather than every state by its name.
GROUPS = {
    "waiting": (_("Waiting for the evaluator"), WRITABLE),
    "unassigned": (_("Needs an evaluator"), {EvaluationState.UNASSIGNED}),
    "planned": (_("Planned"), {EvaluationState.SCHEDULED}),
    "submitted": (_("Submitted"), LOCKED),
    "over": (_("Replaced or not needed"), {EvaluationState.SUPERSEDED, EvaluationState.CANCELLED}),
}

_AHEAD = Q(state__in=[*WRITABLE, EvaluationState.SCHEDULED, EvaluationState.UNASSIGNED])
# What is open or to come, the soonest due first; then the rest, the latest first.
IN_TURN = (Case(When(_AHEAD, then=0), default=1), Case(When(_AHEAD, then="due_at")), "-due_at", "pk")


class EvaluationFilter(ListFilter):
    """By the student's or the slot's words, and by where it stands."""

    q = django_filters.CharFilter(label=_("Words"), method="by_words")
    stands = django_filters.ChoiceFilter(
        label=_("Where it stands"),
        choices=[(key, label) for key, (label, _states) in GROUPS.items()],
        empty_label=_("All"),
        method="by_group",
    )

    class Meta:
        model = Evaluation
        fields = ("q", "stands")

    def by_words(self, queryset: QuerySet[Evaluation], _name: str, value: str) -> QuerySet[Evaluation]:
        of_student = Q(placement__student__user__name__icontains=value)
        return queryset.filter(
            of_student | Q(placement__slot__title__icontains=value) | Q(placement__partner__name__icontains=value)
        )

    def by_group(self, queryset: QuerySet[Evaluation], _name: str, value: str) -> QuerySet[Evaluation]:
        return queryset.filter(state__in=GROUPS[value][1])
