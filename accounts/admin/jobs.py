"""Long work that people ordered, and the keys of forms that were sent."""

from django.contrib import admin

from accounts.models import IdempotencyKey, Job
from core.admin import ReadOnlyAdmin


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """Jobs with their progress; one that stands still is taken up again by the clock."""

    list_display = ("created_at", "title", "kind", "state", "done", "total", "ordered_by", "beat_at", "ended_at")
    list_filter = ("state", "kind")
    search_fields = ("title", "ordered_by__name", "ordered_by__email")
    list_select_related = ("ordered_by",)
    date_hierarchy = "created_at"


@admin.register(IdempotencyKey)
class IdempotencyKeyAdmin(ReadOnlyAdmin):
    """What the first sending of a form made."""

    list_display = ("created_at", "owner", "result_model", "result_id")
    list_filter = ("result_model",)
    search_fields = ("owner",)
