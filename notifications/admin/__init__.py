"""The outbox in the admin: a window on what was sent, and what failed."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core import clock
from core.admin import ReadOnlyAdmin
from notifications.models import MailChoice, Notification, PhoneCode, Preference, TextMessage


@admin.register(Notification)
class NotificationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Messages, read-only; a failed one may be tried again."""

    list_display = ("created_at", "reader", "kind", "subject", "mail", "tries", "sent_at", "error")
    list_filter = ("mail", "kind")
    search_fields = ("reader__email", "reader__name", "subject", "dedupe_key")
    date_hierarchy = "created_at"
    list_select_related = ("reader",)
    exclude = ("body", "link")
    actions = ("try_again",)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: object = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: object = None) -> bool:
        return False

    @admin.action(description=_("Send failed mail again"), permissions=["view"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Notification]) -> None:
        count = queryset.filter(mail=Notification.Mail.FAILED).update(
            mail=Notification.Mail.WAITING, send_after=clock.now(), tries=0
        )
        self.message_user(request, _("%(count)d to be sent again.") % {"count": count}, messages.SUCCESS)


@admin.register(MailChoice)
class MailChoiceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Who wants which messages how."""

    list_display = ("user", "family", "how", "by_text")
    search_fields = ("user__email", "user__name")
    list_filter = ("how", "by_text", "family")
    autocomplete_fields = ("user",)


@admin.register(Preference)
class PreferenceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """When people want to be told. The number was confirmed by its owner, and is theirs to change."""

    list_display = ("user", "time_zone", "quiet_from", "quiet_until", "digest_at")
    search_fields = ("user__email", "user__name")
    list_filter = ("time_zone",)
    autocomplete_fields = ("user",)
    exclude = ("mobile",)


@admin.register(TextMessage)
class TextMessageAdmin(ReadOnlyAdmin):
    """Texts on their way, and those that the gateway did not take."""

    list_display = ("notification", "state", "tries", "send_after", "sent_at", "error")
    search_fields = ("notification__subject", "notification__reader__name", "notification__reader__email")
    list_filter = ("state",)
    list_select_related = ("notification",)


@admin.register(PhoneCode)
class PhoneCodeAdmin(ReadOnlyAdmin):
    """Who is confirming a number; neither the number nor the code."""

    list_display = ("user", "expires_at")
    search_fields = ("user__email", "user__name")
    list_filter = ("expires_at",)
    exclude = ("mobile",)
