"""Evaluations: a window; their people act in the portal."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from core.admin import HistoryInline, ReadOnlyAdmin
from evaluations.models import Answer, Evaluation, EvaluationTransition, Occasion


class EvaluationHistory(HistoryInline):
    """Moves of an evaluation."""

    model = EvaluationTransition


class AnswerInline(admin.TabularInline):  # type: ignore[type-arg]
    """What was answered, read-only."""

    model = Answer
    extra = 0
    can_delete = False
    fields = readonly_fields = ("criterion", "point", "not_observed", "text")

    def has_add_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


@admin.register(Evaluation)
class EvaluationAdmin(ReadOnlyAdmin):
    """Evaluations with their answers and history."""

    list_display = ("student", "occasion", "evaluator", "state", "opens_on", "due_at", "submitted_at", "via")
    list_filter = ("state", "occasion", "via", "placement__institute", "placement__partner")
    search_fields = ("placement__student__user__name", "placement__slot__title", "evaluator__user__name")
    date_hierarchy = "due_at"
    list_select_related = ("placement__student__user", "evaluator__user", "evaluator__institute", "evaluator__partner")
    inlines = (AnswerInline, EvaluationHistory)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evaluation]:
        """All but the ratings of a site: those are their writers' alone, and count with others from five up."""
        return super().get_queryset(request).exclude(occasion=Occasion.SITE)

    @admin.display(description="student")
    def student(self, evaluation: Evaluation) -> str:
        return str(evaluation.placement.student)
