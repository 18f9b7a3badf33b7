"""Forms about evaluations. Names equal the services' keyword names."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from evaluations.models import Answer, Evaluation
from evaluations.services.evaluations_asking import colleagues
from institutions.models import Membership

UNSEEN = "unseen"  # the value of "not observed"
COMMENT_MAX = 2000


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion as `components/rating.html` takes it."""

    name: str
    legend: str
    value: str
    error: str


class EvaluationForm(ActForm):
    """One answer a criterion, and a sentence. Nothing is required to save; `submitting` requires every answer.

    Has no idempotency key: to save the same answers twice changes nothing, and of two submissions the second is refused.
    """

    comment = forms.CharField(required=False, max_length=COMMENT_MAX, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        self.criteria = list(evaluation.instrument.criteria.all())
        self.points = list(evaluation.instrument.scale.points.order_by("rank"))
        super().__init__(*args, initial=_kept(evaluation), **kwargs)
        del self.fields["idempotency_key"]
        self.fields["comment"].label = evaluation.instrument.comment_label
        choices = [*((str(point.rank), point.label) for point in self.points), (UNSEEN, _("Not observed"))]
        for criterion in self.criteria:
            self.fields[_name(criterion.pk)] = forms.ChoiceField(
                label=criterion.text,
                choices=choices,
                required=self.submitting,
                error_messages={"required": _("Choose a step, or “Not observed”.")},
            )

    @property
    def submitting(self) -> bool:
        """True when the button that submits was pressed, rather than the one that keeps a draft."""
        return self.is_bound and "submit" in self.data

    def values(self) -> dict[str, Any]:
        """`answers` by criterion id: the rank, or None for "not observed". And `comment`.

        What was not answered is left out, and so is what is not valid: the comment is then the one that was kept before.
        """
        given = {criterion.pk: self.cleaned_data.get(_name(criterion.pk), "") for criterion in self.criteria}
        answers = {pk: None if value == UNSEEN else int(value) for pk, value in given.items() if value}
        return {"answers": answers, "comment": self.cleaned_data.get("comment", self.initial["comment"])}

    def rows(self) -> list[Row]:
        """The criteria in order, with what is chosen and what is wrong."""
        fields = [self[_name(criterion.pk)] for criterion in self.criteria]
        return [
            Row(field.html_name, str(field.label), str(field.value() or ""), " ".join(field.errors)) for field in fields
        ]

    def levels(self) -> list[dict[str, Any]]:
        """The points of the scale, for every row."""
        return [{"value": point.rank, "label": point.label} for point in self.points]

    def left(self) -> int:
        """How many criteria have no answer yet."""
        return sum(not row.value for row in self.rows())


class PassForm(ActForm):
    """Whom to ask instead, and a word to them."""

    to = forms.ModelChoiceField(Membership.objects.none(), label=_("Who should be asked?"))
    note = forms.CharField(
        label=_("A word to them"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("They read it in the mail."),
    )

    def __init__(self, *args: Any, evaluation: Evaluation, may_leave_open: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        field.queryset = colleagues(evaluation)  # type: ignore[attr-defined]
        field.label_from_instance = _described  # type: ignore[attr-defined]
        field.required = not may_leave_open
        field.empty_label = (
            _("I do not know: let the placement lead choose") if may_leave_open else _("Choose a supervisor")
        )  # type: ignore[attr-defined]


class AcknowledgeForm(ActForm):
    """What the student answers."""

    reply = forms.CharField(
        label=_("Your answer"),
        required=False,
        max_length=COMMENT_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Your supervisor and both placement offices read it. You may leave it empty."),
    )


class ReopenForm(ActForm):
    """Why it is reopened."""

    reason = forms.CharField(
        label=_("What should be looked at again?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The evaluator reads this."),
    )


def _name(criterion_id: int) -> str:
    return f"c{criterion_id}"


def _described(membership: Membership) -> str:
    """A colleague with the department, where two may have one name."""
    return f"{membership.user.name}, {membership.department.name}" if membership.department else membership.user.name


def _kept(evaluation: Evaluation) -> dict[str, Any]:
    """What was kept so far, as the form shows it."""
    answers = Answer.objects.filter(evaluation=evaluation).select_related("point")
    kept = {_name(answer.criterion_id): UNSEEN if answer.not_observed else str(answer.point.rank) for answer in answers}
    return {**kept, "comment": evaluation.comment}
