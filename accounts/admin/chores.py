"""What was done to keep the portal well, and what administrators did on bad days: read, never written."""

from django.contrib import admin

from accounts.models import Chore, Intervention
from core.admin import ReadOnlyAdmin


@admin.register(Chore)
class ChoreAdmin(ReadOnlyAdmin):
    """Backups, trials of backups, clearings out, changes of keys."""

    list_display = ("finished_at", "kind", "ok", "note", "by", "started_at")
    list_filter = ("kind", "ok")
    search_fields = ("note", "by__name", "by__email")
    list_select_related = ("by",)
    date_hierarchy = "finished_at"


@admin.register(Intervention)
class InterventionAdmin(ReadOnlyAdmin):
    """Acts upon accounts, work, files and mail, each with its reason."""

    list_display = ("at", "kind", "by", "person", "other", "reason")
    list_filter = ("kind",)
    search_fields = ("reason", "by__name", "by__email", "person__name", "person__email", "other__name", "other__email")
    list_select_related = ("by", "person", "other")
    date_hierarchy = "at"
