"""Forms about certificates and letters. Names equal the services' keyword names."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.forms import ActForm
from evaluations.models import Letter
from evaluations.services.letters_draft import OWN
from institutions.forms.agreements import DayInput
from institutions.models import Intake, Programme
from placements.models import Slot

PARAGRAPH = "paragraph_"

# What a paragraph of a draft is about, by its key.
HEADINGS = {
    "who": _("Who, where, when"),
    "hours": _("Hours"),
    "objectives": _("Learning objectives"),
    "evaluation": _("Final evaluation"),
    "quotes": _("What you noted at the time"),
    OWN: _("Your own words"),
}


class RevokeForm(ActForm):
    """Why it holds no more."""

    reason = forms.CharField(
        label=_("Why?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text=_(
            "Whoever checks the certificate reads this. Keep it short, and leave out what is nobody’s business."
        ),
    )


class ReissueForm(RevokeForm):
    """Why a new one replaces it."""

    reason = forms.CharField(
        label=_("What is corrected?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        help_text=_("Whoever checks the old code reads this, such as “spelling of the name”."),
    )


class CohortForm(ActForm):
    """Whose certificates: any mix of programme, intake and slot."""

    programme = forms.ModelChoiceField(
        Programme.objects.none(), label=_("Programme"), required=False, empty_label=_("Every programme")
    )
    intake = forms.ModelChoiceField(
        Intake.objects.none(), label=_("Intake"), required=False, empty_label=_("Every intake")
    )
    slot = forms.ModelChoiceField(Slot.objects.none(), label=_("Slot"), required=False, empty_label=_("Every slot"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "programme": Programme.objects.visible_to(actor).order_by("name"),
            "intake": Intake.objects.visible_to(actor).select_related("programme").order_by("-starts_on", "name"),
            "slot": Slot.objects.filter(placements__institute_id=actor.institute_id).distinct().order_by("title", "pk"),
        }
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]


class AskLetterForm(ActForm):
    """What the letter is for, and by when."""

    purpose = forms.CharField(
        label=_("What is it for?"),
        max_length=200,
        help_text=_("Such as “a residency in radiology”: it stands in the letter."),
    )
    needed_by = forms.DateField(
        label=_("Needed by"), widget=DayInput, required=False, help_text=_("Three weeks or more make a better letter.")
    )


class DeclineLetterForm(ActForm):
    """Why not."""

    reason = forms.CharField(
        label=_("What should the student know?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text=_("The student reads this. One kind sentence is enough."),
    )


class RevokeLetterForm(ActForm):
    """Why it is taken back."""

    reason = forms.CharField(
        label=_("Why?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text=_("The student reads this."),
    )


class LetterForm(ActForm):
    """One text for each paragraph of the draft, in their order; given to the service as `texts`."""

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, version=letter.version, **kwargs)
        self.blocks = letter.blocks
        for number, block in enumerate(self.blocks):
            own = block["key"] == OWN
            self.fields[f"{PARAGRAPH}{number}"] = forms.CharField(
                label=HEADINGS.get(block["key"], block["key"]),
                initial=block["text"],
                required=False,
                max_length=3000,
                strip=True,
                widget=forms.Textarea(attrs={"rows": 5 if own else 3}),
                help_text=_("Would you work with this person again? What did you see that no form shows?")
                if own
                else "",
            )

    def values(self) -> dict[str, Any]:
        """The texts as one list, and the version that was shown."""
        return {
            "texts": [self.cleaned_data[f"{PARAGRAPH}{number}"] for number in range(len(self.blocks))],
            "shown_version": self.cleaned_data.get("version"),
        }

    @property
    def paragraphs(self) -> list[dict[str, Any]]:
        """Each field with its sources, for the template."""
        return [
            {"field": self[f"{PARAGRAPH}{number}"], "sources": block["sources"]}
            for number, block in enumerate(self.blocks)
        ]


class DigitsForm(forms.Form):
    """The last four characters of an identity number."""

    digits = forms.CharField(
        label=_("Last four digits of their CNIC or passport"),
        min_length=4,
        max_length=4,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6, "autocomplete": "off"}),
    )


class PdfForm(forms.Form):
    """A PDF to be compared, never kept."""

    LIMIT = 5 * 1024 * 1024  # bytes

    file = forms.FileField(
        label=_("Certificate as a PDF"), widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"})
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > self.LIMIT:
            raise forms.ValidationError(_("This file is too large to be one of our papers."))
        return file


class CodeForm(forms.Form):
    """The code as it stands on the paper."""

    code = forms.CharField(
        label=_("Code on the certificate"),
        max_length=60,
        help_text=_("26 letters and digits. Capitals, spaces and dashes do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
