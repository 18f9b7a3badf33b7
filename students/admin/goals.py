"""Goals: a window; students answer in the portal."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from students.models import Goals


@admin.register(Goals)
class GoalsAdmin(ReadOnlyAdmin):
    """Who looks for what."""

    list_display = ("student", "tracks", "city", "km_at_most", "pay", "updated_at")
    list_filter = ("pay", "no_nights", "student__institute", "city")
    search_fields = ("student__user__name", "student__roll_no", "skills", "city")
    list_select_related = ("student__user",)
    date_hierarchy = "updated_at"
