"""Forms about one's own account. Names equal the services' keyword names."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.forms import ActForm
from core.phones import plain_phone


class PasswordForm(ActForm):
    """The password that makes an account one's own, twice."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Twelve characters or more. A short sentence is easy to keep in mind and hard to guess."),
    )
    again = forms.CharField(
        label=_("The same once more"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "password" in cleaned and cleaned.get("again") not in {None, cleaned["password"]}:
            self.add_error("again", _("The two differ. Write the same twice."))
        return cleaned


class PersonForm(ActForm):
    """Name, mobile and language; without `name` for those who may not change it, without `language` where there is one."""

    name = forms.CharField(
        label=_("Name"), max_length=150, help_text=_("With title, as letters print it: Dr Sana Mirza.")
    )
    phone = forms.CharField(
        label=_("Mobile"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    language = forms.ChoiceField(label=_("Language of pages and mail"))

    def __init__(self, *args: Any, may_rename: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_rename:
            del self.fields["name"]
        named = dict(User._meta.get_field("language").flatchoices)
        self.fields["language"].choices = [(code, named[code]) for code, _name in settings.LANGUAGES]
        if len(settings.LANGUAGES) == 1:
            del self.fields["language"]

    def clean_phone(self) -> str:
        return plain_phone(self.cleaned_data["phone"])
