"""How partners stand: a window; their leads speak in the portal or by link."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from institutions.models import InterestRequest, PartnerInterest


@admin.register(PartnerInterest)
class PartnerInterestAdmin(ReadOnlyAdmin):
    """What was said, by whom."""

    list_display = ("partner", "interest", "said_at", "said_by", "as_label", "via", "holds_until")
    list_filter = ("interest", "via", "partner__kind")
    search_fields = ("partner__name", "said_by__name", "note")
    date_hierarchy = "said_at"
    list_select_related = ("partner", "said_by")


@admin.register(InterestRequest)
class InterestRequestAdmin(ReadOnlyAdmin):
    """Who asked whom, when."""

    list_display = ("partner", "institute", "asked_on", "asked_by")
    list_filter = ("institute",)
    search_fields = ("partner__name", "institute__name")
    date_hierarchy = "asked_on"
    list_select_related = ("partner", "institute", "asked_by")
