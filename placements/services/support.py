"""Support plans: opened by the placement office, agreed by the student, reviewed, closed. Each service locks the placement first."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actor import CLOCK, Actor
from core.errors import Refusal
from core.lifecycle import Move
from core.screening import refuse_patient_data
from core.verdict import require
from notifications.services.posting import say, tell
from placements.models import Placement, SupportOutcome, SupportPlan, SupportPlanTransition, SupportStep
from placements.notices import support as notices
from placements.policies import support as policies
from placements.services.placements_moves import lock_placement
from placements.states import COMPLETE, END_EARLY
from placements.states_support import AGREE_SUPPORT, ASK_CHANGE, CHANGE_SUPPORT, CLOSE_SUPPORT, REVIEW_SUPPORT

Steps = Sequence[tuple[str, str]]  # what is done, and who does it
WORDS = gettext_lazy("Write it without anything that names a patient.")


@transaction.atomic
def open_support(
    *, placement_id: int, by: Actor, now: datetime, goal: str, steps: Steps, review_on: date, facts: Sequence[str] = ()
) -> SupportPlan:
    """Propose a plan to the student; `facts` are the sentences that raised it, kept as they read today.

    Raises NotAllowed, Refusal (another is open, no step, a review day that does not fit, patient data).
    """
    placement = lock_placement(placement_id)
    running = SupportPlan.objects.running().filter(placement=placement).exists()
    require(policies.may_open_support(by, placement, has_one=running))
    _require_sound(placement, goal, steps, review_on, now)
    plan = SupportPlan.objects.create(
        placement=placement,
        goal=goal,
        review_on=review_on,
        facts=[fact[:300] for fact in facts],
        opened_by_id=by.user_id,
        created_at=now,
    )
    _write_steps(plan, steps)
    say(notices.opened, plan, by, key=str(plan.pk), now=now)
    return plan


@transaction.atomic
def change_support(*, plan_id: int, by: Actor, now: datetime, goal: str, steps: Steps, review_on: date) -> SupportPlan:
    """Write it anew, while the student has not agreed. Raises NotAllowed, Refusal, IllegalMove."""
    plan = lock_plan(plan_id)
    require(policies.may_change_support(by, plan))
    _require_sound(plan.placement, goal, steps, review_on, now)
    plan.steps.all().delete()
    _write_steps(plan, steps)
    return _move(plan, CHANGE_SUPPORT, by=by, now=now, goal=goal, review_on=review_on)


@transaction.atomic
def agree_support(*, plan_id: int, by: Actor, now: datetime, shown_version: int | None = None) -> SupportPlan:
    """The student's yes to the plan as it was shown. Raises NotAllowed, Refusal, IllegalMove; Stale where it was written anew."""
    plan = lock_plan(plan_id)
    require(policies.may_agree_support(by, plan))
    plan.refuse_stale(shown_version)
    return _move(plan, AGREE_SUPPORT, by=by, now=now, agreed_at=now)


@transaction.atomic
def ask_change(*, plan_id: int, by: Actor, now: datetime, reason: str) -> SupportPlan:
    """What the student would have otherwise; the office writes it anew. Raises NotAllowed, Refusal, IllegalMove."""
    plan = lock_plan(plan_id)
    require(policies.may_agree_support(by, plan))
    refuse_patient_data(reason, field="reason", instead=WORDS)
    return _move(plan, ASK_CHANGE, by=by, now=now, note=reason)


@transaction.atomic
def review_support(*, plan_id: int, by: Actor, now: datetime, note: str, review_on: date) -> SupportPlan:
    """How it goes, and when it is looked at again. Raises NotAllowed, Refusal, IllegalMove."""
    plan = lock_plan(plan_id)
    require(policies.may_review_support(by, plan))
    refuse_patient_data(note, field="note", instead=WORDS)
    _require_ahead(plan.placement, review_on, now)
    return _move(plan, REVIEW_SUPPORT, by=by, now=now, note=note, review_on=review_on)


@transaction.atomic
def close_support(*, plan_id: int, by: Actor, now: datetime, outcome: str, outcome_note: str) -> SupportPlan:
    """Say what came of it. Raises NotAllowed, Refusal, IllegalMove."""
    plan = lock_plan(plan_id)
    require(policies.may_close_support(by, plan))
    refuse_patient_data(outcome_note, field="outcome_note", instead=WORDS)
    words = {"outcome": outcome, "outcome_note": outcome_note}
    return _move(plan, CLOSE_SUPPORT, by=by, now=now, note=outcome_note, closed_at=now, **words)


def close_with_placement(*, thing: Placement, move: Move, now: datetime, **_sent: Any) -> None:
    """Receiver of `moved`: a placement that is over needs no plan. In the transaction of its move, which holds its lock."""
    if move not in {END_EARLY, COMPLETE}:
        return
    for plan in SupportPlan.objects.running().select_for_update(of=("self",)).filter(placement=thing):
        plan.placement = thing
        _move(plan, CLOSE_SUPPORT, by=CLOCK, now=now, closed_at=now, outcome=SupportOutcome.ENDED)


@transaction.atomic
def do_step(*, plan_id: int, step_id: int, by: Actor, now: datetime) -> SupportStep:
    """Tick one step. Raises NotAllowed, Refusal."""
    plan = lock_plan(plan_id)
    step = plan.steps.get(pk=step_id)
    require(policies.may_do_step(by, plan, step))
    step.done_at, step.done_by_id = now, by.user_id
    step.save(update_fields=["done_at", "done_by"])
    return step


def lock_plan(plan_id: int) -> SupportPlan:
    """The plan, its placement locked first."""
    placement = lock_placement(SupportPlan.objects.values_list("placement_id", flat=True).get(pk=plan_id))
    plan = SupportPlan.objects.select_for_update(of=("self",)).get(pk=plan_id)
    plan.placement = placement
    return plan


def _move(plan: SupportPlan, move: Move, *, by: Actor, now: datetime, note: str = "", **changes: Any) -> SupportPlan:
    move.check(plan.state, label=plan.get_state_display())
    was, plan.state = plan.state, move.target
    for name, value in changes.items():
        setattr(plan, name, value)
    plan.save(update_fields=["state", *changes])
    row = SupportPlanTransition.write(plan, move, by=by, now=now, was=was, note=note)
    tell(notices.SUPPORT_TOLD_ABOUT, plan, move, row, now=now)
    return plan


def _write_steps(plan: SupportPlan, steps: Steps) -> None:
    SupportStep.objects.bulk_create(
        SupportStep(plan=plan, position=position, text=text, who=who) for position, (text, who) in enumerate(steps, 1)
    )


def _require_sound(placement: Placement, goal: str, steps: Steps, review_on: date, now: datetime) -> None:
    if not steps:
        raise Refusal(_("A plan has at least one step."), field="step_1")
    refuse_patient_data(goal, field="goal", instead=WORDS)
    for position, (text, _who) in enumerate(steps, 1):
        refuse_patient_data(text, field=f"step_{position}", instead=WORDS)
    _require_ahead(placement, review_on, now)


def _require_ahead(placement: Placement, review_on: date, now: datetime) -> None:
    if not placement.today(now) < review_on <= placement.ends_on:
        raise Refusal(_("Choose a day ahead, on which the placement still runs."), field="review_on")
