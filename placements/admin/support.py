"""Support plans and incidents: windows. Of an incident only that it is there: its words are for those who were told."""

from django.contrib import admin

from core.admin import HistoryInline, ReadOnlyAdmin
from placements.models import Incident, SupportPlan, SupportPlanTransition, SupportStep

BY_STUDENT = ("placement__student__user__name", "placement__student__roll_no")


class SupportHistory(HistoryInline):
    """Moves of a support plan."""

    model = SupportPlanTransition


class StepInline(admin.TabularInline):  # type: ignore[type-arg]
    """The steps of a plan."""

    model = SupportStep
    extra = 0
    can_delete = False


@admin.register(SupportPlan)
class SupportPlanAdmin(ReadOnlyAdmin):
    """Support plans with their steps and history."""

    list_display = ("placement", "student", "state", "review_on", "outcome")
    list_filter = ("state", "outcome", "placement__institute")
    search_fields = BY_STUDENT
    date_hierarchy = "review_on"
    list_select_related = ("placement__student__user",)
    inlines = (StepInline, SupportHistory)

    @admin.display(ordering="placement__student__user__name")
    def student(self, plan: SupportPlan) -> str:
        return plan.placement.student.user.name


@admin.register(Incident)
class IncidentAdmin(ReadOnlyAdmin):
    """That there were incidents, of what kind, and where they stand."""

    list_display = ("pk", "kind", "severity", "state", "happened_at", "partner")
    list_filter = ("state", "kind", "severity", "placement__partner")
    search_fields = ("placement__partner__name", "placement__institute__name")
    date_hierarchy = "happened_at"
    list_select_related = ("placement__partner",)
    fields = ("kind", "severity", "state", "happened_at")

    @admin.display(ordering="placement__partner__name")
    def partner(self, incident: Incident) -> str:
        return incident.placement.partner.name
