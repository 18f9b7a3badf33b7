"""What became of former interns: read, never written here, for the answer is theirs."""

from django.contrib import admin

from core.admin import EventInline, ReadOnlyAdmin
from placements.models import Destination


class DestinationChanges(EventInline):
    """What was answered before."""

    model = Destination.pgh_event_model
    fields = readonly_fields = ("pgh_created_at", "pgh_label", "became", "role", "here", "counts")


@admin.register(Destination)
class DestinationAdmin(ReadOnlyAdmin):
    """Answers by month and kind."""

    list_display = ("placement", "month", "became", "role", "here", "counts", "updated_at")
    list_filter = ("month", "became", "here", "counts", "placement__institute")
    search_fields = ("placement__student__user__name", "placement__student__roll_no", "placement__slot__title", "role")
    list_select_related = ("placement",)
    inlines = (DestinationChanges,)
