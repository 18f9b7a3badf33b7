"""Who was reminded when, and by whom."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from placements.models import Nudge


@admin.register(Nudge)
class NudgeAdmin(ReadOnlyAdmin):
    """Reminders of placement offices to students without a place."""

    list_display = ("at", "student", "stage", "by")
    list_filter = ("stage", "student__institute")
    search_fields = ("student__user__name", "student__roll_no", "by__name")
    list_select_related = ("student__user", "by")
    date_hierarchy = "at"
