"""Blocks, changes and suspensions: windows. What is asked and agreed goes through the services."""

from django.contrib import admin

from core.admin import HistoryInline, ReadOnlyAdmin
from placements.models import Block, ChangeTransition, MidCheck, PlacementChange, SlotBlock, Suspension

BY_STUDENT = ("placement__student__user__name", "placement__student__roll_no")


class ChangeHistory(HistoryInline):
    """Moves of a change."""

    model = ChangeTransition


@admin.register(PlacementChange)
class PlacementChangeAdmin(ReadOnlyAdmin):
    """Changes with their history."""

    list_display = ("placement", "kind", "state", "asked_by", "created_at")
    list_filter = ("state", "kind", "placement__partner")
    search_fields = BY_STUDENT
    date_hierarchy = "created_at"
    list_select_related = ("placement", "asked_by")
    inlines = (ChangeHistory,)


@admin.register(Block)
class BlockAdmin(ReadOnlyAdmin):
    """Blocks of placements."""

    list_display = ("placement", "department", "starts_on", "ends_on", "supervisor")
    list_filter = ("department__site__partner",)
    search_fields = (*BY_STUDENT, "department__name")
    date_hierarchy = "starts_on"
    list_select_related = ("placement", "department", "supervisor__user")


@admin.register(SlotBlock)
class SlotBlockAdmin(ReadOnlyAdmin):
    """Blocks of slots."""

    list_display = ("slot", "department", "starts_on", "ends_on", "supervisor")
    list_filter = ("slot__partner",)
    search_fields = ("slot__title", "department__name")
    list_select_related = ("slot", "department", "supervisor__user")


@admin.register(Suspension)
class SuspensionAdmin(ReadOnlyAdmin):
    """Days on which placements rest."""

    list_display = ("placement", "first_day", "last_day")
    list_filter = ("placement__partner",)
    search_fields = BY_STUDENT
    date_hierarchy = "first_day"
    list_select_related = ("placement",)


@admin.register(MidCheck)
class MidCheckAdmin(ReadOnlyAdmin):
    """Who said at mid-point that nothing has changed."""

    list_display = ("placement", "by", "at")
    list_filter = ("placement__partner",)
    search_fields = BY_STUDENT
    list_select_related = ("placement", "by")
