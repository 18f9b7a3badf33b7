"""What is written for everybody, and what comes from outside: guides are edited here; enquiries are answered in the portal."""

from django.contrib import admin

from core.admin import HistoryInline, ReadOnlyAdmin
from institutions.models import Enquiry, EnquiryTransition, Guide


@admin.register(Guide)
class GuideAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Guides and answers."""

    list_display = ("title", "kind", "position", "is_published", "updated_at")
    list_filter = ("kind", "is_published")
    search_fields = ("title", "summary", "body")
    prepopulated_fields = {"slug": ("title",)}


class EnquiryHistory(HistoryInline):
    """Moves of an enquiry."""

    model = EnquiryTransition


@admin.register(Enquiry)
class EnquiryAdmin(ReadOnlyAdmin):
    """Enquiries with their answers."""

    list_display = ("name", "kind", "institute", "state", "created_at")
    list_filter = ("state", "kind", "institute")
    search_fields = ("name", "email", "text", "answer")
    list_select_related = ("institute",)
    date_hierarchy = "created_at"
    inlines = (EnquiryHistory,)
