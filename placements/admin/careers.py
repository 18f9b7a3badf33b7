"""Careers: written here, read on the public site."""

from django.contrib import admin

from placements.models import Career


@admin.register(Career)
class CareerAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Careers by track."""

    list_display = ("title", "track", "position", "is_published")
    list_filter = ("track", "is_published")
    search_fields = ("title", "summary", "skills")
    list_select_related = ("track",)
    prepopulated_fields = {"slug": ("title",)}
