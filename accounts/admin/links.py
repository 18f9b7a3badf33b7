"""Access links: which stand open. The token is not in the table, so it cannot be read here."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessLink
from core import clock
from core.admin import ReadOnlyAdmin


@admin.register(AccessLink)
class AccessLinkAdmin(ReadOnlyAdmin):
    """Links; one that fell into wrong hands is revoked."""

    list_display = ("created_at", "purpose", "user", "sent_to", "by", "expires_at", "used_at", "revoked_at")
    list_filter = ("purpose", ("used_at", admin.EmptyFieldListFilter), ("revoked_at", admin.EmptyFieldListFilter))
    search_fields = ("user__name", "user__email", "sent_to")
    list_select_related = ("user", "by")
    exclude = ("nonce", "token_hash")
    actions = ("revoke",)

    @admin.action(description=_("Revoke these links"))
    def revoke(self, _request: HttpRequest, queryset: QuerySet[AccessLink]) -> None:
        queryset.filter(used_at=None, revoked_at=None).update(revoked_at=clock.now())
