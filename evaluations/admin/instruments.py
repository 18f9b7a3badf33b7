"""Evaluation forms: drafts are worded here; a published version is read, and copied into the next."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core import clock
from core.admin import ReadOnlyAdmin
from core.errors import Refusal
from evaluations.models import Criterion, Instrument, InstrumentChoice
from evaluations.services import instruments as services


class CriterionInline(admin.TabularInline):  # type: ignore[type-arg]
    """What is judged, in order."""

    model = Criterion
    extra = 0
    fields = ("position", "section", "text", "kind", "key", "may_be_unseen", "asks_at")

    def _is_draft(self, obj: Any) -> bool:
        return obj is None or obj.published_at is None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and self._is_draft(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._is_draft(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._is_draft(obj)


@admin.register(Instrument)
class InstrumentAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Versions of forms. Publishing and copying are services; the wording of a draft is edited in place."""

    list_display = ("title", "institute", "slug", "version", "use", "perspective", "scale", "published_at")
    list_filter = ("use", "perspective", "institute", "slug")
    search_fields = ("title", "slug", "institute__name")
    list_select_related = ("scale", "institute")
    readonly_fields = ("slug", "institute", "version", "use", "published_at")
    inlines = (CriterionInline,)
    actions = ("copy", "publish")

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.published_at is None)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description=_("Begin the next version from a copy"))
    def copy(self, request: HttpRequest, queryset: QuerySet[Instrument]) -> None:
        self._each(request, queryset, services.copy_instrument, _("A draft of the next version was made."))

    @admin.action(description=_("Publish: from then on it never changes"))
    def publish(self, request: HttpRequest, queryset: QuerySet[Instrument]) -> None:
        self._each(request, queryset, services.publish_instrument, _("Published."))

    def _each(self, request: HttpRequest, queryset: QuerySet[Instrument], service: Any, done: Any) -> None:
        for instrument in queryset:
            try:
                service(instrument_id=instrument.pk, by=request.actor, now=clock.now())
            except Refusal as refusal:
                self.message_user(request, f"{instrument}: {refusal}", messages.ERROR)
            else:
                self.message_user(request, done, messages.SUCCESS)


@admin.register(InstrumentChoice)
class InstrumentChoiceAdmin(ReadOnlyAdmin):
    """Which form a programme uses; chosen by its office in the portal."""

    list_display = ("programme", "occasion", "slug")
    list_filter = ("occasion", "programme__institute")
    search_fields = ("programme__name", "slug")
    list_select_related = ("programme",)
