"""Blocks, competencies and days of programmes: kept by the office in the portal, mended here by administrators."""

from django.contrib import admin

from placements.models import IntakeBlock, ProgrammeBlock, ProgrammeCompetency


@admin.register(ProgrammeBlock)
class ProgrammeBlockAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Blocks in their order."""

    list_display = ("name", "programme", "position", "weeks", "hours", "track")
    list_filter = ("programme__institute", "track")
    search_fields = ("name", "programme__name", "programme__code")
    list_select_related = ("programme", "track")
    ordering = ("programme", "position")


@admin.register(ProgrammeCompetency)
class ProgrammeCompetencyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What must be learnt."""

    list_display = ("competency", "programme", "block", "level", "count")
    list_filter = ("programme__institute", "competency__framework")
    search_fields = ("competency__name", "programme__name")
    list_select_related = ("competency", "programme", "block", "level")


@admin.register(IntakeBlock)
class IntakeBlockAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """When intakes go through blocks."""

    list_display = ("block", "intake", "starts_on", "ends_on")
    list_filter = ("intake__programme__institute",)
    search_fields = ("block__name", "intake__name", "intake__programme__name")
    date_hierarchy = "starts_on"
    list_select_related = ("block", "intake__programme")
