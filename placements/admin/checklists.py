"""Checklists and their ticks: windows; the partner keeps its lists in the portal."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from placements.models import ChecklistItem, ChecklistTick


@admin.register(ChecklistItem)
class ChecklistItemAdmin(ReadOnlyAdmin):
    """What partners go through on the first day and the last."""

    list_display = ("text", "occasion", "partner", "position", "retired_at")
    list_filter = ("occasion", "partner")
    search_fields = ("text", "partner__name")
    list_select_related = ("partner",)


@admin.register(ChecklistTick)
class ChecklistTickAdmin(ReadOnlyAdmin):
    """Who ticked what, and when."""

    list_display = ("item", "student", "by", "at", "undone_at")
    list_filter = ("item__occasion", "placement__partner")
    search_fields = ("item__text", "placement__student__user__name", "placement__student__roll_no")
    date_hierarchy = "at"
    list_select_related = ("placement__student__user", "item", "by")

    @admin.display(ordering="placement__student__user__name")
    def student(self, tick: ChecklistTick) -> str:
        return tick.placement.student.user.name
