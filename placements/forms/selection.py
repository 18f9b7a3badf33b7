"""Forms of how a slot chooses. Names equal the services' keyword names."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.forms import ActForm
from institutions.models import Agreement, Institute, Membership
from placements.forms.slots import PLACES_MAX, MomentInput, SupervisorField
from placements.models import JudgedFrom, Selection, SelectionCriterion


class SelectionForm(ActForm):
    """What the slot uses. Blindness can be changed until the first score."""

    is_blind = forms.BooleanField(
        label=_("Blind review"),
        required=False,
        help_text=_(
            "Reviewers and leads see a number in place of name, institute and files, until decisions are released."
        ),
    )
    has_interviews = forms.BooleanField(
        label=_("Interviews"), required=False, help_text=_("You offer times, students book one.")
    )
    shows_merit = forms.BooleanField(
        label=_("Public table of merit"),
        required=False,
        help_text=_("After the release: receipt numbers in order, with the outcome and its reason. No names."),
    )
    answer_days = forms.IntegerField(
        label=_("Days to answer an offer"),
        min_value=1,
        max_value=30,
        help_text=_("For offers that are released together."),
    )

    def __init__(self, *args: Any, selection: Selection | None, **kwargs: Any) -> None:
        shown = selection or Selection()
        initial = {name: getattr(shown, name) for name in ("is_blind", "has_interviews", "shows_merit", "answer_days")}
        super().__init__(*args, initial=initial, **kwargs)
        if shown.frozen_at is not None:
            del self.fields["is_blind"]


class CriterionForm(ActForm):
    """One thing to judge by."""

    text = forms.CharField(label=_("Criterion"), max_length=120, help_text=_("For example: Why this department."))
    weight = forms.IntegerField(label=_("Weight"), min_value=1, max_value=10, initial=1, help_text=_("1 to 10."))
    guide = forms.CharField(
        label=_("What earns five points, and what one"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    stage = forms.ChoiceField(label=_("Judged from"), choices=JudgedFrom.choices, initial=JudgedFrom.REVIEW)


def criterion_initial(criterion: SelectionCriterion) -> dict[str, Any]:
    """What the form of a criterion shows first."""
    return {name: getattr(criterion, name) for name in ("text", "weight", "guide", "stage")}


class ReviewerForm(ActForm):
    """One of the partner's people; leads judge anyway."""

    membership = SupervisorField(
        Membership.objects.none(),
        label=_("Reviewer"),
        empty_label=_("Choose a person"),
        help_text=_("Supervisors of yours. Placement leads judge without being named."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Membership.objects.visible_to(actor).current().filter(role=Role.SUPERVISOR)
        self.fields["membership"].queryset = people.select_related("user").order_by("user__name", "pk")


class GroupForm(ActForm):
    """Places for some. Every condition that is filled in must hold; none filled in: open to all."""

    name = forms.CharField(label=_("Name of the group"), max_length=80, help_text=_("For example: Own college."))
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=PLACES_MAX)
    institutes = forms.ModelMultipleChoiceField(
        Institute.objects.none(),
        label=_("Only students of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Own college, public or private ones: name them."),
    )
    for_women = forms.BooleanField(label=_("Only women"), required=False, help_text=_("As their profile says it."))
    cities = forms.CharField(
        label=_("Only from these cities or districts"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    leftovers = forms.IntegerField(
        label=_("Turn for places that other groups leave over"),
        min_value=1,
        max_value=50,
        required=False,
        help_text=_("1 is asked first. Empty: this group takes none."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agreed = Agreement.objects.visible_to(actor).values("institute")
        self.fields["institutes"].queryset = Institute.objects.filter(pk__in=agreed).order_by("name")


class ReleaseAtForm(ActForm):
    """When everything prepared is released by itself."""

    release_at = forms.DateTimeField(
        label=_("Release on"), widget=MomentInput(), required=False, help_text=_("Empty: you release by hand.")
    )
