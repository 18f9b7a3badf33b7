"""Forms about evaluations. Names equal the services' keyword names."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from evaluations.mentoring import asked_of
from evaluations.models import Criterion, Evaluation, Instrument
from evaluations.services.evaluations_asking import colleagues
from evaluations.services.instruments import observed_on
from institutions.models import Membership
from placements.models import Placement, ScalePoint

UNSEEN = "unseen"  # the value of "not observed"
COMMENT_MAX = 2000
TEXT_MAX = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion as the form shows it. `levels` and `unseen` are empty where it is answered in words.

    `why` is the box for the sentence that a low step asks for, or for the answer in words; None where there is none.
    """

    name: str
    legend: str
    value: str
    error: str
    section: str = ""
    levels: tuple[dict[str, Any], ...] = ()
    unseen: str = ""
    why: forms.BoundField | None = None


class EvaluationForm(ActForm):
    """One answer a criterion, and a sentence. Nothing is required to save; `submitting` requires every answer.

    Has no idempotency key: to save the same answers twice changes nothing, and of two submissions the second is refused.
    Carries what it showed of each field (`shown`): what its reader left alone never overwrites what another window said since.
    """

    comment = forms.CharField(required=False, max_length=COMMENT_MAX, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        self.evaluation = evaluation
        self.criteria = asked_of(evaluation)
        self.rated = [criterion for criterion in self.criteria if criterion.is_rating]
        self.points = sorted(evaluation.instrument.scale.points.all(), key=lambda point: point.rank)
        super().__init__(*args, initial=_kept(evaluation, self.points), **kwargs)
        del self.fields["idempotency_key"]
        for criterion in self.criteria:
            self._add(criterion)
        comment = self.fields.pop("comment")
        comment.label = evaluation.instrument.comment_label
        self.fields["comment"] = comment
        self.sent, self.said_since = self.data, False
        if self.is_bound:
            self._take_what_was_said_since()

    def _take_what_was_said_since(self) -> None:
        self.data = self.sent.copy()
        for name in self.fields:
            now, sent = self.initial.get(name, ""), self.sent.get(self.add_prefix(name), "")
            shown = self.sent.get(self.add_initial_prefix(name))  # a script takes it away when its field is touched
            if shown is not None and shown.split() == sent.split() != now.split():
                self.data[self.add_prefix(name)] = now
                self.said_since = True

    def shown(self) -> list[tuple[str, str]]:
        """What stands now, by the names under which the page sends it back."""
        return [(self.add_initial_prefix(name), self.initial.get(name, "")) for name in self.fields]

    def _add(self, criterion: Criterion) -> None:
        if criterion.is_rating:
            unseen = [(UNSEEN, _("Not observed"))] if criterion.may_be_unseen else []
            self.fields[_name(criterion.pk)] = forms.ChoiceField(
                label=criterion.text,
                choices=[*((str(point.rank), self._said(point)) for point in self.points), *unseen],
                required=self.submitting,
                error_messages={"required": _("Choose a step, or “Not observed”.") if unseen else _("Choose a step.")},
            )
        if not criterion.is_rating or criterion.asks_at is not None:
            asked = _("What happened? (%(criterion)s)") % {"criterion": criterion.text}
            self.fields[_text_name(criterion.pk)] = forms.CharField(
                label=asked if criterion.is_rating else criterion.text,
                required=False,
                max_length=TEXT_MAX,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def _said(self, point: ScalePoint) -> str:
        """A step in the words of who answers."""
        return point.plain if self.evaluation.by_student else point.label

    @property
    def submitting(self) -> bool:
        """True when the button that submits was pressed, rather than the one that keeps a draft."""
        return self.is_bound and "submit" in self.data

    def clean(self) -> dict[str, Any]:
        """A low step is explained before it is submitted, and nothing is submitted that its page did not show."""
        cleaned = super().clean()
        if self.submitting and self.said_since:
            self.add_error(None, _("More was said in another window: it stands here now. Look at it, then submit."))
        for criterion in self.rated if self.submitting else ():
            value, why = cleaned.get(_name(criterion.pk), ""), _text_name(criterion.pk)
            is_low = value.isdigit() and int(value) <= (criterion.asks_at or 0)
            if is_low and not cleaned.get(why) and why not in self.errors:
                self.add_error(why, _("Say in a sentence what happened: it helps most here."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """`answers` by criterion id: the rank, or None for "not observed". `texts` by criterion id. And `comment`.

        What was not answered is left out, and so is what is not valid: the words are then those that were kept before.
        """
        given = {criterion.pk: self.cleaned_data.get(_name(criterion.pk), "") for criterion in self.rated}
        answers = {pk: None if value == UNSEEN else int(value) for pk, value in given.items() if value}
        worded = [criterion.pk for criterion in self.criteria if _text_name(criterion.pk) in self.fields]
        return {
            "answers": answers,
            "texts": {pk: self._words(_text_name(pk)) for pk in worded},
            "comment": self._words("comment"),
        }

    def _words(self, name: str) -> str:
        return str(self.cleaned_data.get(name, self.initial.get(name, "")))

    def rows(self) -> list[Row]:
        """The criteria in order, with what is chosen and what is wrong; a section is named at its first row."""
        rows, section = [], ""
        for criterion in self.criteria:
            head = criterion.section if criterion.section != section else ""
            section = criterion.section
            rows.append(self._row(criterion, head))
        return rows

    def _row(self, criterion: Criterion, section: str) -> Row:
        why = self[_text_name(criterion.pk)] if _text_name(criterion.pk) in self.fields else None
        if not criterion.is_rating:
            return Row(why.html_name, criterion.text, str(why.value() or ""), " ".join(why.errors), section, why=why)  # type: ignore[union-attr]
        field = self[_name(criterion.pk)]
        low = criterion.asks_at or 0
        levels = tuple(
            {"value": point.rank, "label": self._said(point), "low": point.rank <= low} for point in self.points
        )
        return Row(
            field.html_name,
            criterion.text,
            str(field.value() or ""),
            " ".join(field.errors),
            section,
            levels,
            UNSEEN if criterion.may_be_unseen else "",
            why,
        )

    def chosen(self) -> list[str]:
        """What is chosen on each criterion that is judged; empty where nothing is yet."""
        return [str(self[_name(criterion.pk)].value() or "") for criterion in self.rated]

    def left(self) -> int:
        """How many criteria have no answer yet."""
        return sum(not value for value in self.chosen())

    def is_blank(self) -> bool:
        """Nothing at all was said on the page that was sent."""
        return not any(self.sent.get(self.add_prefix(name)) for name in self.fields)


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


class AnotherForm(ActForm):
    """Who is asked beside the first."""

    to = forms.ModelChoiceField(Membership.objects.none(), label=_("Who should be asked too?"))

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        field.queryset = colleagues(evaluation).exclude(pk=evaluation.evaluator_id)  # type: ignore[attr-defined]
        field.label_from_instance = _described  # type: ignore[attr-defined]
        field.empty_label = _("Choose a supervisor")  # type: ignore[attr-defined]


class ObservationForm(ActForm):
    """On which form one task is judged."""

    instrument = forms.ModelChoiceField(
        Instrument.objects.none(), label=_("On which form?"), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, placement: Placement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["instrument"]
        field.queryset = observed_on(placement)  # type: ignore[attr-defined]
        field.label_from_instance = lambda instrument: instrument.title  # type: ignore[attr-defined]


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


def _text_name(criterion_id: int) -> str:
    return f"t{criterion_id}"


def _described(membership: Membership) -> str:
    """A colleague with the department, where two may have one name."""
    return f"{membership.user.name}, {membership.department.name}" if membership.department else membership.user.name


def _kept(evaluation: Evaluation, points: list[ScalePoint]) -> dict[str, Any]:
    """What was kept so far, as the form shows it."""
    ranks = {point.pk: str(point.rank) for point in points}
    kept: dict[str, Any] = {"comment": evaluation.comment}
    for answer in evaluation.answers.all():
        if answer.not_observed or answer.point_id is not None:
            kept[_name(answer.criterion_id)] = ranks.get(answer.point_id, UNSEEN)
        if answer.text:
            kept[_text_name(answer.criterion_id)] = answer.text
    return kept
