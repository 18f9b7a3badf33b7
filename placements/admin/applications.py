"""Applications and seats: a window; student, lead and clock act in the portal."""

from django.contrib import admin

from core.admin import HistoryInline, ReadOnlyAdmin
from placements.models import Application, ApplicationTransition, Seat


class ApplicationHistory(HistoryInline):
    """Moves of an application."""

    model = ApplicationTransition


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    """Applications with their history."""

    list_display = ("student", "slot", "institute", "state", "submitted_at", "answer_by", "released_at")
    list_filter = ("state", "institute", "slot__partner")
    search_fields = ("student__user__name", "student__roll_no", "slot__title", "slot__partner__name")
    date_hierarchy = "submitted_at"
    list_select_related = ("student__user", "slot", "institute")
    inlines = (ApplicationHistory,)


@admin.register(Seat)
class SeatAdmin(ReadOnlyAdmin):
    """Who is counted where, from when to when."""

    list_display = ("application", "partner", "partner_number", "agreement", "agreement_number", "during")
    list_filter = ("partner", "agreement__institute")
    search_fields = ("application__student__user__name", "partner__name", "agreement__title")
    list_select_related = ("application", "partner", "agreement")
