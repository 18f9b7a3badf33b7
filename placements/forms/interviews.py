"""Forms of interviews. Names equal the services' keyword names."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.forms import ActForm, plausible_year
from core.words import when
from institutions.forms.agreements import DayInput
from institutions.models import Membership
from placements.forms.slots import SupervisorField
from placements.models import InterviewTime
from placements.services.interviews import MOST_TIMES


class TimeField(forms.ModelChoiceField):
    """Times by day, hour, person and place."""

    def label_from_instance(self, obj: Any) -> str:
        return _("%(when)s with %(name)s, %(place)s") % {
            "when": when(obj.starts_at),
            "name": obj.interviewer.user.name,
            "place": obj.place,
        }


class OfferTimesForm(ActForm):
    """Some times one after the other on one day."""

    interviewer = SupervisorField(
        Membership.objects.none(),
        label=_("With whom"),
        empty_label=_("Choose a person"),
        help_text=_("They read the slot’s applications and may score them."),
    )
    day = forms.DateField(label=_("Day"), widget=DayInput, validators=[plausible_year])
    starts = forms.TimeField(
        label=_("The first begins at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    minutes = forms.IntegerField(label=_("Minutes each"), min_value=5, max_value=240, initial=20)
    pause = forms.IntegerField(label=_("Minutes between"), min_value=0, max_value=120, initial=5)
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST_TIMES, initial=6)
    place = forms.CharField(label=_("Where"), max_length=200, help_text=_("A room, or the link of a call."))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Membership.objects.visible_to(actor).current().filter(role__in=[Role.SUPERVISOR, Role.LEAD])
        self.fields["interviewer"].queryset = people.select_related("user").order_by("user__name", "pk")


class BookForm(ActForm):
    """One of the free times."""

    time = TimeField(InterviewTime.objects.none(), label=_("Time"), empty_label=None, widget=forms.RadioSelect)

    def __init__(self, *args: Any, times: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time"].queryset = times


class CallOffForm(ActForm):
    """Why it does not take place."""

    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("The other side reads it, and learns it at once.")
    )
