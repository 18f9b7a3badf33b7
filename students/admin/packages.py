"""Packages: that there is one, and which documents it holds. A document is opened in the portal, where its reading is written down."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from students.models import Package, PackageDocument


@admin.register(Package)
class PackageAdmin(ReadOnlyAdmin):
    """Who has written a general statement."""

    list_display = ("student", "created_at", "updated_at")
    list_filter = ("student__institute",)
    search_fields = ("student__user__name", "student__roll_no")
    list_select_related = ("student__user",)
    fields = readonly_fields = ("student", "created_at", "updated_at")


@admin.register(PackageDocument)
class PackageDocumentAdmin(ReadOnlyAdmin):
    """Documents by student and kind."""

    list_display = ("student", "kind", "created_at")
    list_filter = ("kind", "student__institute")
    search_fields = ("student__user__name", "student__roll_no")
    list_select_related = ("student__user",)
    fields = readonly_fields = ("student", "kind", "created_at", "updated_at")
