"""Contacts, accreditations, the contact log, merges. Merges are a window: the portal shows what would move before anything does."""

from django.contrib import admin

from core.admin import HistoryInline, ReadOnlyAdmin
from institutions.models import Accreditation, ContactEntry, PartnerContact, PartnerMerge, PartnerMergeTransition


@admin.register(PartnerContact)
class PartnerContactAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Contacts by duty."""

    list_display = ("name", "duty", "partner", "phone", "email")
    list_filter = ("duty", "partner__city")
    search_fields = ("name", "email", "phone", "partner__name")
    list_select_related = ("partner",)
    autocomplete_fields = ("partner", "department")


@admin.register(Accreditation)
class AccreditationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Accreditations by their last day. Evidence is sent in the portal, where files are looked at."""

    list_display = ("body", "what_for", "partner", "valid_until")
    list_filter = ("body",)
    search_fields = ("body", "number", "what_for", "partner__name")
    date_hierarchy = "valid_until"
    list_select_related = ("partner",)
    autocomplete_fields = ("partner",)
    readonly_fields = ("evidence",)


@admin.register(ContactEntry)
class ContactEntryAdmin(ReadOnlyAdmin):
    """What institutes and partners said to each other: read here, written in the portal."""

    list_display = ("partner", "institute", "at", "way", "with_whom", "next_on")
    list_filter = ("way", "institute")
    search_fields = ("partner__name", "with_whom", "said")
    date_hierarchy = "at"
    list_select_related = ("partner", "institute")


class PartnerMergeHistory(HistoryInline):
    """Moves of a merge."""

    model = PartnerMergeTransition


@admin.register(PartnerMerge)
class PartnerMergeAdmin(ReadOnlyAdmin):
    """Merges, proposed and done."""

    list_display = ("loser_name", "survivor", "state", "institute", "created_at")
    list_filter = ("state",)
    search_fields = ("loser_name", "loser_slug", "survivor__name")
    list_select_related = ("survivor", "institute")
    inlines = (PartnerMergeHistory,)
