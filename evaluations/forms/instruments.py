"""The builder of evaluation forms, in one page without a script: a row for each criterion, and three empty ones."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.errors import Refusal, Stale
from core.forms import ActForm
from evaluations.models import Criterion, Instrument, Occasion
from evaluations.services.instruments import USES, Asked, fingerprint
from institutions.models import Programme
from placements.models import Scale

SPARE_ROWS = 3
STEPS = range(3, 10)  # an ordinal scale that can be told apart
STEP_MAX = 60
CHOSEN_FOR = (Occasion.MID, Occasion.FINAL, Occasion.SELF_MID, Occasion.SELF_FINAL, Occasion.SITE)


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """The fields of one criterion, bound."""

    number: int
    key: forms.BoundField
    order: forms.BoundField
    section: forms.BoundField
    text: forms.BoundField
    kind: forms.BoundField
    asks_at: forms.BoundField
    may_be_unseen: forms.BoundField

    @property
    def typed(self) -> tuple[forms.BoundField, ...]:
        """What is shown beside the criterion's own words."""
        return (self.section, self.order, self.kind, self.asks_at, self.may_be_unseen)


class InstrumentAddForm(ActForm):
    """A name, and what the form is for."""

    title = forms.CharField(label=_("What is it called?"), max_length=150)
    use = forms.ChoiceField(label=_("What is it for?"), choices=Instrument.Use, widget=forms.RadioSelect)


class InstrumentForm(ActForm):
    """A draft, whole. A criterion is taken away by emptying its words, and moved by its number."""

    title = forms.CharField(label=_("Name"), max_length=150)
    perspective = forms.ChoiceField(label=_("The evaluator says"), choices=Instrument.Perspective)
    scale = forms.ModelChoiceField(Scale.objects.none(), label=_("Scale"), empty_label=None)
    steps = forms.CharField(
        label=_("Or a scale of your own"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("A step on each line in a few words, the lowest first; three to nine of them."),
    )
    comment_label = forms.CharField(label=_("Above the free sentence"), max_length=100)
    seen = forms.CharField(widget=forms.HiddenInput)  # in place of a version

    def __init__(self, *args: Any, instrument: Instrument, **kwargs: Any) -> None:
        self.known = list(instrument.criteria.all())
        super().__init__(*args, initial=_as_it_is(instrument, self.known), **kwargs)
        self.fields["scale"].queryset = Scale.objects.order_by("name", "-version")  # type: ignore[attr-defined]
        self.fields["scale"].label_from_instance = _scale_words  # type: ignore[attr-defined]
        self.count = len(self.known) + SPARE_ROWS
        for number in range(1, self.count + 1):
            self._add(number)

    def _add(self, number: int) -> None:
        words = {"number": number}
        self.fields |= {
            f"key_{number}": forms.SlugField(required=False, max_length=60, widget=forms.HiddenInput),
            f"text_{number}": forms.CharField(label=_("Criterion %(number)d") % words, required=False, max_length=200),
            f"section_{number}": forms.CharField(label=_("Under the heading"), required=False, max_length=80),
            f"order_{number}": forms.IntegerField(
                label=_("Place in the order"), required=False, min_value=0, max_value=99
            ),
            f"kind_{number}": forms.ChoiceField(label=_("Answered by"), choices=Criterion.Kind, required=False),
            f"asks_at_{number}": forms.IntegerField(
                label=_("Asks for a sentence up to step"), required=False, min_value=1, max_value=8
            ),
            f"may_be_unseen_{number}": forms.BooleanField(label=_("Offers “Not observed”"), required=False),
        }

    def clean_steps(self) -> list[str]:
        """The lines, without the empty ones."""
        steps = [line.strip() for line in self.cleaned_data["steps"].splitlines() if line.strip()]
        if steps and len(steps) not in STEPS:
            raise ValidationError(_("Write three to nine steps, one on each line."))
        if any(len(step) > STEP_MAX for step in steps) or len(set(steps)) < len(steps):
            raise ValidationError(_("Each step needs words of its own, sixty letters at most."))
        return steps

    def values(self) -> dict[str, Any]:
        """The words of the form, and `criteria` in their order."""
        names = ("title", "perspective", "scale", "steps", "comment_label", "seen")
        criteria = [self._asked(number) for number in self._in_order() if self.cleaned_data.get(f"text_{number}")]
        return {**{name: self.cleaned_data[name] for name in names}, "criteria": criteria}

    def refuse(self, refusal: Refusal) -> None:
        """What is sent after both were shown is sent knowing it."""
        super().refuse(refusal)
        if isinstance(refusal, Stale):
            self.data[self.add_prefix("seen")] = self.initial["seen"]

    def _in_order(self) -> list[int]:
        def place(number: int) -> tuple[int, int]:
            order = self.cleaned_data.get(f"order_{number}")
            return (number if order is None else order, number)

        return sorted(range(1, self.count + 1), key=place)

    def _asked(self, number: int) -> Asked:
        said = self.cleaned_data
        return Asked(
            text=said[f"text_{number}"],
            key=said[f"key_{number}"] if said[f"key_{number}"] in {row.key for row in self.known} else "",
            section=said[f"section_{number}"],
            kind=said[f"kind_{number}"] or Criterion.Kind.RATING,
            may_be_unseen=said[f"may_be_unseen_{number}"],
            asks_at=said[f"asks_at_{number}"],
        )

    def rows(self) -> list[CriterionRow]:
        """What is shown for each criterion, and for those that may follow."""
        names = ("key", "order", "section", "text", "kind", "asks_at", "may_be_unseen")
        return [
            CriterionRow(number, **{name: self[f"{name}_{number}"] for name in names})
            for number in range(1, self.count + 1)
        ]


class InstrumentChoiceForm(ActForm):
    """A form for each occasion; nothing chosen means the usual one."""

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        chosen = dict(programme.instrument_choices.values_list("occasion", "slug"))
        super().__init__(*args, initial=chosen, **kwargs)
        ours = Instrument.objects.in_use(programme.institute_id).values_list("use", "slug", "title")
        for occasion in CHOSEN_FOR:
            fitting = [(slug, title) for use, slug, title in ours if use == USES[occasion]]
            self.fields[occasion] = forms.ChoiceField(
                label=occasion.label, choices=[("", _("The usual one")), *fitting], required=False
            )

    def values(self) -> dict[str, Any]:
        """`choices` by occasion."""
        return {"choices": {str(occasion): self.cleaned_data[occasion] for occasion in CHOSEN_FOR}}


def _as_it_is(instrument: Instrument, known: list[Criterion]) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "title": instrument.title,
        "perspective": instrument.perspective,
        "scale": instrument.scale_id,
        "comment_label": instrument.comment_label,
        "seen": fingerprint(instrument),
    }
    for number, row in enumerate(known, start=1):
        initial |= {f"{name}_{number}": getattr(row, name) for name in ("key", "section", "text", "kind", "asks_at")}
        initial |= {f"order_{number}": number, f"may_be_unseen_{number}": row.may_be_unseen}
    for number in range(len(known) + 1, len(known) + SPARE_ROWS + 1):
        initial |= {f"order_{number}": number, f"may_be_unseen_{number}": True}
    return initial


def _scale_words(scale: Scale) -> str:
    return f"{scale.name} (v{scale.version})" if scale.version > 1 else scale.name
