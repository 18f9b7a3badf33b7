"""Forms about mentors and their meetings. Names equal the services' keyword names."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from institutions.forms.agreements import DayInput
from institutions.models import Membership
from placements.forms.hours import ClockInput

TEXT = {"rows": 4}


class MentorField(forms.ModelChoiceField):
    """People who mentor, with what they are."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.user.name}, {obj.title}" if obj.title else obj.user.name


class MentorForm(ActForm):
    """Who, from when, until when."""

    mentor = MentorField(None, label=_("Mentor"), empty_label=_("Choose a mentor"))
    begins_on = forms.DateField(label=_("From"), widget=DayInput)
    until = forms.DateField(
        label=_("Until"), required=False, widget=DayInput, help_text=_("May stay empty: until you end it.")
    )

    def __init__(self, *args: Any, mentors: QuerySet[Membership], today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"begins_on": today}, **kwargs)
        self.fields["mentor"].queryset = mentors.order_by("user__name", "pk")  # type: ignore[attr-defined]


class AskAnotherForm(ActForm):
    """A word to the office, if they like."""

    word = forms.CharField(
        label=_("A word to the placement office, if you like"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only they read it."),
    )


class EndMentorshipForm(ActForm):
    """A word that both read."""

    note = forms.CharField(
        label=_("A word to both"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: thank you both; the term is over."),
    )


class MeetForm(ActForm):
    """A day, and perhaps a time and a place."""

    day = forms.DateField(label=_("Day"), widget=DayInput)
    at = forms.TimeField(label=_("At"), required=False, widget=ClockInput)
    where = forms.CharField(
        label=_("Where"), required=False, max_length=150, help_text=_("A room, a number to call, a link.")
    )


class CallOffForm(ActForm):
    """Why."""

    reason = forms.CharField(label=_("Why"), max_length=300, help_text=_("They read it."))


class KeepForm(ActForm):
    """What was agreed, and when they meet again."""

    agreed = forms.CharField(
        label=_("What you agreed"),
        max_length=2000,
        widget=forms.Textarea(attrs=TEXT),
        help_text=_("The student reads it and may answer. Nobody else reads it."),
    )
    next_on = forms.DateField(label=_("You meet again on"), required=False, widget=DayInput)


class WriteUpForm(KeepForm):
    """A meeting that nobody had proposed: when it was, and where."""

    day = forms.DateField(label=_("You met on"), widget=DayInput)
    where = forms.CharField(label=_("Where"), required=False, max_length=150)
    field_order = ("day", "where", "agreed", "next_on")


class ObjectForm(ActForm):
    """What was otherwise."""

    text = forms.CharField(
        label=_("What was otherwise?"),
        max_length=2000,
        widget=forms.Textarea(attrs=TEXT),
        help_text=_("Your mentor reads it, and nobody else. Your placement office sees that you object."),
    )


class MeetingWordsForm(ActForm):
    """One's own words of a meeting."""

    text = forms.CharField(max_length=2000, widget=forms.Textarea(attrs=TEXT))

    def __init__(self, *args: Any, is_mentor: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("What you agreed") if is_mentor else _("What you say to it")
