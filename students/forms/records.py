"""Forms of records. What is asked follows the kind of evidence; names equal the services' keyword names."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.uploads import PiecesInput
from core.forms import ActForm, plausible_year
from institutions.forms.agreements import DayInput
from institutions.models import EvidenceKind
from students.models import Record, RejectReason

DAYS = ("on", "until")
TEXT_LENGTH = 120


class RecordFields(ActForm):
    """What a document says: its day, its last day where it has one, and the fields of its kind."""

    on = forms.DateField(label=_("Day it was given, tested or issued"), widget=DayInput)
    until = forms.DateField(label=_("Holds until"), widget=DayInput, required=False)

    def __init__(self, *args: Any, kind: EvidenceKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self._ask_for_the_end()
        for asked in kind.fields:
            self.fields[asked["name"]] = _field(asked)

    def _ask_for_the_end(self) -> None:
        """Required where documents of the kind state it; not asked where they hold for ever."""
        until = self.fields["until"]
        if self.kind.states_its_end:
            until.required = True
        elif self.kind.default_months:
            until.help_text = _("Only if the document names a day. Otherwise it holds %(n)d months.") % {
                "n": self.kind.default_months
            }
        else:
            del self.fields["until"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("on"), cleaned.get("until")
        if first and last and last < first:
            self.add_error("until", _("It cannot end before it begins."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """`on`, `until`, and `values` as JSON keeps them."""
        names = [asked["name"] for asked in self.kind.fields]
        values = {name: _plain(self.cleaned_data.get(name)) for name in names}
        return {"on": self.cleaned_data["on"], "until": self.cleaned_data.get("until"), "values": values}


class CheckForm(RecordFields):
    """What the checker compares; of one that was brought over without its document, the word that they have seen the paper."""

    seen = forms.BooleanField(
        label=_("I have the paper before me, and it says this"),
        required=True,
        help_text=_("Your name stands beside it."),
    )

    def __init__(self, *args: Any, record: Record, **kwargs: Any) -> None:
        super().__init__(*args, kind=record.kind, initial=initial_of(record), **kwargs)
        if not record.is_to_be_seen:
            del self.fields["seen"]

    def values(self) -> dict[str, Any]:
        return super().values() | {"seen": bool(self.cleaned_data.get("seen"))}


class RecordForm(RecordFields):
    """A student's own: with the document, unless one is kept already. The camera has a field of its own, or phones offer nothing else."""

    photo = forms.FileField(
        label=_("Take a photo"),
        required=False,
        widget=PiecesInput(attrs={"accept": "image/jpeg,image/png", "capture": "environment"}),
    )
    document = forms.FileField(
        label=_("Photo or PDF"),
        required=False,
        widget=PiecesInput(),
        help_text=_("JPG, PNG or PDF, up to 10 MB."),
    )
    copy_of = forms.IntegerField(required=False, widget=forms.HiddenInput)

    field_order = ("photo", "document")

    def __init__(self, *args: Any, has_document: bool, **kwargs: Any) -> None:
        self.has_document = has_document
        self.problem = ""  # what stood against keeping what was sent
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.problem:
            self.add_error("document", self.problem)
        elif not self.has_document:
            self.add_error("document", _("Take a photo of it, or choose a file."))
        return cleaned

    def sent_file(self) -> Any:
        """The file that came with the form, by either field."""
        return self.files.get("document") or self.files.get("photo")

    def typed(self) -> dict[str, str]:
        """What was typed, as typed."""
        names = [*DAYS, *(asked["name"] for asked in self.kind.fields)]
        return {name: str(self.data.get(name, "")) for name in names}


class KeepForm(ActForm):
    """A draft is kept whatever it says; keeping it twice is keeping it once, so it needs no key."""

    idempotency_key = None  # type: ignore[assignment]


class RejectForm(ActForm):
    """What is wrong with a document."""

    reason = forms.ChoiceField(label=_("What is wrong?"), choices=RejectReason.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The student reads this. Say what would be right."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("reason") == RejectReason.OTHER and not cleaned.get("words", "").strip():
            self.add_error("words", _("Say what is wrong, so that the student can put it right."))
        return cleaned


class OpenForm(ActForm):
    """Why something closed has to be opened."""

    reason = forms.CharField(
        label=_("Why do you have to open it?"),
        max_length=300,
        min_length=10,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The student reads this."),
    )


def initial_of(record: Record) -> dict[str, Any]:
    """What a form about a record shows first. A draft shows what was typed into it."""
    return {"on": record.on, "until": record.until} | record.values


def initial_of_renewal(record: Record) -> dict[str, Any]:
    """What a successor begins with: everything of a correction; of a renewal all but the days, which are new."""
    return initial_of(record) if record.decided_at is None or record.reason else dict(record.values)


def said(record: Record) -> list[tuple[Any, Any]]:
    """(label, value) of each field of a record's kind that says something, for `components/facts.html`."""
    return [(asked["label"], _spoken(record.values.get(asked["name"]))) for asked in record.kind.fields]


def _spoken(value: Any) -> Any:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return f"{value:g}" if isinstance(value, float) else value


def _field(asked: Mapping[str, Any]) -> forms.Field:
    """The form field of one structured field."""
    shared = {"label": asked["label"], "required": bool(asked.get("required"))}
    match asked["type"]:
        case "date":
            return forms.DateField(widget=DayInput, validators=[plausible_year], **shared)
        case "number":
            return forms.FloatField(**shared)
        case "bool":
            return forms.BooleanField(**shared)
        case "choice":
            choices = [("", _("Choose")), *((choice, choice) for choice in asked["choices"])]
            return forms.ChoiceField(choices=choices, **shared)
    return forms.CharField(max_length=TEXT_LENGTH, **shared)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
