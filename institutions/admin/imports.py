"""Lists on their way in: a window; they are acted on in the portal."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from institutions.models import ColumnMemory, Import


@admin.register(Import)
class ImportAdmin(ReadOnlyAdmin):
    """Lists that were sent, and what came of them."""

    list_display = ("created_at", "noun", "name", "institute", "partner", "by", "rows", "done_at")
    list_filter = ("noun", "institute", "partner")
    search_fields = ("name", "by__name", "institute__name", "partner__name")
    list_select_related = ("institute", "partner", "by")
    date_hierarchy = "created_at"
    # What stood in the file is its office's own.
    exclude = ("report", "choices", "file")


@admin.register(ColumnMemory)
class ColumnMemoryAdmin(ReadOnlyAdmin):
    """What organisations said their headings mean."""

    list_display = ("noun", "institute", "partner", "at")
    list_filter = ("noun",)
    search_fields = ("institute__name", "partner__name")
    list_select_related = ("institute", "partner")
