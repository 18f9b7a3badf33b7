"""Applications and seats: a window; student, lead and clock act in the portal."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from core.admin import HistoryInline, ReadOnlyAdmin
from placements.models import (
    AgreementSeat,
    AgreementYear,
    Application,
    ApplicationTransition,
    InfoRequest,
    Receipt,
    Seat,
)


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


@admin.register(Receipt)
class ReceiptAdmin(ReadOnlyAdmin):
    """That something was sent, and when. What was sent is read in the portal."""

    list_display = ("number", "application", "sent_at")
    list_filter = ("application__institute", "application__slot__partner")
    search_fields = ("number", "application__student__user__name", "application__student__roll_no")
    date_hierarchy = "sent_at"
    list_select_related = ("application",)
    fields = readonly_fields = ("number", "application", "sent_at")


@admin.register(InfoRequest)
class InfoRequestAdmin(ReadOnlyAdmin):
    """Questions about applications that were sent, and whether they were answered."""

    list_display = ("application", "as_label", "asked_at", "answered_at")
    list_filter = ("by_partner", "application__institute", "application__slot__partner")
    search_fields = ("application__student__user__name", "application__student__roll_no", "text")
    date_hierarchy = "asked_at"
    list_select_related = ("application",)
    fields = readonly_fields = ("application", "as_label", "text", "asked_at", "answered_at")


class AgreementSeatInline(admin.TabularInline):  # type: ignore[type-arg]
    """Under which agreements a seat counts."""

    model = AgreementSeat
    extra = 0
    can_delete = False
    fields = readonly_fields = ("agreement", "number", "during", "year")

    def has_add_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


@admin.register(Seat)
class SeatAdmin(ReadOnlyAdmin):
    """Who is counted where, from when to when."""

    list_display = ("application", "partner", "partner_number", "during")
    list_filter = ("partner", "application__institute")
    search_fields = ("application__student__user__name", "partner__name", "under__agreement__title")
    list_select_related = ("application", "partner")
    inlines = (AgreementSeatInline,)


@admin.register(AgreementYear)
class AgreementYearAdmin(ReadOnlyAdmin):
    """How many people began in each year of an agreement."""

    list_display = ("agreement", "number", "taken", "places")
    list_filter = ("agreement__institute", "agreement__partner")
    search_fields = ("agreement__title", "agreement__partner__name")
    list_select_related = ("agreement",)
