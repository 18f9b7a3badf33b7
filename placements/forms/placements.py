"""Forms that move a placement. Names equal the services' keyword names."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.forms import ActForm
from institutions.forms.agreements import DayInput
from institutions.models import Membership
from placements.models import ChecklistItem, Occasion


class ItemsField(forms.TypedMultipleChoiceField):
    """Items of a checklist, each with a box."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, required=False, widget=forms.CheckboxSelectMultiple, **kwargs)


def offer_items(form: forms.Form, name: str, items: Iterable[ChecklistItem]) -> None:
    """Give the field these items; without any the form goes without it."""
    choices = [(item.pk, item.text) for item in items]
    if choices:
        form.fields[name].choices = choices  # type: ignore[attr-defined]
    else:
        del form.fields[name]


def ticked_in(ticks: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """What a `ChecklistForm` shows first, of (occasion, key of the item)."""
    found: dict[str, list[int]] = {**{occasion.value: [] for occasion in Occasion}, "shown": []}
    for occasion, item in ticks:
        found[occasion].append(item)
        found["shown"].append(item)
    return found


class ArrivalForm(ActForm):
    """Who came, and when."""

    arrived_on = forms.DateField(label=_("First day here"), widget=DayInput)
    note = forms.CharField(
        label=_("Joining report"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was handed over, who welcomed the student. May stay empty."),
    )
    starts_anyway = forms.BooleanField(
        label=_("The student is not clear to start: something that is asked is open. I let them begin all the same."),
        required=False,
    )
    items = ItemsField(
        label=_("Gone through"), help_text=_("What is left can be ticked later, on the placement’s checklist.")
    )

    def __init__(self, *args: Any, is_clear: bool, items: Iterable[ChecklistItem] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_items(self, "items", items)
        if is_clear:
            del self.fields["starts_anyway"]


class ChecklistForm(ActForm):
    """Both lists of a placement, as far as they were gone through."""

    arrival = ItemsField(label=_("On arrival"))
    relieving = ItemsField(label=_("Before leaving"))
    # What was ticked when the page was shown: who did not see a tick has not taken it back.
    shown = forms.TypedMultipleChoiceField(widget=forms.MultipleHiddenInput, coerce=int, required=False)

    def __init__(self, *args: Any, items: Iterable[ChecklistItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        self.fields["shown"].choices = [(item.pk, item.pk) for item in self.items]  # type: ignore[attr-defined]
        for occasion in Occasion:
            offer_items(self, occasion, [item for item in self.items if item.occasion == occasion])


class ItemForm(ActForm):
    """One more thing to go through."""

    occasion = forms.ChoiceField(label=_("When"), choices=Occasion.choices)
    text = forms.CharField(label=_("What"), max_length=120, help_text=_("Short: Badge handed out."))


class CancelForm(ActForm):
    """Why it is called off."""

    reason = forms.CharField(label=_("Why is it cancelled?"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)


class EndEarlyForm(ActForm):
    """Since when, and why."""

    last_day = forms.DateField(
        label=_("Last day on placement"),
        widget=DayInput,
        help_text=_("Today or a day that is past. For a day ahead, ask for the change “Another last day”."),
    )
    reason = forms.CharField(
        label=_("Why does it end early?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=_("The student, the supervisor and both offices read this."),
    )


class SupervisorForm(ActForm):
    """Who supervises from now on."""

    supervisor = forms.ModelChoiceField(
        Membership.objects.none(), label=_("Supervisor"), empty_label=_("Choose a supervisor")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = (
            Membership.objects.visible_to(actor)
            .current()
            .filter(role=Role.SUPERVISOR)
            .select_related("user", "partner")
        )
        field: forms.ModelChoiceField[Membership] = self.fields["supervisor"]  # type: ignore[assignment]
        field.queryset = people.order_by("user__name")
        field.label_from_instance = lambda membership: membership.user.name  # type: ignore[method-assign]
