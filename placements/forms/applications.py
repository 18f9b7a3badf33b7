"""Forms of applications and offers. Names equal the services' keyword names."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.uploads import PiecesInput
from core.forms import ActForm
from core.words import when
from placements.models import Application, ReasonCode
from placements.policies.applications import STATEMENT_AT_LEAST, STATEMENT_AT_MOST

REASON_AT_MOST = 2000  # characters


class StatementForm(ActForm):
    """Why the student applies. Without an idempotency key: saving the same draft twice is no harm, and it is saved as it is typed."""

    idempotency_key = None

    statement = forms.CharField(
        label=_("Why this internship, and what do you bring?"),
        required=False,
        max_length=STATEMENT_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 14, "data-words": ""}),
        help_text=_(
            "Two or three short paragraphs, %(least)d characters at least. Name no patients: no names, numbers or dates of birth."
        )
        % {"least": STATEMENT_AT_LEAST},
    )


class WithdrawForm(ActForm):
    """Why it is withdrawn, if the student likes to say."""

    reason = forms.CharField(
        label=_("A word to the partner, if you like"),
        required=False,
        max_length=REASON_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DeclineForm(WithdrawForm):
    """Why the offer is declined, if the student likes to say."""


class EndorseForm(ActForm):
    """A sentence that the partner reads, if the office likes to say one."""

    reason = forms.CharField(
        label=_("A sentence about the student, if you like"),
        required=False,
        max_length=REASON_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The partner reads it, and so does the student."),
    )


class RefuseForm(ActForm):
    """Why the institute does not endorse it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The student reads it. Say what would have to change."),
    )


class QuestionForm(ActForm):
    """What is asked of the student."""

    text = forms.CharField(
        label=_("Your question"),
        max_length=REASON_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Ask for one thing, and say what it is needed for."),
    )


class AnswerForm(ActForm):
    """What the student answers, with a document if one was asked for."""

    answer = forms.CharField(
        label=_("Your answer"),
        max_length=STATEMENT_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 6, "data-words": ""}),
        help_text=_("Name no patients: no names, numbers or dates of birth."),
    )
    document = forms.FileField(
        label=_("A document, if one is asked for"),
        required=False,
        widget=PiecesInput(),
        help_text=_("PDF, JPG or PNG, up to 10 MB."),
    )


class RejectForm(ActForm):
    """Why the student is not chosen: a code that figures count, and words for the student."""

    code = forms.ChoiceField(label=_("Reason"), choices=[("", _("Choose a reason")), *ReasonCode.choices], initial="")
    reason = forms.CharField(
        label=_("In words"),
        max_length=REASON_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The student reads it. One kind, concrete sentence helps the next application."),
    )


class OfferForm(ActForm):
    """How long the place is held."""

    answer_by = forms.DateTimeField(
        label=_("The student answers by"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_(
            "The place is held until then. Without an answer the offer lapses and the next on the waiting list gets it."
        ),
    )

    def __init__(self, *args: Any, suggested: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer_by"].initial = timezone.localtime(suggested).replace(tzinfo=None)


class AcceptForm(ActForm):
    """Which other offers are given back with the acceptance; all that cannot be kept beside it, unless the student unticks one."""

    decline = forms.TypedMultipleChoiceField(
        label=_("Decline these offers with the same act"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "They fall on the same days, so you cannot take them any more. An offer that you leave open keeps its place from others."
        ),
    )

    withdraw = forms.TypedMultipleChoiceField(
        label=_("Withdraw these applications with the same act"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They are for the same days, and nobody has answered them yet. The partners are told kindly."),
    )

    def __init__(
        self, *args: Any, others: Iterable[Application], hopes: Iterable[Application] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._offer("decline", [(other.pk, _choice(other)) for other in others])
        self._offer("withdraw", [(hope.pk, f"{hope.slot.partner}: {hope.slot}") for hope in hopes])

    def _offer(self, name: str, choices: list[tuple[int, str]]) -> None:
        """All of them ticked; without any, there is nothing to ask."""
        if not choices:
            del self.fields[name]
            return
        self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields[name].initial = [pk for pk, _words in choices]


def _choice(offer: Application) -> str:
    words = {
        "partner": offer.slot.partner,
        "slot": offer.slot,
        "deadline": when(offer.answer_by) if offer.answer_by else "",
    }
    return _("%(partner)s: %(slot)s (held until %(deadline)s)") % words
