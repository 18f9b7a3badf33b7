"""Students: a window with every change below; the placement office acts in the portal."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.admin import EventInline
from students.models import Student


class StudentHistory(EventInline):
    """Every change of a student, whoever made it and however."""

    model = Student.pgh_event_model
    fields = readonly_fields = (
        "pgh_created_at",
        "pgh_label",
        "roll_no",
        "father_name",
        "intake",
        "sponsored_as",
        "cv",
        "profile_done_at",
    )


@admin.register(Student)
class StudentAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Students: found and corrected. The identity number is never shown whole."""

    list_display = ("user", "roll_no", "institute", "programme", "intake", "claimed", "profile_done_at")
    list_filter = ("institute", "programme", "intake", "sponsored_as", "gender")
    search_fields = ("user__name", "user__email", "roll_no")
    list_select_related = ("user", "institute", "programme", "intake")
    exclude = ("id_number",)
    readonly_fields = (
        "user",
        "institute",
        "programme",
        "id_last4",
        "cv",
        "profile_done_at",
        "version",
        "created_at",
        "updated_at",
    )
    autocomplete_fields = ("intake",)
    inlines = (StudentHistory,)

    @admin.display(description=_("account in use"), boolean=True, ordering="user__claimed_at")
    def claimed(self, student: Student) -> bool:
        return student.user.is_claimed

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False
