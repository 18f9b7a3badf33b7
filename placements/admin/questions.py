"""Questions about slots: a window; the partner's lead answers in the portal."""

from django.contrib import admin

from core.admin import HistoryInline, ReadOnlyAdmin
from placements.models import Question, QuestionTransition


class QuestionHistory(HistoryInline):
    """Moves of a question."""

    model = QuestionTransition


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    """Questions with their answers; an administrator takes one down on its own page."""

    list_display = ("text", "slot", "state", "created_at", "answered_at")
    list_filter = ("state", "slot__partner")
    search_fields = ("text", "answer", "slot__title", "student__user__name")
    list_select_related = ("slot",)
    date_hierarchy = "created_at"
    inlines = (QuestionHistory,)
