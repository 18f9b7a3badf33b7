"""Forms of references. Names equal the services' keyword names."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.uploads import PiecesInput
from core.forms import ActForm
from core.words import day
from institutions.forms.agreements import DayInput
from placements.models import Application, Reference

MESSAGE_AT_MOST = 1500  # characters
TEXT_AT_MOST = 8000  # characters, some two pages
WAIVER = (
    ("True", _("I give up the right to read it. Partners trust such a reference more.")),
    ("False", _("I want to be able to read it.")),
)


class AskReferenceForm(ActForm):
    """Whom the student asks, by when, for which applications; and whether they give up the right to read it."""

    name = forms.CharField(label=_("Their name, with title"), max_length=150, help_text=_("Dr Sana Mirza"))
    position = forms.CharField(label=_("Position"), max_length=150, help_text=_("Consultant radiologist"))
    organisation = forms.CharField(label=_("Hospital, college or firm"), max_length=150)
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_(
            "Their address at work if you can. Your placement office confirms that it is theirs; then they get a link of their own. "
            "You never pass a link on."
        ),
    )
    needed_by = forms.DateField(label=_("Needed by"), widget=DayInput)
    also = forms.TypedMultipleChoiceField(
        label=_("Use the same reference for these, too"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    waived = forms.TypedChoiceField(
        label=_("May you read what they write?"),
        choices=WAIVER,
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
        help_text=_("The writer and the partner see what you choose. It cannot be changed afterwards."),
    )
    message = forms.CharField(
        label=_("A few words to them"),
        required=False,
        max_length=MESSAGE_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 5, "data-words": ""}),
        help_text=_(
            "Remind them where you worked together, and what you would like them to speak of. Name no patients."
        ),
    )

    def __init__(self, *args: Any, others: Iterable[Application], suggested: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needed_by"].initial = suggested
        choices = [(other.pk, f"{other.slot.partner}: {other.slot}") for other in others]
        self.fields["also"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["also"]


class ChooseReferencesForm(ActForm):
    """Which of the student's references go with one application."""

    references = forms.TypedMultipleChoiceField(
        label=_("Which go with it?"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, offered: Iterable[Reference], chosen: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["references"]
        field.choices = [(one.pk, _choice(one)) for one in offered]  # type: ignore[attr-defined]
        field.initial = list(chosen)


def _choice(reference: Reference) -> str:
    referee = reference.referee
    return f"{referee.name}, {referee.position}, {referee.organisation} ({reference.get_state_display()})"


class ConfirmRefereeForm(ActForm):
    """How the office knows that the address is the referee's."""

    how = forms.CharField(
        label=_("How do you know that the address is theirs?"),
        max_length=200,
        help_text=_("Called the ward’s landline and asked; stands on the college’s website; has written to us before."),
    )


class RefuseRefereeForm(ActForm):
    """Why it cannot be confirmed."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The student reads it: say what to do instead."),
    )


class WordForm(ActForm):
    """A word with a request that is taken back, or declined."""

    reason = forms.CharField(
        label=_("A word to them, if you like"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WritingForm(ActForm):
    """What the referee writes: kept as it is typed, sent when it is ready; or a letter of their own."""

    capacity = forms.CharField(
        label=_("How long, and in what capacity, do you know them?"), required=False, max_length=200
    )
    text = forms.CharField(
        label=_("Your reference"),
        required=False,
        max_length=TEXT_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 14, "data-words": ""}),
        help_text=_(
            "What you saw them do, with an example or two; compared with whom, and why. Assess rather than praise. No patients, and "
            "nothing private."
        ),
    )
    file = forms.FileField(
        label=_("Or your own letter, on letterhead"),
        required=False,
        widget=PiecesInput(),
        help_text=_("PDF, JPG or PNG, up to 10 MB. It goes with “Send”."),
    )

    def __init__(self, *args: Any, pieces: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["data-pieces"] = pieces

    @property
    def sending(self) -> bool:
        """True where it was sent, not only saved."""
        return "send" in self.data

    def kept(self) -> dict[str, Any]:
        """What can be kept of what was typed, whatever else is wrong, and the version it was typed in."""
        typed = {name: self.cleaned_data.get(name, "") for name in ("capacity", "text")}
        return {**typed, "shown_version": self.cleaned_data.get("version")}

    def go_on_from(self, version: int) -> None:
        """What was typed is kept as `version`: whatever else is wrong, the next sending is written in it."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = version

    def values(self) -> dict[str, Any]:
        """What is sent; its version was judged when it was kept."""
        return {name: value for name, value in super().values().items() if name != "shown_version"}


class PaperReferenceForm(ActForm):
    """A letter that came on paper: the scan above is the reference."""

    capacity = forms.CharField(
        label=_("How long, and in what capacity, does the writer know them?"),
        required=False,
        max_length=200,
        help_text=_("As the letter says it. The scan itself is what the partner reads."),
    )


def short_notice(needed_by: date, today: date) -> str:
    """A warning where less time is left than a good reference takes."""
    left = (needed_by - today).days
    words = _("Only %(n)d days are left until %(day)s. People like three weeks: ask today, and say why it is short.")
    return str(words % {"n": left, "day": day(needed_by)})
