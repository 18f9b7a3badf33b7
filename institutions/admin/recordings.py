"""What was recorded for others, the forms printed for it, and who looked through whose eyes: windows, all of them."""

from django.contrib import admin

from core.admin import HistoryInline, ReadOnlyAdmin
from institutions.models import PaperForm, Recording, RecordingTransition, ViewAs, ViewAsPage


class RecordingHistory(HistoryInline):
    """Objections and answers."""

    model = RecordingTransition
    fk_name = "thing"


@admin.register(Recording)
class RecordingAdmin(ReadOnlyAdmin):
    """What was written down for somebody else. The scan is opened in the portal, where its reading is recorded."""

    list_display = ("at", "title", "source", "person", "by", "institute", "partner", "state")
    list_filter = ("state", "source", "act", "institute", "partner")
    search_fields = ("title", "person__name", "person__email", "by__name", "caller")
    list_select_related = ("person", "by", "institute", "partner")
    date_hierarchy = "at"
    inlines = (RecordingHistory,)


@admin.register(PaperForm)
class PaperFormAdmin(ReadOnlyAdmin):
    """Forms that were printed."""

    list_display = ("serial", "at", "title", "person_name", "by", "partner", "institute")
    list_filter = ("act", "institute", "partner")
    search_fields = ("title", "person_membership__user__name", "outsider__name", "by__name")
    list_select_related = ("person_membership__user", "outsider", "by", "partner", "institute")
    date_hierarchy = "at"


class OpenedPages(admin.TabularInline):  # type: ignore[type-arg]
    """The pages of one look, in the order in which they were opened."""

    model = ViewAsPage
    extra = 0
    can_delete = False
    ordering = ("pk",)
    readonly_fields = ("path", "at")

    def has_add_permission(self, _request: object, _obj: object = None) -> bool:
        return False


@admin.register(ViewAs)
class ViewAsAdmin(ReadOnlyAdmin):
    """Who looked through whose eyes, why, and at what."""

    list_display = ("started_at", "by", "person", "membership", "reason", "ended_at")
    list_filter = ("by", "membership__role")
    search_fields = ("by__name", "person__name", "person__email", "reason")
    list_select_related = ("by", "person", "membership__user", "membership__institute", "membership__partner")
    date_hierarchy = "started_at"
    inlines = (OpenedPages,)
