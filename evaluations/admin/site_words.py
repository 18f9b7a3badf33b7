"""Students' sentences about sites: that they are there, and where they stand. What they say is their office's to read."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from evaluations.models import SiteWord


@admin.register(SiteWord)
class SiteWordAdmin(ReadOnlyAdmin):
    """Sentences by partner and state."""

    list_display = ("pk", "partner", "institute", "state", "reason")
    list_filter = ("state", "institute")
    search_fields = ("partner__name", "institute__name")
    list_select_related = ("partner", "institute")
    fields = ("partner", "institute", "state", "reason")
