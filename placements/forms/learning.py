"""Forms of the learning contract, of evidence, and of what a student writes for themselves. Names equal the services' keyword names."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from accounts.forms.uploads import PiecesInput
from core.errors import Refusal
from core.forms import ActForm
from core.uploads import CleanFile, clean_upload
from core.words import day, listed
from institutions.forms.agreements import DayInput
from placements.models import Activity, Aim, FeedbackNote, Feeling, Objective, Reflection, ScalePoint

LONGEST = 4000  # characters of a reflection


class ContractForm(ActForm):
    """A level for each objective, by the rank of its point, and how to get there."""

    def __init__(
        self,
        *args: Any,
        objectives: Sequence[Objective],
        points: Sequence[ScalePoint],
        aims: Mapping[int, Aim],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.objectives, self.points = objectives, points
        for objective in objectives:
            aim = aims.get(objective.pk)
            self.fields[f"level_{objective.pk}"] = forms.TypedChoiceField(
                choices=[(point.rank, point.plain) for point in points],
                coerce=int,
                initial=aim.level.rank if aim else None,
                label=objective.text,
                error_messages={"required": _("Choose what you aim for.")},
            )
            self.fields[f"how_{objective.pk}"] = forms.CharField(
                label=_("How I get there"), required=False, max_length=300, initial=aim.how if aim else ""
            )

    def rows(self) -> list[dict[str, Any]]:
        """What the page draws: one rating and one line of words an objective."""
        levels = [{"value": point.rank, "label": point.plain} for point in self.points]
        return [
            {
                "objective": objective,
                "level": self[f"level_{objective.pk}"],
                "how": self[f"how_{objective.pk}"],
                "levels": levels,
            }
            for objective in self.objectives
        ]

    def values(self) -> dict[str, Any]:
        """An objective's id to a point's and the words."""
        by_rank = {point.rank: point.pk for point in self.points}
        said = self.cleaned_data
        aims = {o.pk: (by_rank[said[f"level_{o.pk}"]], said[f"how_{o.pk}"]) for o in self.objectives}
        return {"aims": aims}


class AgreeForm(ActForm):
    """Yes, and a word if there is one."""

    word = forms.CharField(
        label=_("A word to it"), required=False, max_length=500, help_text=_("May stay empty. The student reads it.")
    )


class SendBackForm(ActForm):
    """What should be otherwise."""

    word = forms.CharField(
        label=_("What should be otherwise?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: aim higher in portable films, you did them in your last rotation."),
    )


class EvidenceForm(ActForm):
    """A document, or something that stands on the placement already."""

    thing = forms.ChoiceField(label=_("From this placement"), required=False)
    document = forms.FileField(
        label=_("Or a document"),
        required=False,
        widget=PiecesInput(),
        help_text=_(
            "PDF, JPG or PNG, up to 10 MB. Nothing that shows who a patient is: cover names and numbers first."
        ),
    )
    title = forms.CharField(label=_("What the document is"), required=False, max_length=150)

    def __init__(
        self,
        *args: Any,
        activities: Sequence[Activity],
        notes: Sequence[FeedbackNote],
        reflections: Sequence[Reflection],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        groups = (
            (_("Activities"), "activity", activities, lambda a: f"{a.get_kind_display()}, {day(a.day)}: {a.note}"),
            (_("Feedback"), "note", notes, lambda n: n.text),
            (_("Shared reflections"), "reflection", reflections, lambda r: r.text),
        )
        self.things = {f"{key}:{thing.pk}": thing for _label, key, things, _say in groups for thing in things}
        self.fields["thing"].choices = [  # type: ignore[attr-defined]
            ("", _("Nothing of it")),
            *(
                (label, [(f"{key}:{thing.pk}", Truncator(say(thing)).chars(80)) for thing in things])
                for label, key, things, say in groups
                if things
            ),
        ]

    def clean_document(self) -> CleanFile | None:
        file = self.cleaned_data["document"]
        try:
            return clean_upload(file, field="document") if file else None
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal

    def values(self) -> dict[str, Any]:
        values = super().values()
        return values | {"thing": self.things.get(values["thing"])}


class ReflectionForm(ActForm):
    """What the student thinks, and whether others may read it."""

    text = forms.CharField(
        label=_("What happened, what did I think, what do I do next?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Name no patients: no names, numbers or dates of birth."),
    )
    share = forms.BooleanField(
        label=_("Share it with my supervisor and my placement office"),
        required=False,
        help_text=_("Without a tick nobody but you reads it, whoever runs this portal included."),
    )
    with_mentor = forms.BooleanField(
        required=False, help_text=_("Apart from the others: a mentor guides you and never grades.")
    )

    def __init__(self, *args: Any, mentors: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["with_mentor"].label = _("Share it with my mentor: %(names)s") % {"names": listed(mentors)}
        if not mentors:
            del self.fields["with_mentor"]


class MeetingForm(ActForm):
    """When, with whom, what was agreed, when the next one is."""

    day = forms.DateField(label=_("Day"), widget=DayInput)
    mentor = forms.CharField(label=_("With whom"), max_length=150, help_text=_("Name and what they do."))
    agreed = forms.CharField(label=_("What we agreed"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    next_on = forms.DateField(label=_("We meet again on"), required=False, widget=DayInput)


class CheckInForm(ActForm):
    """How the student is, in words."""

    feeling = forms.TypedChoiceField(
        label=_("How are you?"), choices=list(reversed(Feeling.choices)), coerce=int, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("A sentence, if you like"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class AnswerForm(ActForm):
    """What the student says to a note."""

    answer = forms.CharField(
        label=_("Your answer"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever wrote the note reads it. It stays with the note."),
    )
