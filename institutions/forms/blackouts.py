"""The form of blackout dates. Names equal the service's keyword names."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.forms import ActForm
from institutions.forms.agreements import DayInput
from institutions.models import Department


class BlackoutForm(ActForm):
    """Why, and from when to when; a lead may narrow it to one department."""

    title = forms.CharField(
        label=_("What is it?"), max_length=100, help_text=_("Eid al-Fitr, final exams, rebuilding.")
    )
    starts_on = forms.DateField(label=_("First day"), widget=DayInput)
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput)
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), required=False, empty_label=_("All of them")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if actor.partner_id is None:
            del self.fields["department"]
            return
        departments = Department.objects.visible_to(actor).select_related("site")
        self.fields["department"].queryset = departments.order_by("name", "pk")  # type: ignore[attr-defined]
