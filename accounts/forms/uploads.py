"""The field for a file that may go in pieces."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _


class PiecesInput(forms.FileInput):
    """A file field that `static/js/upload.js` sends in pieces; without it an ordinary one. Carries the words that the script shows."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        words = {
            "data-pieces": reverse("upload_begin"),
            "data-sending": _("Sending… %s %%").replace("%%", "%"),
            "data-done": _("The file is there."),
            "data-broken": _("The line broke. What went through is kept: press the button again."),
        }
        return super().get_context(name, value, {**words, **(attrs or {})})
