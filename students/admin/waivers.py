"""Waivers: a window; the placement office gives and withdraws them. Reasons may tell of health and are not shown here."""

from django.contrib import admin

from core.admin import HistoryInline, ReadOnlyAdmin
from students.models import Waiver, WaiverTransition


class WaiverHistory(HistoryInline):
    """Moves of a waiver. The note says why, which may tell of health."""

    model = WaiverTransition
    fields = readonly_fields = ("at", "move", "from_state", "to_state", "by", "as_label", "via")


@admin.register(Waiver)
class WaiverAdmin(ReadOnlyAdmin):
    """Waivers with their history."""

    list_display = ("student", "requirement", "state", "until", "given_by", "given_at")
    list_filter = ("state", "requirement__partner")
    search_fields = ("student__user__name", "student__roll_no", "requirement__title")
    list_select_related = ("student__user", "requirement", "given_by")
    date_hierarchy = "given_at"
    inlines = (WaiverHistory,)
    fields = ("student", "requirement", "state", "until", "given_by", "given_as", "given_at")
