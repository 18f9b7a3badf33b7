"""Placements: a window; the two offices act in the portal."""

from django.contrib import admin

from core.admin import HistoryInline, ReadOnlyAdmin
from placements.models import Placement, PlacementTransition


class PlacementHistory(HistoryInline):
    """Moves of a placement."""

    model = PlacementTransition


@admin.register(Placement)
class PlacementAdmin(ReadOnlyAdmin):
    """Placements with their history."""

    list_display = (
        "student",
        "slot",
        "partner",
        "institute",
        "state",
        "starts_on",
        "ends_on",
        "approved_minutes",
        "required_minutes",
    )
    list_filter = ("state", "full_time", "institute", "partner")
    search_fields = ("student__user__name", "student__roll_no", "slot__title", "partner__name")
    date_hierarchy = "starts_on"
    list_select_related = ("student__user", "slot", "partner", "institute")
    inlines = (PlacementHistory,)
