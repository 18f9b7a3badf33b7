"""Forms of lists of names. Names equal the services' keyword names."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actor import Actor, Role
from core.forms import ActForm
from core.words import day
from institutions.models import Agreement, Membership
from placements.models import ListedName, NameList, Slot
from placements.policies.name_lists import TAKES
from placements.services.name_lists_answers import Answer
from students.models import Student

_APART = re.compile(r"[\t;,]")  # between a roll number and its note


class SlotField(forms.ModelChoiceField):
    """Slots by partner, title and first day."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.partner.name}: {obj.title}, {obj.department.name}, {day(obj.starts_on)}"


def slots_for(actor: Actor) -> Any:
    """Slots that take names from the actor's institute: their block is ahead, and an agreement was begun or signed."""
    agreed = Agreement.objects.visible_to(actor).values("partner")
    ahead = Slot.objects.visible_to(actor).filter(state__in=TAKES, starts_on__gt=clock.today(), partner__in=agreed)
    return ahead.for_list().order_by("partner__name", "starts_on", "pk")


class ListForm(ActForm):
    """For which block, and a word to the partner."""

    slot = SlotField(Slot.objects.none(), label=_("Slot"), empty_label=_("Choose a slot"))
    note = forms.CharField(
        label=_("A word to the partner"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].queryset = slots_for(actor)  # type: ignore[attr-defined]


class NumbersField(forms.CharField):
    """Roll numbers, one a line, each with a note behind a tab, semicolon or comma: pairs of number and note."""

    def to_python(self, value: Any) -> Any:
        lines = (line.strip() for line in (super().to_python(value) or "").splitlines())
        parts = (_APART.split(line, maxsplit=1) for line in lines if line)
        return [(number.strip(), rest[0].strip()[:200] if rest else "") for number, *rest in parts if number.strip()]


class StudentsField(forms.ModelMultipleChoiceField):
    """Students by name, roll number and programme."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.user.name}, {obj.roll_no}, {obj.programme.name}"


class NamesForm(ActForm):
    """Who comes onto the list: picked, pasted, or both."""

    students = StudentsField(
        Student.objects.none(), label=_("Pick"), required=False, widget=forms.CheckboxSelectMultiple
    )
    numbers = NumbersField(
        label=_("Or paste roll numbers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line; a note may follow after a comma."),
    )

    def __init__(self, *args: Any, actor: Actor, candidates: Iterable[Student], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["students"]
        field.queryset = Student.objects.visible_to(actor)
        field.choices = [(student.pk, field.label_from_instance(student)) for student in candidates]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not cleaned.get("students") and not cleaned.get("numbers"):
            self.add_error("numbers", _("Pick somebody, or paste a roll number."))
        return cleaned


CHOICES = (("accept", _("Accept")), ("strike", _("Strike")), ("later", _("Later")))


class AnswerForm(ActForm):
    """What the lead says to each name: one row of four fields a name, all sent by one button."""

    def __init__(
        self,
        *args: Any,
        name_list: NameList,
        names: Sequence[ListedName],
        slots: Sequence[Slot],
        supervisors: Sequence[Membership],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names = [name for name in names if name.answer == ListedName.Answer.WAITING]
        places = [(slot.pk, f"{slot.title}, {slot.department.name}, {day(slot.starts_on)}") for slot in slots]
        people = [("", _("As the slot says")), *((m.pk, m.user.name) for m in supervisors)]
        self.supervisors = {membership.pk: membership for membership in supervisors}
        self.slots = {str(slot.pk): slot for slot in slots}
        for name in self.names:
            self._add(name, name_list, places, people)

    def _add(self, name: ListedName, name_list: NameList, places: list[Any], people: list[Any]) -> None:
        who = name.student.user.name
        select = {"class": "form-select"}
        fields = {
            "answer": forms.ChoiceField(
                label=_("Answer to %(who)s") % {"who": who},
                choices=CHOICES,
                initial="later" if name.busy_at else "accept",
            ),
            "slot": forms.TypedChoiceField(
                label=_("Slot of %(who)s") % {"who": who}, choices=places, coerce=int, initial=name_list.slot_id
            ),
            "supervisor": forms.TypedChoiceField(
                label=_("Supervisor of %(who)s") % {"who": who},
                choices=people,
                coerce=int,
                required=False,
                empty_value=None,
                initial=name.supervisor_id,
            ),
            "reason": forms.CharField(
                label=_("Reason, where %(who)s is struck") % {"who": who}, required=False, max_length=300
            ),
        }
        for part, field in fields.items():
            field.widget.attrs.update(select if part != "reason" else {"class": "form-control"})
            self.fields[f"{part}_{name.pk}"] = field

    def rows(self) -> list[dict[str, Any]]:
        """The names with their fields, for the table."""
        parts = ("answer", "slot", "supervisor", "reason")
        return [{"name": name, **{part: self[f"{part}_{name.pk}"] for part in parts}} for name in self.names]

    def accepted_into(self) -> list[Slot]:
        """The slots of those whose answer on the page is yes, one for each name, whether it was sent yet or not."""
        accepted = [name.pk for name in self.names if self[f"answer_{name.pk}"].value() == "accept"]
        chosen = (self.slots.get(str(self[f"slot_{pk}"].value())) for pk in accepted)
        return [slot for slot in chosen if slot is not None]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in self.names:
            if cleaned.get(f"answer_{name.pk}") == "strike" and not cleaned.get(f"reason_{name.pk}", "").strip():
                self.add_error(f"reason_{name.pk}", _("Say in a few words why."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """The answers by the names' primary keys; who is left for later is left out."""
        said = {name.pk: self.cleaned_data[f"answer_{name.pk}"] for name in self.names}
        return {"answers": {pk: self._answer(pk, what) for pk, what in said.items() if what != "later"}}

    def _answer(self, pk: int, what: str) -> Answer:
        get = self.cleaned_data.get
        return Answer(
            accept=what == "accept",
            slot_id=get(f"slot_{pk}"),
            supervisor=self.supervisors.get(get(f"supervisor_{pk}")),
            reason=get(f"reason_{pk}", ""),
        )


class ObjectionForm(ActForm):
    """What stands against a placement, in the student's words."""

    reason = forms.CharField(
        label=_("What stands against it?"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )


def slots_to_answer_with(actor: Actor) -> list[Slot]:
    """The partner's slots that a name may go to: those whose block is ahead. One query."""
    ours = Slot.objects.visible_to(actor).managed_by(actor).for_list()
    ahead = ours.filter(state__in=TAKES, starts_on__gt=clock.today())
    return list(ahead.select_related("department__site__partner").order_by("starts_on", "title", "pk"))


def supervisors_of(actor: Actor) -> list[Membership]:
    """The partner's people who may supervise, by name. One query."""
    people = Membership.objects.visible_to(actor).current().filter(role=Role.SUPERVISOR)
    return list(people.select_related("user").order_by("user__name", "pk"))
