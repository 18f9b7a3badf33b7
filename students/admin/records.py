"""Records: that there is one, and how it stands. What it says is opened in the portal, health evidence with a reason."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import EventInline, HistoryInline, ReadOnlyAdmin
from students.models import Record, RecordTransition

OPEN = ("student", "what", "state", "submitted_at", "decided_at", "version", "created_at", "updated_at")


class RecordHistory(HistoryInline):
    """Moves of a record. The notes, which may say what stood on it, stay away."""

    model = RecordTransition
    fields = readonly_fields = ("at", "move", "from_state", "to_state", "by", "as_label", "via")


class RecordChanges(EventInline):
    """That it changed, and when."""

    model = Record.pgh_event_model
    fields = readonly_fields = ("pgh_created_at", "pgh_label", "state", "decided_at")


@admin.register(Record)
class RecordAdmin(ReadOnlyAdmin):
    """Records by student and state; health evidence is not named."""

    list_display = ("student", "what", "state", "submitted_at", "decided_at")
    list_filter = ("state", "kind__is_health", "student__institute")
    search_fields = ("student__user__name", "student__user__email", "student__roll_no")
    list_select_related = ("student__user", "kind")
    date_hierarchy = "submitted_at"
    fields = readonly_fields = OPEN
    inlines = (RecordHistory, RecordChanges)

    @admin.display(description=_("record"))
    def what(self, record: Record) -> str:
        return str(record.plain_name)
