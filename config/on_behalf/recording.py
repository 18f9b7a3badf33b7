"""The form above an act's own: for whom it is recorded and on what that rests. It carries the act's form with it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.uploads import PiecesInput
from accounts.models import StoredFile
from core.errors import Refusal
from core.forms import ActForm
from institutions.models import Recording
from institutions.policies.recordings import Speaker
from institutions.services.recordings import SCAN
from placements.forms.slots import MomentInput

PREFIX = "recording"
SALT = "recording-scan"
KEPT_FOR = 24 * 3600  # seconds, as long as the sweep leaves an unused scan


class RecordingForm(ActForm):
    """Whose word it is; a scan, or who called and when. A scan that was sent is kept while something else is put right."""

    person = forms.TypedChoiceField(label=_("Whose word is it?"))
    source = forms.ChoiceField(label=_("How did it come?"), choices=Recording.Source.choices, widget=forms.RadioSelect)
    scan = forms.FileField(
        label=_("The signed paper, scanned or photographed"),
        required=False,
        widget=PiecesInput(),
        help_text=_("PDF, JPG or PNG, where it came on paper."),
    )
    kept = forms.CharField(widget=forms.HiddenInput, required=False)
    caller = forms.CharField(
        label=_("Who was on the phone?"),
        max_length=150,
        required=False,
        help_text=_("Where it came by phone: the name as it was said."),
    )
    called_at = forms.DateTimeField(label=_("When was the call?"), widget=MomentInput, required=False)

    def __init__(self, *args: Any, people: Sequence[Speaker], owner_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, prefix=PREFIX, **kwargs)
        self.owner_id = owner_id
        self.act_form: ActForm | None = None
        self.scan_problem = ""  # why the file that was sent cannot be kept
        known = {str(person.pk): person for person in people}
        self.fields["person"].choices = [(pk, f"{person.user.name}, {person.label}") for pk, person in known.items()]  # type: ignore[attr-defined]
        self.fields["person"].coerce = known.__getitem__  # type: ignore[attr-defined]
        self.fields["called_at"].initial = timezone.localtime().replace(tzinfo=None)
        self.fields["source"].initial = Recording.Source.PAPER

    @property
    def kept_scan(self) -> StoredFile | None:
        """The scan that was sent before with this form, by this person."""
        try:
            kept = signing.loads(self["kept"].value() or "", salt=SALT, max_age=KEPT_FOR)
        except signing.BadSignature:
            return None
        return StoredFile.objects.filter(pk=kept, kind=SCAN, owner_id=self.owner_id).first()

    def keep(self, scan: StoredFile) -> None:
        """Remember a scan that was stored just now; the form carries it from here on."""
        self.data = self.data.copy()
        self.data[self.add_prefix("kept")] = signing.dumps(scan.pk, salt=SALT)

    def clean(self) -> dict[str, Any]:
        """What paper and a call each need; what belongs to the other is left out."""
        cleaned = super().clean()
        if cleaned.get("source") == Recording.Source.PHONE:
            cleaned["scan"] = None
            for name in ("caller", "called_at"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("A call needs this."))
        else:
            cleaned["scan"], cleaned["caller"], cleaned["called_at"] = self.kept_scan, "", None
            if cleaned["scan"] is None and "scan" not in self.errors:
                self.add_error("scan", self.scan_problem or _("Add the scan of the signed paper."))
        return cleaned

    def is_valid(self) -> bool:
        """Both forms, so that everything that is wrong stands there at once."""
        act_is_valid = self.act_form is None or self.act_form.is_valid()
        return super().is_valid() and act_is_valid

    def values(self) -> dict[str, Any]:
        """What `record_on_behalf` takes, but for the deed."""
        return {name: value for name, value in super().values().items() if name != "kept"}

    def refuse(self, refusal: Refusal) -> None:
        """The act's own refusals stand beside the act's own fields."""
        if self.act_form is not None and refusal.field in self.act_form.fields:
            self.act_form.refuse(refusal)
        else:
            super().refuse(refusal)
