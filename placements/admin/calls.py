"""Calls for places: a window; the office and the partners act in the portal."""

from django.contrib import admin
from django.http import HttpRequest

from core.admin import HistoryInline, ReadOnlyAdmin
from placements.models import Call, CallAnswer, CallTransition


class CallHistory(HistoryInline):
    """Moves of a call."""

    model = CallTransition


class AnswerInline(admin.TabularInline):  # type: ignore[type-arg]
    """What partners answered."""

    model = CallAnswer
    extra = 0
    can_delete = False
    fields = readonly_fields = (
        "partner",
        "interest",
        "places",
        "answered_at",
        "answered_by",
        "as_label",
        "via",
        "slot",
    )

    def has_add_permission(self, _request: HttpRequest, _obj: object = None) -> bool:
        return False


@admin.register(Call)
class CallAdmin(ReadOnlyAdmin):
    """Calls with answers and history."""

    list_display = ("title", "institute", "programme", "state", "places", "answer_by", "sent_at")
    list_filter = ("state", "kind", "institute")
    search_fields = ("title", "institute__name", "programme__name")
    date_hierarchy = "answer_by"
    list_select_related = ("institute", "programme")
    inlines = (AnswerInline, CallHistory)


@admin.register(CallAnswer)
class CallAnswerAdmin(ReadOnlyAdmin):
    """Answers of partners, over all calls."""

    list_display = ("call", "partner", "interest", "places", "answered_at", "via", "slot")
    list_filter = ("interest", "via", "call__institute")
    search_fields = ("call__title", "partner__name", "note")
    date_hierarchy = "answered_at"
    list_select_related = ("call", "partner", "slot")
