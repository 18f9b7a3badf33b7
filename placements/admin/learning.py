"""Learning contracts, the activity log, evidence: windows. What a student writes for themselves is in no admin page at all."""

from django.contrib import admin

from core.admin import HistoryInline, ReadOnlyAdmin
from placements.models import Activity, ActivityTransition, Aim, Evidence, LearningContract, LearningContractTransition

BY_STUDENT = ("placement__student__user__name", "placement__student__roll_no")


class ActivityHistory(HistoryInline):
    """Moves of a logged activity."""

    model = ActivityTransition


class ContractHistory(HistoryInline):
    """Moves of a learning contract."""

    model = LearningContractTransition


class AimInline(admin.TabularInline):  # type: ignore[type-arg]
    """What is aimed for, objective by objective."""

    model = Aim
    extra = 0
    can_delete = False
    fields = readonly_fields = ("objective", "level", "how")


@admin.register(Activity)
class ActivityAdmin(ReadOnlyAdmin):
    """Logged activities with their history."""

    list_display = ("placement", "student", "day", "kind", "participation", "count", "state")
    list_filter = ("state", "kind", "participation", "placement__partner")
    search_fields = (*BY_STUDENT, "note")
    date_hierarchy = "day"
    list_select_related = ("placement__student__user",)
    inlines = (ActivityHistory,)

    @admin.display(ordering="placement__student__user__name")
    def student(self, activity: Activity) -> str:
        return activity.placement.student.user.name


@admin.register(LearningContract)
class LearningContractAdmin(ReadOnlyAdmin):
    """Learning contracts with their aims and history."""

    list_display = ("placement", "student", "state", "proposed_at", "answered_at", "answered_by")
    list_filter = ("state", "placement__partner")
    search_fields = BY_STUDENT
    date_hierarchy = "proposed_at"
    list_select_related = ("placement__student__user", "answered_by")
    inlines = (AimInline, ContractHistory)

    @admin.display(ordering="placement__student__user__name")
    def student(self, contract: LearningContract) -> str:
        return contract.placement.student.user.name


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    """That there is evidence. It is opened in the portal, by those who judge it."""

    list_display = ("objective", "student", "title", "created_at")
    list_filter = ("placement__partner",)
    search_fields = (*BY_STUDENT, "objective__text", "title")
    date_hierarchy = "created_at"
    list_select_related = ("placement__student__user", "objective")
    fields = readonly_fields = ("placement", "objective", "title", "created_at")

    @admin.display(ordering="placement__student__user__name")
    def student(self, evidence: Evidence) -> str:
        return evidence.placement.student.user.name
