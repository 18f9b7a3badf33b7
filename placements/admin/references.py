"""References: that somebody was asked, and how it stands. What is written is read by those whom it is for, and by nobody here."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import EventInline, HistoryInline, ReadOnlyAdmin
from placements.models import Referee, Reference, ReferenceTransition


class ReferenceHistory(HistoryInline):
    """Moves of a reference."""

    model = ReferenceTransition


class RefereeChanges(EventInline):
    """That it changed, and when."""

    model = Referee.pgh_event_model
    fields = readonly_fields = ("pgh_created_at", "pgh_label", "confirmed_at", "how")


@admin.register(Referee)
class RefereeAdmin(ReadOnlyAdmin):
    """Who may write for students of which institute, and on whose word."""

    list_display = ("name", "position", "organisation", "institute", "basis", "confirmed_at")
    list_filter = ("basis", "institute", ("confirmed_at", admin.EmptyFieldListFilter))
    search_fields = ("name", "organisation", "user__email")
    list_select_related = ("institute",)
    inlines = (RefereeChanges,)


@admin.register(Reference)
class ReferenceAdmin(ReadOnlyAdmin):
    """References by student and state; the text stays away."""

    list_display = ("student", "referee", "state", "needed_by", "waived", "asked_at", "answered_at")
    list_filter = ("state", "waived", "student__institute")
    search_fields = ("student__user__name", "student__roll_no", "referee__name", "referee__user__email")
    date_hierarchy = "needed_by"
    list_select_related = ("student__user", "referee")
    fields = readonly_fields = (
        "student",
        "referee",
        "state",
        "needed_by",
        "waived",
        "asked_at",
        "answered_at",
        "written",
    )
    inlines = (ReferenceHistory,)

    @admin.display(description=_("a letter was added"), boolean=True)
    def written(self, reference: Reference) -> bool:
        return reference.file_id is not None
