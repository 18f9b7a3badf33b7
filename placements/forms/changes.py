"""Forms about blocks and changes. Names equal the services' keyword names."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.forms import ActForm
from core.words import day
from institutions.forms.agreements import DayInput
from institutions.models import Department, Membership
from placements.forms.slots import SupervisorField
from placements.models import Block, ChangeKind, Objective, Placement, Slot

CHOOSE = _("Choose one")


class BlockField(forms.ModelChoiceField):
    """Blocks by department and days."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.department}, {day(obj.starts_on)} – {day(obj.ends_on)}"


class StudentField(forms.ModelChoiceField):
    """Placements by the name of the student."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.student.user)


class CopySlotForm(ActForm):
    """When the copy begins, if that is known."""

    first_day = forms.DateField(
        label=_("First day of the copy"),
        required=False,
        widget=DayInput,
        help_text=_("Leave it empty to choose the dates later."),
    )


class SlotBlockForm(ActForm):
    """One block of a slot."""

    department = forms.ModelChoiceField(Department.objects.none(), label=_("Department"), empty_label=CHOOSE)
    starts_on = forms.DateField(label=_("First day"), widget=DayInput)
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput)
    supervisor = SupervisorField(
        Membership.objects.none(),
        label=_("Supervisor"),
        required=False,
        empty_label=_("Whoever supervises the placement"),
    )
    objectives = forms.ModelMultipleChoiceField(
        Objective.objects.none(),
        label=_("Objectives of this block"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Of those that the slot has. None ticked: any of them."),
    )

    def __init__(self, *args: Any, actor: Actor, slot: Slot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = Department.objects.visible_to(actor).select_related("site").order_by("name", "pk")
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]
        self.fields["supervisor"].queryset = _supervisors(slot.partner_id)  # type: ignore[attr-defined]
        self.fields["objectives"].queryset = slot.objectives.all()  # type: ignore[attr-defined]


class ChangeForm(ActForm):
    """What is to change, and why: the fields that the kind of change needs."""

    block = BlockField(Block.objects.none(), label=_("Which block"), empty_label=CHOOSE)
    other_block = BlockField(Block.objects.none(), label=_("Changes places with"), empty_label=CHOOSE)
    other = StudentField(
        Placement.objects.none(),
        label=_("With whom"),
        empty_label=CHOOSE,
        help_text=_("You take over each other’s blocks that have not begun."),
    )
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("In another department"), required=False, empty_label=_("The same as now")
    )
    supervisor = SupervisorField(Membership.objects.none(), label=_("New supervisor"), empty_label=CHOOSE)
    first_day = forms.DateField(label=_("From"), widget=DayInput)
    last_day = forms.DateField(label=_("Last day"), widget=DayInput)
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who is asked reads this. No patient’s name or number."),
    )

    def __init__(self, *args: Any, kind: str, placement: Placement, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = {*FIELDS[ChangeKind(kind)], "reason", "idempotency_key"}
        for name in [name for name in self.fields if name not in kept]:
            del self.fields[name]
        blocks = Block.objects.for_list().filter(placement=placement, ends_on__gte=today)
        fellows = Placement.objects.live().filter(slot=placement.slot_id, institute=placement.institute_id)
        offered: dict[str, Any] = {
            "block": blocks,
            "other_block": blocks.filter(starts_on__gt=today),
            "other": fellows.exclude(pk=placement.pk).select_related("student__user").order_by("student__user__name"),
            "department": Department.objects.filter(site__partner=placement.partner_id).order_by("name", "pk"),
            "supervisor": _supervisors(placement.partner_id).exclude(user=placement.student.user_id),
        }
        for name in self.fields.keys() & offered.keys():
            self.fields[name].queryset = offered[name]  # type: ignore[attr-defined]
        if kind == ChangeKind.SUPERVISOR:
            block: Any = self.fields["block"]
            block.required, block.empty_label = False, _("The whole placement")


FIELDS: dict[ChangeKind, tuple[str, ...]] = {
    ChangeKind.MOVE: ("block", "department", "first_day", "last_day"),
    ChangeKind.ORDER: ("block", "other_block"),
    ChangeKind.SWAP: ("other",),
    ChangeKind.DATES: ("last_day",),
    ChangeKind.SUPERVISOR: ("block", "supervisor"),
    ChangeKind.SUSPEND: ("first_day", "last_day"),
    ChangeKind.END: ("last_day",),
}


class DeclineForm(ActForm):
    """Why it stays as it was."""

    reason = forms.CharField(
        label=_("Why not?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("All who are asked read it."),
    )


def _supervisors(partner_id: int) -> Any:
    people = Membership.objects.current().filter(partner=partner_id, role=Role.SUPERVISOR)
    return people.select_related("user").order_by("user__name", "pk")
