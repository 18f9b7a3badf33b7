"""The words of the field: tracks and other terms, synonyms, competencies, scales. Kept here by administrators."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest
from import_export.admin import ImportExportModelAdmin

from placements.models import (
    Competency,
    HandsOn,
    Language,
    Scale,
    ScalePoint,
    Setting,
    Specialty,
    Synonym,
    Track,
)
from placements.search.meaning import forget_synonyms
from placements.search.terms import forget_terms


class _Remembered(ImportExportModelAdmin):  # type: ignore[misc]
    """What the search keeps in the cache, and reads anew once it was changed here."""

    forget = staticmethod(forget_terms)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        super().save_model(request, obj, form, change)
        transaction.on_commit(self.forget)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        transaction.on_commit(self.forget)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        transaction.on_commit(self.forget)


@admin.register(Track, Setting, HandsOn, Language)
class TermAdmin(_Remembered):
    """Terms, in the order of the search."""

    list_display = ("name", "slug", "position")
    list_editable = ("position",)
    search_fields = ("name",)
    ordering = ("position", "name")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Specialty)
class SpecialtyAdmin(TermAdmin):
    """Specialties, each under its track."""

    list_display = ("name", "slug", "track", "position")
    list_filter = ("track",)
    search_fields = ("name", "track__name")
    list_select_related = ("track",)


@admin.register(Synonym)
class SynonymAdmin(_Remembered):
    """Other words for what slots say: whoever searches for one finds both."""

    list_display = ("word", "said")
    search_fields = ("word", "meanings")
    ordering = ("word",)
    forget = staticmethod(forget_synonyms)

    @admin.display(description="means")
    def said(self, row: Synonym) -> str:
        """The meanings on one line."""
        return "; ".join(row.meaning_list)


@admin.register(Competency)
class CompetencyAdmin(ImportExportModelAdmin):  # type: ignore[misc]
    """Competencies of frameworks."""

    list_display = ("name", "framework", "position")
    list_filter = ("framework",)
    search_fields = ("name", "framework")
    ordering = ("framework", "position", "name")


class PointInline(admin.TabularInline):  # type: ignore[type-arg]
    """Points of a scale, by rank."""

    model = ScalePoint
    extra = 0
    ordering = ("rank",)


@admin.register(Scale)
class ScaleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Scales. One that was made stays as it is: another wording is another version."""

    list_display = ("name", "slug", "version")
    search_fields = ("name", "slug")
    ordering = ("slug", "-version")
    inlines = (PointInline,)

    def has_change_permission(self, _request: HttpRequest, obj: Any = None) -> bool:
        return obj is None

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False
