"""Acts on a placement and its evaluation: what the supervisor does, and what a lead may do as well."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.on_behalf.acts import Act
from config.on_behalf.forms import (
    AgreedShiftForm,
    EvaluationSheetForm,
    HoursBackForm,
    HoursSheetForm,
    LevelsForm,
    NoteForm,
    PassedForm,
    TickedForm,
)
from config.on_behalf.people import evaluator_of, evaluator_or_leads, leads_of, receivers_of, supervisor_of
from core import clock
from core.actor import Actor
from core.errors import Words
from core.forms import ActForm
from core.verdict import Verdict, no
from core.words import day
from evaluations.models import Evaluation
from evaluations.policies import evaluations as evaluating
from evaluations.services.evaluations import submit_evaluation
from evaluations.services.evaluations_asking import pass_evaluation
from institutions.models import Membership
from institutions.policies.recordings import Parties
from placements.forms.placements import ArrivalForm, SupervisorForm, ticked_in
from placements.models import ChecklistItem, ChecklistTick, HoursEntry, Placement, PlannedShift
from placements.policies import attendance, checklists, training
from placements.policies import placements as placing
from placements.policies.facts import known
from placements.readiness import is_clear
from placements.services import arrivals, feedback, hours_signing, objectives, shifts
from placements.services import placements as placement_services
from placements.services.checklists import tick_checklist
from placements.states_attendance import ShiftState

# Placements: the supervisor's acts, and what a lead may do as well.


def _placement(actor: Actor, pk: int) -> Placement | None:
    seen = Placement.objects.visible_to(actor).for_list().select_related("supervisor__partner", "supervisor__institute")
    return seen.filter(pk=pk).first()


def of_placement(placement: Placement, _actor: Actor) -> Parties:
    """Institute, partner and student of a placement."""
    return Parties(placement.institute_id, placement.partner_id, placement.student.user_id)


def _has_waiting(placement: Placement) -> bool:
    """True when shifts wait for the sign-off; the placement’s page has counted them (`with_progress`)."""
    if hasattr(placement, "hours_waiting"):
        return placement.hours_waiting > 0
    return HoursEntry.objects.filter(placement=placement).waiting().exists()


def _has_objectives(placement: Placement) -> bool:
    """True when there is something to confirm; counted as the hours are."""
    if hasattr(placement, "objective_count"):
        return placement.objective_count > 0
    return placement.slot.objectives.exists()


def _waiting(placement: Placement) -> list[HoursEntry]:
    """The shifts that wait for the sign-off, on this placement."""
    entries = list(HoursEntry.objects.filter(placement=placement).waiting().order_by("started_at"))
    for entry in entries:
        entry.placement = placement
    return entries


def _may_sign(by: Actor, placement: Placement, _now: datetime) -> Verdict:
    if not (verdict := training.may_sign_hours(by, placement)):
        return verdict
    if not _has_waiting(placement):
        return no(_("No hours wait for a signature."), _("The student enters and sends them first."))
    return verdict


def _return_hours(*, placement_id: int, entry_id: int, **said: Any) -> HoursEntry:  # noqa: ARG001 - the entry says whose it is
    return hours_signing.return_hours(entry_id=entry_id, **said)


def _proposed(placement: Placement) -> list[PlannedShift]:
    """The shifts that wait for the supervisor’s word, read once a placement. One query; none where the page has read them."""
    if not hasattr(placement, "proposed_shifts"):
        waiting = PlannedShift.objects.filter(placement=placement, state=ShiftState.PROPOSED).order_by("started_at")
        placement.proposed_shifts = list(known(placement, "shifts_waiting", lambda: waiting))
        for shift in placement.proposed_shifts:
            shift.placement = placement
    return placement.proposed_shifts


def _may_agree(by: Actor, placement: Placement, _now: datetime) -> Verdict:
    for shift in _proposed(placement):
        return attendance.may_agree_shift(by, placement, shift)
    return no(_("No shift waits for an answer."), _("The student proposes one that makes up an absence."))


def _agree_shift(*, placement_id: int, shift_id: int, **said: Any) -> PlannedShift:  # noqa: ARG001 - the shift says whose it is
    return shifts.agree_shift(shift_id=shift_id, **said)


def _levels_form(data: Any, placement: Placement, _by: Actor) -> LevelsForm:
    rows = placement.slot.objectives.select_related("competency")
    return LevelsForm(data, objectives=list(rows), points=list(training.levels()), current={})


def _may_level(by: Actor, placement: Placement, _now: datetime) -> Verdict:
    if not (verdict := training.may_confirm_objectives(by, placement)):
        return verdict
    return verdict if _has_objectives(placement) else no(_("This slot has no objectives."))


ON_PLACEMENT: dict[str, Any] = {
    "noun": "placement",
    "find": _placement,
    "about": lambda placement: str(placement.student),
    "parties": of_placement,
    "key": "placement_id",
}


def _on_placement(
    name: str,
    title: Any,
    *,
    verdict: Callable[[Actor, Placement, datetime], Verdict],
    form: Callable[[Any, Placement, Actor], ActForm],
    service: Callable[..., Any],
    words: Callable[[Placement, Any], Sequence[str]] = lambda _placement, form: form.lines(),
    people: Callable[[Placement], Iterable[Membership]] = supervisor_of,
    paper: str = "",
    unprinted: Words = "",
) -> Act:
    said = {"verdict": verdict, "form": form, "service": service, "words": words, "people": people}
    said |= {"paper": paper, "unprinted": unprinted}
    return Act(name=name, title=title, **said, **ON_PLACEMENT)  # type: ignore[arg-type]


def _items(placement: Placement) -> list[ChecklistItem]:
    """The partner's lists as they are now, read once a placement. One query."""
    if not hasattr(placement, "checklist_items"):
        placement.checklist_items = list(ChecklistItem.objects.current().filter(partner=placement.partner_id))
    return placement.checklist_items


