"""The questions of the goals wizard, one form each. Names of fields are those of `Goals`."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.choices import flatten_choices
from django.utils.translation import gettext_lazy as _

from core.errors import Words
from core.forms import ActForm
from core.words import listed
from students.models import Goals, Pay
from students.models.goals import ANY_NUMBER

Choices = Sequence[tuple[Any, Any]]  # of a value and its words, or of a heading and its choices
SKILL_LENGTH = 80
WEEKS_MAX = 104
WEEK = 168  # hours
DISTANCES = ((5, _("5 km")), (10, _("10 km")), (25, _("25 km")), (50, _("50 km")), (100, _("100 km")))


class QuestionForm(ActForm):
    """One question. `choices` says what may be ticked, by the name of the field."""

    title: Words
    why: Words = ""

    def __init__(self, *args: Any, goals: Goals | None, choices: Mapping[str, Choices], **kwargs: Any) -> None:
        self.stands = goals or Goals()
        initial = {name: getattr(goals, name) for name in self.base_fields if hasattr(goals, name)} if goals else {}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), version=0, **kwargs)
        for name in choices.keys() & self.fields.keys():
            self.fields[name].choices = choices[name]  # type: ignore[attr-defined]
        for name, field in list(self.fields.items()):
            if isinstance(field, forms.MultipleChoiceField) and not field.choices:
                del self.fields[name]
        self.fields["version"].initial = self.stands.mark_of(self.answers)

    def values(self) -> dict[str, Any]:
        answers = super().values()
        return {"shown_version": answers.pop("shown_version"), "answers": answers}

    @property
    def answers(self) -> list[str]:
        """The names of what is asked."""
        return [name for name in self.fields if hasattr(self.stands, name)]

    def _show_both(self) -> None:
        """What another window has kept, in words; what was chosen here stays chosen."""
        super()._show_both()
        self.says_now = [(str(self[name].label), self._in_words(name)) for name in self.answers]

    def _in_words(self, name: str) -> str:
        """The answer that stands in the words of its choices."""
        kept = getattr(self.stands, name)
        words = dict(flatten_choices(getattr(self.fields[name], "choices", ())))
        if isinstance(kept, bool):
            return str(_("yes") if kept else _("no"))
        chosen = kept if isinstance(kept, list) else [kept]
        return listed(str(words.get(one, one)) for one in chosen if one not in {None, ""})


def _ticks(label: Words) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple)


class FieldForm(QuestionForm):
    """Career tracks and specialties."""

    title = _("Which fields draw you?")
    why = _("Tick as many as you like, or none when you are still looking around.")
    tracks = _ticks(_("Career tracks"))
    specialties = _ticks(_("Specialties"))

    @property
    def folded(self) -> list[dict[str, Any]]:
        """The specialties under their tracks, open where something is ticked: there are scores of them."""
        if "specialties" not in self.fields:
            return []
        ticked, groups = set(self["specialties"].value() or ()), self.fields["specialties"].choices  # type: ignore[attr-defined]
        return [
            {
                "label": label,
                "boxes": [{"value": slug, "label": name, "ticked": slug in ticked} for slug, name in group],
                "count": sum(slug in ticked for slug, _name in group),
            }
            for label, group in groups
        ]


class SkillsForm(QuestionForm):
    """Skills, in the student's own words."""

    title = _("What would you like to be able to do?")
    why = _("We look for these words in what each internship teaches.")
    skills = forms.CharField(
        label=_("Skills to learn"),
        required=False,
        max_length=ANY_NUMBER * SKILL_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line, in a word or two: portable films, medical coding, blood cultures."),
    )

    def clean_skills(self) -> str:
        lines = [line.strip() for line in self.cleaned_data["skills"].splitlines() if line.strip()]
        if any(len(line) > SKILL_LENGTH for line in lines):
            raise forms.ValidationError(_("A word or two each: one of these is a whole sentence."))
        return "\n".join(dict.fromkeys(lines[:ANY_NUMBER]))


class SettingForm(QuestionForm):
    """Settings."""

    title = _("Where do you like to work?")
    why = _("A teaching hospital shows more; a community hospital lets you do more. Tick what you would like.")
    settings = _ticks(_("Settings"))


class PlaceForm(QuestionForm):
    """City and distance."""

    title = _("How far will you travel?")
    why = _("Distances are measured to the door of the hospital, in a straight line.")
    city = forms.ChoiceField(label=_("From where?"), required=False)
    km_at_most = forms.TypedChoiceField(
        label=_("How far, at most?"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Any distance")), *DISTANCES],
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("km_at_most") and not cleaned.get("city"):
            self.add_error("city", _("Say from which city the distance counts."))
        return cleaned


class LengthForm(QuestionForm):
    """Weeks."""

    title = _("How long should it be?")
    weeks_at_least = forms.IntegerField(label=_("Weeks, at least"), required=False, min_value=1, max_value=WEEKS_MAX)
    weeks_at_most = forms.IntegerField(
        label=_("Weeks, at most"),
        required=False,
        min_value=1,
        max_value=WEEKS_MAX,
        help_text=_("Leave either empty when it does not matter."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        least, most = cleaned.get("weeks_at_least"), cleaned.get("weeks_at_most")
        if least and most and most < least:
            self.add_error("weeks_at_most", _("This is fewer than the weeks that you want at least."))
        return cleaned


class BalanceForm(QuestionForm):
    """Hours a week, nights."""

    title = _("What must it leave room for?")
    why = _("Classes, a job, a family: say how much of a week you can give.")
    hours_at_most = forms.IntegerField(
        label=_("Hours a week, at most"),
        required=False,
        min_value=1,
        max_value=WEEK,
        help_text=_("Full-time is 40 or so. Empty when it does not matter."),
    )
    no_nights = forms.BooleanField(label=_("No night shifts"), required=False)


class PayForm(QuestionForm):
    """Stipend."""

    title = _("Must it be paid?")
    pay = forms.ChoiceField(
        label=_("Stipend"),
        required=False,
        widget=forms.RadioSelect,
        choices=Pay.choices,
    )


# By the words of their addresses.
FORMS: dict[str, type[QuestionForm]] = {
    "field": FieldForm,
    "skills": SkillsForm,
    "setting": SettingForm,
    "place": PlaceForm,
    "length": LengthForm,
    "balance": BalanceForm,
    "pay": PayForm,
}
