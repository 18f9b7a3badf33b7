"""Blackout dates: the offices write them in the portal; an administrator may mend them."""

from django.contrib import admin

from institutions.models import Blackout


@admin.register(Blackout)
class BlackoutAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Days on which nobody should begin."""

    list_display = ("title", "partner", "department", "institute", "starts_on", "ends_on")
    list_filter = ("partner", "institute")
    search_fields = ("title", "partner__name", "institute__name")
    date_hierarchy = "starts_on"
    list_select_related = ("partner", "department", "institute")
    autocomplete_fields = ("partner", "department", "institute")
