"""Memberships: the administrator names first coordinators and leads; saving a new one sends the invitation."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import clock
from institutions.models import Membership
from institutions.services.memberships import announce


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Who acts for whom."""

    list_display = ("user", "role", "institute", "partner", "started_at", "ended_at", "look")
    list_filter = ("role", "institute", "partner", "ended_at")
    search_fields = ("user__name", "user__email")
    list_select_related = ("user", "institute", "partner")
    autocomplete_fields = ("user", "institute", "partner", "department", "programme")
    readonly_fields = ("started_at", "ended_at")
    actions = ("end_selected",)

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:  # noqa: FBT001 - Django’s signature
        super().save_model(request, obj, form, change)
        if not change:
            announce(obj, by=request.actor, now=clock.now())  # type: ignore[attr-defined]

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    @admin.display(description="View as")
    def look(self, row: Membership) -> SafeString:
        return format_html('<a href="{}">View as</a>', reverse("view_as_begin", args=[row.pk]))

    @admin.action(description="End these roles")
    def end_selected(self, _request: HttpRequest, queryset: Any) -> None:
        for membership in queryset.filter(ended_at=None):
            membership.end(clock.now())
