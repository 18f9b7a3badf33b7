"""People: found, corrected, shut out. Passwords are set by their owners alone, by invitation or from the sign-in page."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.people import confirm_address
from core.admin import EventInline, LeadsToActs
from core.emails import plain_email
from core.errors import Words


class UserHistory(EventInline):
    """Every change of a person, but for the password and the last sign-in."""

    model = User.pgh_event_model
    fields = readonly_fields = (
        "pgh_created_at",
        "pgh_label",
        "email",
        "name",
        "phone",
        "is_active",
        "is_staff",
        "is_superuser",
    )


class UserForm(forms.ModelForm):  # type: ignore[type-arg]
    """A person, reached by mail."""

    def clean_email(self) -> str:
        return plain_email(self.cleaned_data["email"])


@admin.register(User)
class UserAdmin(LeadsToActs):
    """People. Somebody new gets an account by a membership, which sends the invitation."""

    form = UserForm
    list_display = ("name", "email", "claimed", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser", ("claimed_at", admin.EmptyFieldListFilter), "language")
    search_fields = ("name", "email")
    date_hierarchy = "created_at"
    fields = (
        "email",
        "name",
        "phone",
        "language",
        "is_active",
        "is_staff",
        "is_superuser",
        "claimed_at",
        "last_login",
        "created_at",
    )
    readonly_fields = ("claimed_at", "last_login", "created_at")
    inlines = (UserHistory,)

    @admin.display(description=_("account in use"), boolean=True, ordering="claimed_at")
    def claimed(self, user: User) -> bool:
        return user.is_claimed

    def acts(self, obj: User) -> list[tuple[Words, str]]:
        return [(_("Lost phone, sessions, work, second account"), reverse("operations_person", args=[obj.pk]))]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001 - Django’s signature
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            confirm_address(user=obj)

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False
