"""Forms about slots. Names equal the services' keyword names."""

from datetime import datetime
from itertools import groupby
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.forms import ActForm
from institutions.forms.agreements import DayInput
from institutions.models import Agreement, Department, Institute, Membership, SlotKind
from placements.models import (
    Competency,
    HandsOn,
    Language,
    Objective,
    Participation,
    Setting,
    Shifts,
    Slot,
    Specialty,
    Track,
)
from placements.models.asks import REFERENCES_MAX
from placements.services.slots_objectives import Direction
from students.models import DocumentKind

PLACES_MAX = 500
WEEK = 168  # hours

# The parts of the form as its page shows them: heading, then the fields.
PARTS = (
    (
        _("What it is"),
        ("title", "kind", "department", "track", "specialty", "summary", "supervisor", "city", "report_to"),
    ),
    (_("When, and how many"), ("places", "starts_on", "ends_on", "apply_by")),
    (
        _("What an intern can count on"),
        ("setting", "hands_on", "weekly_hours", "full_time", "shifts", "required_hours", "stipend", "language"),
    ),
    (
        _("What an application needs"),
        ("statement_points", "documents_asked", "references_asked", "asks_for_endorsement"),
    ),
    (_("Who may see it"), ("is_public", "agreement_follows")),
)


class MomentInput(forms.DateTimeInput):
    """The browser's own calendar with a clock; plain text where there is none."""

    input_type = "datetime-local"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


class SupervisorField(forms.ModelChoiceField):
    """People by name and position."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.user.name}, {obj.title}" if obj.title else str(obj.user.name)


def _terms(model: Any, label: Any, help_text: Any = "") -> forms.ModelChoiceField:
    """One of the catalogue's terms, or none said."""
    return forms.ModelChoiceField(
        model.objects.order_by("position", "name"),
        label=label,
        required=False,
        empty_label=_("Not said"),
        help_text=help_text,
    )


