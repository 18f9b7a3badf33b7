"""Forms about the papers of an agreement: files, signatures on paper, the checklist of clauses."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.uploads import PiecesInput
from core.actor import Actor, Role
from core.forms import ActForm
from institutions.forms.agreements import DayInput
from institutions.models import Agreement, ClauseAnswer, DocumentKind
from institutions.policies.clauses import Checklist, Line
from institutions.services.clauses import Answer

ANSWERS = [("", _("Nobody has said yet")), *ClauseAnswer.choices]


class DocumentForm(ActForm):
    """One file of an agreement."""

    kind = forms.ChoiceField(label=_("What it is"), choices=DocumentKind.choices)
    title = forms.CharField(
        label=_("Title"), max_length=150, required=False, help_text=_("Empty: the name of the file.")
    )
    file = forms.FileField(
        label=_("File"),
        widget=PiecesInput(),
        help_text=_("PDF, JPG or PNG, up to 10 MB. A photo of each page will do."),
    )
    holds_clauses = forms.BooleanField(
        label=_("I have read this scan: the minimum clauses stand in it"),
        required=False,
        help_text=_("Then the agreement can be sent before they are ticked one by one."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not actor.acts_as(Role.COORDINATOR):
            del self.fields["holds_clauses"]


class PaperForm(ActForm):
    """Who signed on paper, when, and the scan."""

    scan = forms.FileField(
        label=_("The signed original, scanned"),
        widget=PiecesInput(),
        help_text=_("PDF, JPG or PNG, up to 10 MB, with both signatures on it."),
    )
    signed_on = forms.DateField(label=_("Signed on"), widget=DayInput, help_text=_("The later of the two signatures."))
    institute_signatory = forms.CharField(label=_("Signed for the institute by"), max_length=150)
    institute_signatory_title = forms.CharField(label=_("Their position at the institute"), max_length=150)
    partner_signatory = forms.CharField(label=_("Signed for the partner by"), max_length=150)
    partner_signatory_title = forms.CharField(label=_("Their position at the partner"), max_length=150)
    holds_clauses = forms.BooleanField(
        label=_("I have read this scan: the minimum clauses stand in it"),
        required=False,
        help_text=_("Needed while the checklist lacks one of them."),
    )

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        institute = agreement.institute
        initial = {
            "institute_signatory": institute.signatory_name,
            "institute_signatory_title": institute.signatory_title,
        }
        super().__init__(*args, initial=initial, **kwargs)


class ObjectForm(ActForm):
    """Why the partner objects."""

    reason = forms.CharField(
        label=_("What is wrong with it?"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )


class ClausesForm(ActForm):
    """The checklist: an answer, a place and a note for each clause. `values()` gives one `Answer` for each."""

    def __init__(self, *args: Any, checklist: Checklist, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = (*checklist.minimum, *checklist.others)
        for line in self.lines:
            self.fields |= _fields_of(line)

    def parts(self) -> list[tuple[Line, list[forms.BoundField]]]:
        """Each clause with its three fields."""
        return [
            (line, [self[f"{name}_{line.clause.pk}"] for name in ("answer", "where", "note")]) for line in self.lines
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for line in self.lines:
            pk = line.clause.pk
            if cleaned.get(f"answer_{pk}") == ClauseAnswer.NOT_APPLICABLE and not cleaned.get(f"note_{pk}"):
                self.add_error(f"note_{pk}", _("Say why it does not apply."))
        return cleaned

    def values(self) -> dict[str, Any]:
        answers = [
            Answer(pk, *(self.cleaned_data[f"{name}_{pk}"] for name in ("answer", "where", "note")))
            for pk in (line.clause.pk for line in self.lines)
        ]
        return {"answers": answers, "shown_version": self.cleaned_data.get("version")}


def _fields_of(line: Line) -> dict[str, forms.Field]:
    pk, said = line.clause.pk, line.said
    return {
        f"answer_{pk}": forms.ChoiceField(
            label=_("Answer"), choices=ANSWERS, required=False, initial=said.answer if said else ""
        ),
        f"where_{pk}": forms.CharField(
            label=_("Where it stands"), max_length=150, required=False, initial=said.where if said else ""
        ),
        f"note_{pk}": forms.CharField(
            label=_("Note"), max_length=500, required=False, initial=said.note if said else ""
        ),
    }