def _may_tick(by: Actor, placement: Placement, _now: datetime) -> Verdict:
    if not (verdict := checklists.may_tick(by, placement)):
        return verdict
    if not known(placement, "has_checklist", lambda: bool(_items(placement))):
        return no(_("The partner keeps no checklist here."), _("Its placement lead can begin one."))
    return verdict


def _checklist_form(data: Any, placement: Placement, _by: Actor) -> TickedForm:
    ticked = ChecklistTick.objects.current().filter(placement=placement).values_list("item__occasion", "item_id")
    return TickedForm(data, items=_items(placement), initial=ticked_in(ticked))


PLACEMENT_ACTS = (
    _on_placement(
        "hours-approve",
        gettext_lazy("Hours approved"),
        verdict=_may_sign,
        form=lambda data, placement, _by: HoursSheetForm(data, waiting=_waiting(placement)),
        service=hours_signing.approve_hours,
        paper="hours",
    ),
    _on_placement(
        "hours-return",
        gettext_lazy("Hours returned"),
        verdict=_may_sign,
        form=lambda data, placement, _by: HoursBackForm(data, waiting=_waiting(placement)),
        service=_return_hours,
        unprinted=gettext_lazy("The hours sheet says it: a shift without initials goes back."),
    ),
    _on_placement(
        "shift-agree",
        gettext_lazy("Make-up shift agreed"),
        verdict=_may_agree,
        form=lambda data, placement, _by: AgreedShiftForm(data, proposed=_proposed(placement)),
        service=_agree_shift,
        paper="make_up",
    ),
    _on_placement(
        "arrival",
        gettext_lazy("Arrival"),
        verdict=lambda by, placement, now: placing.may_arrive(by, placement, placement.today(now)),
        form=lambda data, placement, _by: ArrivalForm(
            data, initial={"arrived_on": placement.today(clock.now())}, is_clear=is_clear(placement)
        ),
        service=arrivals.record_arrival,
        words=lambda _placement, form: [
            _("Came on %(day)s.") % {"day": day(form.cleaned_data["arrived_on"])},
            form.cleaned_data["note"],
        ],
        people=receivers_of,
        paper="arrival",
    ),
    _on_placement(
        "checklist",
        gettext_lazy("Arrival and leaving gone through"),
        verdict=_may_tick,
        form=_checklist_form,
        service=tick_checklist,
        people=receivers_of,
        paper="checklist",
    ),
    _on_placement(
        "objectives",
        gettext_lazy("Objectives confirmed"),
        verdict=_may_level,
        form=_levels_form,
        service=objectives.confirm_objectives,
        paper="objectives",
    ),
    _on_placement(
        "feedback",
        gettext_lazy("Feedback note"),
        verdict=lambda by, placement, _now: training.may_leave_feedback(by, placement),
        form=lambda data, placement, _by: NoteForm(data, placement=placement),
        service=feedback.leave_feedback,
        paper="feedback",
    ),
    _on_placement(
        "supervisor",
        gettext_lazy("Supervisor named"),
        verdict=lambda by, placement, _now: placing.may_name_supervisor(by, placement),
        form=lambda data, _placement, by: SupervisorForm(data, actor=by),
        service=placement_services.name_supervisor,
        words=lambda _placement, form: [form.cleaned_data["supervisor"].user.name],
        people=leads_of,
        unprinted=gettext_lazy("A name is said on the phone, or stands on the list of names."),
    ),
)


# Evaluations: the evaluator's answers.


def _evaluation(actor: Actor, pk: int) -> Evaluation | None:
    seen = Evaluation.objects.visible_to(actor).for_page()
    return seen.select_related("evaluator__partner", "evaluator__institute", "instrument__scale").filter(pk=pk).first()


_ON_EVALUATION: dict[str, Any] = {
    "noun": "evaluation",
    "find": _evaluation,
    "about": lambda evaluation: str(evaluation.placement.student),
    "parties": lambda evaluation, actor: of_placement(evaluation.placement, actor),
    "key": "evaluation_id",
}
EVALUATION_ACTS = (
    Act(
        name="evaluation",
        title=gettext_lazy("Evaluation submitted"),
        people=evaluator_of,
        verdict=lambda by, evaluation, _now: evaluating.may_fill_in(by, evaluation),
        form=lambda data, evaluation, _by: EvaluationSheetForm(data, evaluation=evaluation),
        service=submit_evaluation,
        words=lambda _evaluation, form: form.lines(),
        paper="evaluation",
        **_ON_EVALUATION,
    ),
    Act(
        name="evaluation-pass",
        title=gettext_lazy("Evaluation passed on"),
        people=evaluator_or_leads,
        verdict=lambda by, evaluation, _now: evaluating.may_pass(by, evaluation),
        form=lambda data, evaluation, by: PassedForm(
            data, evaluation=evaluation, may_leave_open=bool(evaluating.may_hand_back(by, evaluation))
        ),
        service=pass_evaluation,
        words=lambda _evaluation, form: form.lines(),
        unprinted=gettext_lazy("“Ask my colleague” is said, or written on the evaluation form that comes back empty."),
        **_ON_EVALUATION,
    ),
)