class SlotForm(ActForm):
    """What a slot says. A draft may leave nearly everything open."""

    title = forms.CharField(
        label=_("Title"),
        max_length=150,
        help_text=_("As students will search for it: Diagnostic radiography rotation."),
    )
    kind = forms.ChoiceField(label=_("Kind of stay"), choices=SlotKind.choices, initial=SlotKind.INTERNSHIP)
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), empty_label=_("Choose a department")
    )
    track = forms.ModelChoiceField(
        Track.objects.order_by("position", "name"),
        label=_("Career track"),
        required=False,
        empty_label=_("None of these"),
    )
    specialty = _terms(Specialty, _("Specialty"), _("By it, and by what follows, students narrow their search."))
    summary = forms.CharField(
        label=_("An ordinary week"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=3000,
        required=False,
        help_text=_("What an intern does and sees, in a few sentences."),
    )
    supervisor = SupervisorField(
        Membership.objects.none(),
        label=_("Supervisor"),
        required=False,
        empty_label=_("Not named yet"),
        help_text=_("Invite people first. A lead does not grade: you then name a supervisor for each intern."),
    )
    city = forms.CharField(
        label=_("City"), max_length=80, required=False, help_text=_("Empty: the city of the department.")
    )
    report_to = forms.CharField(
        label=_("Where and when to report"),
        max_length=200,
        required=False,
        help_text=_("On the first day: Education office, ground floor, 08:00."),
    )
    places = forms.IntegerField(
        label=_("Places"), min_value=0, max_value=PLACES_MAX, initial=1, help_text=_("Interns at once in this slot.")
    )
    starts_on = forms.DateField(label=_("First day"), widget=DayInput, required=False)
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput, required=False)
    apply_by = forms.DateTimeField(label=_("Students may apply until"), widget=MomentInput, required=False)
    setting = _terms(Setting, _("Setting"))
    hands_on = _terms(HandsOn, _("Hands-on level"), _("How far interns do the work themselves."))
    shifts = forms.ChoiceField(label=_("Shifts"), choices=[("", _("Not said")), *Shifts.choices], required=False)
    language = _terms(Language, _("Language"), _("What an intern must speak with patients or colleagues."))
    weekly_hours = forms.IntegerField(label=_("Hours a week"), min_value=1, max_value=WEEK, initial=40)
    full_time = forms.BooleanField(
        label=_("Full-time"),
        required=False,
        initial=True,
        help_text=_("A student cannot be in two full-time placements at once."),
    )
    required_hours = forms.IntegerField(
        label=_("Hours in all"),
        min_value=0,
        max_value=10_000,
        initial=0,
        help_text=_("Approved hours that completion asks for; 0 for none."),
    )
    stipend = forms.IntegerField(
        label=_("Rupees a month"), min_value=0, max_value=10_000_000, initial=0, help_text=_("0 for none.")
    )
    statement_points = forms.CharField(
        label=_("What the statement should answer"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
        help_text=_("One a line. The student sees them beside the box: What have you done with patients so far?"),
    )
    documents_asked = forms.MultipleChoiceField(
        label=_("Documents beside the CV"),
        choices=DocumentKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("A student keeps each once and sends it to every partner that asks."),
    )
    references_asked = forms.IntegerField(
        label=_("References"),
        min_value=0,
        max_value=REFERENCES_MAX,
        initial=0,
        required=False,
        help_text=_("How many people the student asks to write; 0 for none."),
    )
    asks_for_endorsement = forms.BooleanField(
        label=_("The student’s institute endorses it first"),
        required=False,
        help_text=_("You decide on an application once their placement office has said that it stands behind it."),
    )
    is_public = forms.BooleanField(label=_("Show it to people who are not signed in"), required=False, initial=True)
    agreement_follows = forms.BooleanField(
        label=_("An agreement is to follow"),
        required=False,
        help_text=_("Publish before an agreement covers it. Nobody can begin until one is signed."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = Department.objects.visible_to(actor).select_related("site")
        people = Membership.objects.visible_to(actor).current().filter(role__in=[Role.SUPERVISOR, Role.LEAD])
        self.fields["department"].queryset = departments.order_by("name", "pk")  # type: ignore[attr-defined]
        self.fields["supervisor"].queryset = people.select_related("user").order_by("user__name", "pk")  # type: ignore[attr-defined]

    def parts(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(heading, [self[name] for name in names]) for heading, names in PARTS]

    def clean_references_asked(self) -> int:
        return self.cleaned_data["references_asked"] or 0

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day must not come before the first."))
        if not cleaned.get("city") and cleaned.get("department"):
            cleaned["city"] = cleaned["department"].site.city
        return cleaned


def initial_of(slot: Slot) -> dict[str, Any]:
    """What the edit form shows first."""
    values = {name: getattr(slot, name) for _heading, names in PARTS for name in names}
    return values | {"apply_by": _local(slot.apply_by)}


def _local(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment) if moment else None


class ObjectiveForm(ActForm):
    """What an intern can do at the end, and the competency that it leads to."""

    text = forms.CharField(
        label=_("At the end an intern can"),
        max_length=200,
        help_text=_("One thing that can be seen: Position a patient for a chest film."),
    )
    competency = forms.ModelChoiceField(
        Competency.objects.none(), label=_("Competency"), empty_label=_("Choose a competency")
    )
    target = forms.IntegerField(
        label=_("How often, in the activity log"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=_("For example 20 chest films. Empty: no number is asked for."),
    )
    participation = forms.ChoiceField(
        label=_("At least"), required=False, choices=[("", _("No number is asked for")), *Participation.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        competency_choices(self.fields["competency"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("target") and not cleaned.get("participation"):
            self.add_error("participation", _("Say how far the intern takes part, at least."))
        if cleaned.get("participation") and not cleaned.get("target") and "target" not in self.errors:
            self.add_error("target", _("Say how often."))
        return cleaned


def competency_choices(field: Any) -> None:
    """Every competency, under the name of its framework."""
    field.queryset = rows = Competency.objects.order_by("framework", "position", "name")
    groups = groupby(rows, key=lambda competency: competency.framework)
    field.choices = [
        ("", field.empty_label),
        *((name, [(row.pk, row.name) for row in members]) for name, members in groups),
    ]


def objective_initial(objective: Objective) -> dict[str, Any]:
    """What the form of an objective shows first."""
    return {name: getattr(objective, name) for name in ("text", "competency", "target", "participation")}


class DirectionForm(ActForm):
    """One step up or down the list."""

    direction = forms.ChoiceField(choices=[(way.value, way.value) for way in Direction])


class AllotmentForm(ActForm):
    """Places for one institute."""

    institute = forms.ModelChoiceField(
        Institute.objects.none(),
        label=_("Institute"),
        empty_label=_("Choose an institute"),
        help_text=_("Institutes that have an agreement with you, signed or begun."),
    )
    places = forms.IntegerField(label=_("Places to keep"), min_value=1, max_value=PLACES_MAX)
    returns_on = forms.DateField(
        label=_("Unused ones return on"),
        widget=DayInput,
        required=False,
        help_text=_("From that day they are open to every institute. Empty: they stay kept."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agreed = Agreement.objects.visible_to(actor).values("institute")
        self.fields["institute"].queryset = Institute.objects.filter(pk__in=agreed).order_by("name")  # type: ignore[attr-defined]


class GiveBackForm(ActForm):
    """How many of the unused ones."""

    places = forms.IntegerField(label=_("Places to give back"), min_value=1, max_value=PLACES_MAX)
