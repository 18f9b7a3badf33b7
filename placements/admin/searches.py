"""Saved searches and the words that slots say: to look at, where somebody asks why nothing came."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from placements.models import SavedSearch, Word


@admin.register(SavedSearch)
class SavedSearchAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Saved searches. People keep their own; here one is stopped or removed for them."""

    list_display = ("name", "membership", "query", "tells", "looked_on", "told_at")
    list_filter = ("tells", "membership__role", "looked_on")
    search_fields = ("name", "query", "membership__user__name", "membership__user__email")
    list_select_related = ("membership__user", "membership__institute", "membership__partner")
    readonly_fields = ("membership", "query", "looked_on", "told_at", "created_at")

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False


@admin.register(Word)
class WordAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Words by which typing errors are mended. The database keeps them."""

    list_display = ("word", "lexeme", "sound")
    search_fields = ("word", "sound")
    ordering = ("word",)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False
