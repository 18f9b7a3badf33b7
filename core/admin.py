"""Bases of the admin: lifecycle fields are read, not written; history stands below every row."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from core.errors import Words


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A window: nothing is added, changed or deleted here."""

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


class LeadsToActs(admin.ModelAdmin):  # type: ignore[type-arg]
    """The page of a row leads to what an administrator does about it on a bad day: each has a page of its own in the portal."""

    change_form_template = "admin/acts.html"

    def acts(self, _obj: Any) -> list[tuple[Words, str]]:
        """Words and address of each; none unless a subclass says which."""
        return []

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Any = None, **kwargs: Any
    ) -> HttpResponse:
        return super().render_change_form(
            request, context | {"acts": self.acts(obj) if obj else []}, *args, obj=obj, **kwargs
        )


class HistoryInline(admin.TabularInline):  # type: ignore[type-arg]
    """The moves of a thing, newest first, read-only. Subclasses name the model."""

    extra = 0
    can_delete = False
    ordering = ("-at", "-pk")
    fields = readonly_fields = ("at", "move", "from_state", "to_state", "by", "as_label", "via", "recording", "note")

    def has_add_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


class EventInline(admin.TabularInline):  # type: ignore[type-arg]
    """Every change that pghistory's triggers wrote down, newest first, read-only. Subclasses name the event model and its columns."""

    fk_name = "pgh_obj"
    extra = 0
    can_delete = False
    ordering = ("-pgh_id",)
    verbose_name_plural = "changes"

    def has_add_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False
