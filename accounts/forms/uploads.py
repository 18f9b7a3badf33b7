"""The fields for files: one for everybody, one more for who is signed in, or came by a link that takes pieces."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from core.uploads import ACCEPT


class PaperInput(forms.FileInput):
    """A paper, scanned or photographed: `static/js/shrink.js` makes a photo smaller. The page brings its `scripts`
    (components/field.html); it works without them.
    """

    scripts: tuple[str, ...] = ("js/shrink.js",)

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": ACCEPT, "data-shrink": "", **(attrs or {})})


class PiecesInput(PaperInput):
    """The same, sent in pieces by `static/js/upload.js`, which goes on where a line broke. Carries the words that the script shows."""

    scripts = (*PaperInput.scripts, "js/upload.js")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        words = {
            "data-pieces": self.attrs.get("data-pieces") or reverse("upload_begin"),
            "data-sending": _("Sending… %s %%").replace("%%", "%"),
            "data-done": _("The file is there."),
            "data-broken": _("The line broke. What went through is kept: press the button again."),
        }
        return super().get_context(name, value, {**words, **(attrs or {})})
