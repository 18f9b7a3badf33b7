"""The words of the field: tracks, competencies, scales. Kept here by administrators."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from import_export.admin import ImportExportModelAdmin

from placements.models import Competency, Scale, ScalePoint, Track


@admin.register(Track)
class TrackAdmin(ImportExportModelAdmin):  # type: ignore[misc]
    """Career tracks, in the order of the search."""

    list_display = ("name", "slug", "position")
    list_editable = ("position",)
    search_fields = ("name",)
    ordering = ("position", "name")
    prepopulated_fields = {"slug": ("name",)}


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
