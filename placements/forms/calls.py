"""Forms about calls for places. Names equal the services' keyword names."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.forms import ActForm
from institutions.forms.agreements import DayInput
from institutions.models import Department, Intake, Interest, Partner, Programme, SlotKind
from placements.forms.slots import PLACES_MAX, MomentInput
from placements.models import Call, CallAnswer, Competency, Track

WANTED_MAX = 5000
NAMES = ("title", "programme", "intake", "kind", "starts_on", "ends_on", "places", "track", "message")


class CallForm(ActForm):
    """What is looked for, and by when partners should answer."""

    title = forms.CharField(
        label=_("Title"), max_length=150, help_text=_("As partners will read it: Nursing rotations, spring 2027.")
    )
    programme = forms.ModelChoiceField(
        Programme.objects.none(), label=_("Programme"), empty_label=_("Choose a programme")
    )
    intake = forms.ModelChoiceField(
        Intake.objects.none(), label=_("Intake"), required=False, empty_label=_("No intake in particular")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=SlotKind.choices, initial=SlotKind.INTERNSHIP)
    starts_on = forms.DateField(label=_("First day"), widget=DayInput)
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput)
    places = forms.IntegerField(
        label=_("Places wanted in all"), min_value=1, max_value=WANTED_MAX, help_text=_("From all partners together.")
    )
    answer_by = forms.DateTimeField(
        label=_("Answer by"),
        widget=MomentInput,
        help_text=_(
            "Who is silent is asked again 7 and 2 days before. At this moment the call closes; until then you can give more time."
        ),
    )
    message = forms.CharField(
        label=_("A word to the partners"), widget=forms.Textarea(attrs={"rows": 4}), max_length=3000, required=False
    )
    track = forms.ModelChoiceField(
        Track.objects.order_by("position", "name"), label=_("Career track"), required=False, empty_label=_("Any")
    )
    competencies = forms.ModelMultipleChoiceField(
        Competency.objects.order_by("framework", "position", "name"), label=_("Competencies"), required=False
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.visible_to(actor).order_by("name")  # type: ignore[attr-defined]
        intakes = Intake.objects.visible_to(actor).select_related("programme")
        self.fields["intake"].queryset = intakes.order_by("programme__name", "-starts_on")  # type: ignore[attr-defined]

    def plain_fields(self) -> list[forms.BoundField]:
        """Every field but the list of competencies, which the page draws itself."""
        return [field for field in self.visible_fields() if field.name != "competencies"]

    def competency_groups(self) -> list[tuple[str, list[tuple[Competency, bool]]]]:
        """Competencies under their frameworks, each with whether it is ticked."""
        ticked = {str(getattr(value, "pk", value)) for value in self["competencies"].value() or ()}
        rows = self.fields["competencies"].queryset  # type: ignore[attr-defined]
        groups = groupby(rows, key=lambda competency: competency.framework)
        return [(name, [(row, str(row.pk) in ticked) for row in members]) for name, members in groups]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last, answer_by = (cleaned.get(name) for name in ("starts_on", "ends_on", "answer_by"))
        if first and last and last < first:
            self.add_error("ends_on", _("The last day must not come before the first."))
        if first and answer_by and timezone.localdate(answer_by) >= first:
            self.add_error("answer_by", _("Choose a moment before the first day."))
        return cleaned


def from_address(asked: Mapping[str, str]) -> dict[str, str]:
    """What another page has filled in already: whom it is for, and how many."""
    return {name: asked[name] for name in ("programme", "intake", "places", "starts_on") if name in asked}


def initial_of(call: Call) -> dict[str, Any]:
    """What the edit form shows first."""
    values = {name: getattr(call, name) for name in NAMES}
    more = {"answer_by": timezone.localtime(call.answer_by), "competencies": list(call.competencies.all())}
    return values | more


class PickForm(ActForm):
    """Which of the partners shown are ticked."""

    ticked = forms.ModelMultipleChoiceField(Partner.objects.none(), required=False)
    shown = forms.ModelMultipleChoiceField(Partner.objects.none(), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("ticked", "shown"):
            self.fields[name].queryset = Partner.objects.visible_to(actor)  # type: ignore[attr-defined]


class CancelForm(ActForm):
    """Why nobody is needed any more; partners read it."""

    reason = forms.CharField(
        label=_("A word to the partners"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, required=False
    )


class ExtendForm(ActForm):
    """Until when partners may answer now."""

    answer_by = forms.DateTimeField(label=_("Answer by"), widget=MomentInput)


class SilentField(forms.ModelMultipleChoiceField):
    """Silent partners by name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.partner)


class ChaseForm(ActForm):
    """Whom to ask again; all of them, unless some are unticked."""

    answers = SilentField(CallAnswer.objects.none(), label=_("Ask again"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, silent: list[CallAnswer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = CallAnswer.objects.filter(pk__in=[answer.pk for answer in silent]).select_related("partner")
        self.fields["answers"].queryset = rows.order_by("partner__name")  # type: ignore[attr-defined]
        self.fields["answers"].initial = silent


class AnswerForm(ActForm):
    """One of four buttons, and as much detail as is known. The buttons are the field `interest`."""

    interest = forms.ChoiceField(choices=Interest.choices, widget=forms.HiddenInput)
    places = forms.IntegerField(
        label=_("How many could you take?"),
        min_value=0,
        max_value=PLACES_MAX,
        required=False,
        help_text=_("Leave it empty if you do not know yet."),
    )
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), required=False, empty_label=_("Not decided yet")
    )
    earliest = forms.DateField(label=_("From which day"), widget=DayInput, required=False)
    note = forms.CharField(
        label=_("A word to the institute"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, actor: Actor, partner_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments(actor, partner_id)  # type: ignore[attr-defined]

    def detail(self) -> list[forms.BoundField]:
        """What may be left out."""
        return [self[name] for name in ("department", "earliest", "note")]


def answer_initial(answer: CallAnswer) -> dict[str, Any]:
    """What the answer form shows first."""
    names = ("department", "earliest", "note")
    return {name: getattr(answer, name) for name in names} | {"places": answer.places or None}


class SlotFromCallForm(ActForm):
    """What a draft slot needs beyond the answer."""

    title = forms.CharField(label=_("Title"), max_length=150, help_text=_("As students will search for it."))
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), empty_label=_("Choose a department")
    )

    def __init__(self, *args: Any, actor: Actor, partner_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments(actor, partner_id)  # type: ignore[attr-defined]


def departments(actor: Actor, partner_id: int) -> Any:
    """The partner's departments by name."""
    rows = Department.objects.visible_to(actor).filter(site__partner=partner_id)
    return rows.select_related("site").order_by("name", "pk")
