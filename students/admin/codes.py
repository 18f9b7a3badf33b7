"""Who got a sign-in code when, and who printed it. The code itself is nowhere."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from students.models import SignInCode


@admin.register(SignInCode)
class SignInCodeAdmin(ReadOnlyAdmin):
    """Codes by which students sign in."""

    list_display = ("created_at", "user", "kind", "printed_by", "expires_at", "used_at", "revoked_at", "tries")
    list_filter = ("kind",)
    search_fields = ("user__name", "user__email", "printed_by__name")
    list_select_related = ("user", "printed_by")
    date_hierarchy = "created_at"
    exclude = ("nonce", "code_hash")
