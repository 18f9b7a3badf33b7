"""Lists of names: a window; the two offices act in the portal."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from core.admin import HistoryInline, ReadOnlyAdmin
from placements.models import ListedName, NameList, NameListTransition


class NameListHistory(HistoryInline):
    """Moves of a list."""

    model = NameListTransition


class ListedNameInline(admin.TabularInline):  # type: ignore[type-arg]
    """The names, to read."""

    model = ListedName
    extra = 0
    can_delete = False
    fields = readonly_fields = ("position", "student", "slot", "answer", "reason", "refusal", "objection")

    def has_add_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


@admin.register(NameList)
class NameListAdmin(ReadOnlyAdmin):
    """Lists with their names and history."""

    list_display = ("slot", "institute", "state", "sent_at", "answered_at")
    list_filter = ("state", "institute", "slot__partner")
    search_fields = ("slot__title", "institute__name", "names__student__user__name", "names__student__roll_no")
    date_hierarchy = "sent_at"
    list_select_related = ("slot", "institute")
    inlines = (ListedNameInline, NameListHistory)
