"""Stored files and who opened them: names and hashes, never the contents."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import FilePage, ReadLog, StoredFile
from core.admin import LeadsToActs, ReadOnlyAdmin
from core.errors import Words


@admin.register(StoredFile)
class StoredFileAdmin(LeadsToActs, ReadOnlyAdmin):
    """Files under the portal's care."""

    list_display = ("created_at", "kind", "name", "owner", "media_type", "size", "pages", "quarantined_at")
    list_filter = ("kind", "media_type", ("quarantined_at", admin.EmptyFieldListFilter))
    search_fields = ("name", "sha256", "owner__name", "owner__email")
    list_select_related = ("owner",)
    date_hierarchy = "created_at"
    # The field's own widget would link to an address that serves nothing.
    exclude = ("file",)

    def acts(self, obj: StoredFile) -> list[tuple[Words, str]]:
        if obj.quarantined_at:
            return [(_("Open again"), reverse("operations_open_file", args=[obj.pk]))]
        return [(_("Close: nobody opens it"), reverse("operations_close_file", args=[obj.pk]))]


@admin.register(FilePage)
class FilePageAdmin(ReadOnlyAdmin):
    """Pages of documents that were drawn as pictures."""

    list_display = ("file", "number", "owner")
    list_filter = ("file__kind",)
    search_fields = ("file__owner__name", "file__owner__email")
    list_select_related = ("file__owner",)

    @admin.display(ordering="file__owner__name")
    def owner(self, page: FilePage) -> str:
        return str(page.file.owner or "")


@admin.register(ReadLog)
class ReadLogAdmin(ReadOnlyAdmin):
    """Who opened which document of whom."""

    list_display = ("at", "reader", "as_label", "file", "owner", "reason")
    search_fields = ("reader__name", "reader__email", "file__owner__name", "file__owner__email", "file__name")
    list_select_related = ("reader", "file__owner")
    date_hierarchy = "at"

    @admin.display(ordering="file__owner__name")
    def owner(self, row: ReadLog) -> str:
        return str(row.file.owner or "")
