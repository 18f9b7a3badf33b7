"""Slots: a window; the partner's lead writes and moves them in the portal."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from core.admin import HistoryInline
from placements.models import Allotment, Objective, Slot, SlotTransition


class SlotHistory(HistoryInline):
    """Moves of a slot."""

    model = SlotTransition


class _Part(admin.TabularInline):  # type: ignore[type-arg]
    """What belongs to a slot, to read."""

    extra = 0
    can_delete = False

    def has_add_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


class ObjectiveInline(_Part):
    """Objectives in order."""

    model = Objective
    fields = ("position", "text", "competency", "target", "participation")


class AllotmentInline(_Part):
    """Places kept for institutes."""

    model = Allotment
    fields = ("institute", "places", "held", "returns_on")
    readonly_fields = ("held",)


@admin.register(Slot)
class SlotAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Slots with objectives, allotments and history. Words may be mended here; what binds is read only."""

    list_display = ("title", "partner", "department", "state", "places", "held", "apply_by", "starts_on")
    list_filter = (
        "state",
        "kind",
        "track",
        "specialty",
        "setting",
        "hands_on",
        "language",
        "shifts",
        "partner",
        "full_time",
        "asks_for_endorsement",
    )
    search_fields = ("title", "partner__name", "department__name", "city")
    date_hierarchy = "starts_on"
    list_select_related = ("partner", "department")
    inlines = (ObjectiveInline, AllotmentInline, SlotHistory)
    fields = (
        ("title", "state"),
        ("partner", "department"),
        ("track", "specialty", "kind", "city"),
        ("setting", "hands_on", "language", "shifts"),
        "report_to",
        "summary",
        "supervisor",
        ("starts_on", "ends_on", "apply_by"),
        ("places", "held", "allotted", "open_held"),
        ("weekly_hours", "required_hours", "full_time", "stipend"),
        "statement_points",
        ("documents_asked", "references_asked", "asks_for_endorsement"),
        ("is_public", "agreement_follows"),
        ("published_at", "confirmed_at"),
    )
    autocomplete_fields = ("track", "specialty")

    def get_readonly_fields(self, _request: HttpRequest, _obj: Any = None) -> tuple[str, ...]:
        """All but the words."""
        words = {
            "title",
            "summary",
            "city",
            "report_to",
            "track",
            "specialty",
            "setting",
            "hands_on",
            "language",
            "shifts",
            "statement_points",
        }
        names = (name for row in self.fields or () for name in ([row] if isinstance(row, str) else row))
        return tuple(str(name) for name in names if name not in words)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False
