"""Who wrote when, and to whom it went. What was said is read by those who take part, in the portal."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from placements.models import Announcement, ThreadMessage


@admin.register(ThreadMessage)
class ThreadMessageAdmin(ReadOnlyAdmin):
    """Messages, without their words."""

    list_display = ("at", "author", "as_label", "thread")
    search_fields = ("author__name", "author__email", "as_label")
    list_select_related = ("author",)
    date_hierarchy = "at"
    exclude = ("text",)


@admin.register(Announcement)
class AnnouncementAdmin(ReadOnlyAdmin):
    """Announcements of placement offices."""

    list_display = ("at", "subject", "institute", "by", "to")
    list_filter = ("institute",)
    search_fields = ("subject", "by__name")
    list_select_related = ("institute", "by")
    date_hierarchy = "at"
