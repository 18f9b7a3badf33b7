"""Agreements: a window; the two parties act in the portal."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from core.admin import HistoryInline
from institutions.models import Agreement, AgreementTransition


class AgreementHistory(HistoryInline):
    """Moves of an agreement."""

    model = AgreementTransition


@admin.register(Agreement)
class AgreementAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Agreements with their history."""

    list_display = ("title", "institute", "partner", "state", "starts_on", "ends_on", "places")
    list_filter = ("state", "institute", "partner")
    search_fields = ("title", "institute__name", "partner__name")
    date_hierarchy = "ends_on"
    list_select_related = ("institute", "partner")
    inlines = (AgreementHistory,)
    readonly_fields = (
        "institute",
        "partner",
        "programmes",
        "starts_on",
        "ends_on",
        "places",
        "state",
        "sent_by",
        "sent_at",
        "signed_by",
        "signed_at",
        "predecessor",
    )

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False
