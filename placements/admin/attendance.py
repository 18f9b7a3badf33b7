"""Absences and planned shifts: windows. What is decided and agreed goes through the services."""

from django.contrib import admin

from core.admin import HistoryInline, ReadOnlyAdmin
from placements.models import Absence, AbsenceTransition, PlannedShift, PlannedShiftTransition

BY_STUDENT = ("placement__student__user__name", "placement__student__roll_no")


class AbsenceHistory(HistoryInline):
    """Moves of an absence."""

    model = AbsenceTransition


class ShiftHistory(HistoryInline):
    """Moves of a planned shift."""

    model = PlannedShiftTransition


@admin.register(Absence)
class AbsenceAdmin(ReadOnlyAdmin):
    """Absences with their history."""

    list_display = ("placement", "student", "first_day", "last_day", "times", "kind", "minutes", "state")
    list_filter = ("state", "kind", "placement__partner")
    search_fields = BY_STUDENT
    date_hierarchy = "first_day"
    list_select_related = ("placement__student__user",)
    inlines = (AbsenceHistory,)

    @admin.display(ordering="placement__student__user__name")
    def student(self, absence: Absence) -> str:
        return absence.placement.student.user.name


@admin.register(PlannedShift)
class PlannedShiftAdmin(ReadOnlyAdmin):
    """Planned shifts with their history."""

    list_display = ("placement", "student", "started_at", "ended_at", "minutes", "state")
    list_filter = ("state", "placement__partner")
    search_fields = BY_STUDENT
    date_hierarchy = "started_at"
    list_select_related = ("placement__student__user",)
    inlines = (ShiftHistory,)

    @admin.display(ordering="placement__student__user__name")
    def student(self, shift: PlannedShift) -> str:
        return shift.placement.student.user.name
