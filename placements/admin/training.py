"""Hours, confirmed objectives, feedback: windows. What was signed never changes here either."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from core.admin import HistoryInline, ReadOnlyAdmin
from placements.models import FeedbackAsk, FeedbackNote, HoursEntry, HoursTransition, ObjectiveConfirmation
from placements.states import HoursState

BY_STUDENT = ("placement__student__user__name", "placement__student__roll_no")


class HoursHistory(HistoryInline):
    """Moves of an hours entry."""

    model = HoursTransition


@admin.register(HoursEntry)
class HoursEntryAdmin(ReadOnlyAdmin):
    """Hours entries with their history; drafts are their writers’."""

    list_display = ("placement", "student", "started_at", "ended_at", "minutes", "category", "state")
    list_filter = ("state", "category", "placement__partner")
    search_fields = BY_STUDENT
    date_hierarchy = "started_at"
    list_select_related = ("placement__student__user",)
    inlines = (HoursHistory,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[HoursEntry]:
        return super().get_queryset(request).exclude(state=HoursState.DRAFT)

    @admin.display(ordering="placement__student__user__name")
    def student(self, entry: HoursEntry) -> str:
        return entry.placement.student.user.name


@admin.register(ObjectiveConfirmation)
class ObjectiveConfirmationAdmin(ReadOnlyAdmin):
    """The word of supervisors on objectives."""

    list_display = ("objective", "student", "level", "by", "at", "superseded_at")
    list_filter = ("level", "placement__partner")
    search_fields = (*BY_STUDENT, "objective__text")
    date_hierarchy = "at"
    list_select_related = ("placement__student__user", "objective", "level", "by")

    @admin.display(ordering="placement__student__user__name")
    def student(self, confirmation: ObjectiveConfirmation) -> str:
        return confirmation.placement.student.user.name


@admin.register(FeedbackAsk)
class FeedbackAskAdmin(ReadOnlyAdmin):
    """Who asked whom for feedback, and when."""

    list_display = ("placement", "supervisor", "at", "taken_back_at")
    list_filter = ("placement__partner",)
    search_fields = ("placement__student__user__name", "placement__student__roll_no", "supervisor__user__name")
    date_hierarchy = "at"
    list_select_related = ("supervisor__user", "supervisor__partner")


@admin.register(FeedbackNote)
class FeedbackNoteAdmin(ReadOnlyAdmin):
    """Feedback notes."""

    list_display = ("text", "kind", "student", "by", "at", "thanked_at")
    list_filter = ("kind", "placement__partner")
    search_fields = (*BY_STUDENT, "text")
    date_hierarchy = "at"
    list_select_related = ("placement__student__user", "by")

    @admin.display(ordering="placement__student__user__name")
    def student(self, note: FeedbackNote) -> str:
        return note.placement.student.user.name
