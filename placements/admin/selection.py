"""How slots choose, reviews, decisions, interviews: windows; leads, reviewers and students act in the portal."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from core.admin import HistoryInline, ReadOnlyAdmin
from placements.models import (
    Conflict,
    Decision,
    Interview,
    InterviewTime,
    InterviewTransition,
    QuotaGroup,
    Review,
    Reviewer,
    Score,
    Selection,
    SelectionCriterion,
)


class Part(admin.TabularInline):  # type: ignore[type-arg]
    """Rows of a selection or review, read-only. Subclasses name the model and its columns."""

    extra = 0
    can_delete = False

    def has_add_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


class CriterionInline(Part):
    """What is judged."""

    model = SelectionCriterion
    fields = ("stage", "position", "text", "weight", "guide")


class ReviewerInline(Part):
    """Who judges beside the leads."""

    model = Reviewer
    fields = ("membership",)


class GroupInline(Part):
    """Who has places kept."""

    model = QuotaGroup
    fields = ("position", "name", "places", "for_women", "cities", "leftovers")


@admin.register(Selection)
class SelectionAdmin(ReadOnlyAdmin):
    """How each slot chooses."""

    list_display = (
        "slot",
        "is_blind",
        "has_interviews",
        "shows_merit",
        "merit_asked",
        "frozen_at",
        "release_at",
        "released_at",
    )
    list_filter = ("is_blind", "has_interviews", "shows_merit", "slot__partner")
    search_fields = ("slot__title", "slot__partner__name")
    list_select_related = ("slot",)
    inlines = (CriterionInline, ReviewerInline, GroupInline)


class ScoreInline(Part):
    """Points on each criterion."""

    model = Score
    fields = ("criterion", "points")


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    """What reviewers gave."""

    list_display = ("application", "stage", "person", "percent", "given_at")
    list_filter = ("stage", "application__slot__partner")
    search_fields = ("person__name", "application__slot__title", "application__student__user__name")
    date_hierarchy = "given_at"
    list_select_related = ("application", "person")
    inlines = (ScoreInline,)


@admin.register(Conflict)
class ConflictAdmin(ReadOnlyAdmin):
    """Who stepped back from what."""

    list_display = ("application", "person", "reason", "declared_at")
    list_filter = ("application__slot__partner",)
    search_fields = ("person__name", "application__slot__title")
    list_select_related = ("application", "person")


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """Decisions, prepared and released."""

    list_display = ("application", "outcome", "code", "group", "by", "at", "released_at")
    list_filter = ("outcome", "code", "application__slot__partner")
    search_fields = ("application__slot__title", "application__student__user__name", "reason")
    date_hierarchy = "at"
    list_select_related = ("application", "by")


@admin.register(InterviewTime)
class InterviewTimeAdmin(ReadOnlyAdmin):
    """Times on offer."""

    list_display = ("slot", "interviewer", "starts_at", "ends_at", "place")
    list_filter = ("slot__partner",)
    search_fields = ("slot__title", "interviewer__user__name", "place")
    date_hierarchy = "starts_at"
    list_select_related = ("slot", "interviewer__user")


class InterviewHistory(HistoryInline):
    """Moves of an interview."""

    model = InterviewTransition


@admin.register(Interview)
class InterviewAdmin(ReadOnlyAdmin):
    """Interviews with their history."""

    list_display = ("application", "state", "student", "person", "during")
    list_filter = ("state", "application__slot__partner")
    search_fields = ("student__user__name", "application__slot__title", "person__name")
    list_select_related = ("application", "student__user", "person")
    inlines = (InterviewHistory,)
