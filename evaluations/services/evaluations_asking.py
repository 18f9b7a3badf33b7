"""Who is asked for an evaluation, and when: planning, opening, asking earlier, passing on, cancelling."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.actor import Actor, Role
from core.errors import Refusal
from core.verdict import require
from evaluations.models import Evaluation, Instrument
from evaluations.notices import evaluations as notices
from evaluations.policies import evaluations as policies
from evaluations.services.evaluations_moves import check_link, end_links, ensure_link, lock_evaluation, make_move
from evaluations.services.instruments import FINAL, load_starters
from evaluations.states import (
    CANCEL_EVALUATION,
    HAND_BACK,
    OPEN_EVALUATION,
    OVER,
    PASS_ON,
    WRITABLE,
    EvaluationState,
)
from institutions.models import Membership
from notifications.services.posting import post
from placements.models import Placement
from placements.services.placements_moves import lock_placement

OPENS_BEFORE_END = timedelta(days=14)
DUE_AFTER_END = timedelta(days=7)
DUE_TIME = time(23, 59)  # in the institute's zone


def final_of(placement: Placement) -> Evaluation | None:
    """The final evaluation that counts for a placement, in whatever state."""
    finals = Evaluation.objects.for_page().filter(placement=placement, occasion=Evaluation.Occasion.FINAL)
    return finals.exclude(state__in=OVER).order_by("pk").first()


def colleagues(evaluation: Evaluation) -> QuerySet[Membership]:
    """Whom the evaluation can be passed to: the partner's supervisors, but for the student and for whoever is asked now."""
    supervisors = Membership.objects.current().filter(partner_id=evaluation.placement.partner_id, role=Role.SUPERVISOR)
    others = supervisors.exclude(user_id=evaluation.placement.student.user_id)
    if evaluation.state in WRITABLE:
        others = others.exclude(pk=evaluation.evaluator_id)
    return others.select_related("user", "department").order_by("user__name", "pk")


@transaction.atomic
def schedule_final(*, placement_id: int, now: datetime) -> Evaluation:
    """Plan the final evaluation of a placement that has begun; one that is planned already is left as it is.

    Locks the placement. It follows the placement's own move, so nobody is asked whether they may.
    """
    placement = lock_placement(placement_id)
    if (known := final_of(placement)) is not None:
        return known
    return Evaluation.objects.create(
        placement=placement,
        instrument=Instrument.objects.published(FINAL).first() or load_starters(now=now),
        evaluator=placement.supervisor,
        created_at=now,
        **_days_of(placement),
    )


def _days_of(placement: Placement) -> dict[str, Any]:
    """When the final evaluation opens and is due."""
    due = datetime.combine(placement.ends_on + DUE_AFTER_END, DUE_TIME, tzinfo=placement.institute.zone)
    return {"opens_on": max(placement.ends_on - OPENS_BEFORE_END, placement.starts_on), "due_at": due}


@transaction.atomic
def move_final(*, placement_id: int) -> None:
    """The final evaluation follows the placement's last day, until it is opened. Locks placement, then evaluation."""
    placement = lock_placement(placement_id)
    known = final_of(placement)
    if known is None or known.state != EvaluationState.SCHEDULED:
        return
    evaluation = lock_evaluation(known.pk)
    for name, value in _days_of(placement).items():
        setattr(evaluation, name, value)
    evaluation.save(update_fields=["opens_on", "due_at"])


@transaction.atomic
def cancel_evaluations(*, placement_id: int, by: Actor, now: datetime) -> None:
    """End what was not submitted when the placement was cancelled or ended early. Locks placement, then evaluations."""
    lock_placement(placement_id)
    unsubmitted = Evaluation.objects.filter(placement_id=placement_id, state__in=CANCEL_EVALUATION.sources)
    for pk in unsubmitted.order_by("pk").values_list("pk", flat=True):
        evaluation = lock_evaluation(pk)
        end_links(evaluation, now=now)
        make_move(evaluation, CANCEL_EVALUATION, by=by, now=now)


@transaction.atomic
def open_evaluation(*, evaluation_id: int, by: Actor, now: datetime) -> Evaluation:
    """Ask the placement's supervisor of that day; where there is none, the lead is asked to choose. Raises Refusal, IllegalMove."""
    evaluation = lock_evaluation(evaluation_id)
    require(policies.may_open(by, evaluation, now))
    return _ask_supervisor(evaluation, by=by, now=now)


@transaction.atomic
def ask_evaluation(*, placement_id: int, by: Actor, now: datetime) -> Evaluation:
    """The student asks: a planned evaluation opens today, an open one is mailed again to the evaluator's own address.

    Locks placement, then evaluation. Raises NotAllowed, Refusal.
    """
    placement = lock_placement(placement_id)
    known = final_of(placement)
    require(policies.may_ask(by, placement, known, now))
    evaluation = lock_evaluation(known.pk)
    evaluation.asked_at = now
    evaluation.save(update_fields=["asked_at"])
    if OPEN_EVALUATION.allowed_from(evaluation.state):
        return _ask_supervisor(evaluation, by=by, now=now)
    ensure_link(evaluation, now=now)
    message = notices.please(evaluation, by_student=True)
    post(
        reader=evaluation.evaluator.user,
        message=message,
        dedupe_key=f"evaluation.asked:{evaluation.pk}:{now.isoformat()}",
        now=now,
    )
    return evaluation


@transaction.atomic
def pass_evaluation(
    *, evaluation_id: int, by: Actor, now: datetime, to: Membership | None, note: str = ""
) -> Evaluation:
    """Ask somebody else: `to`, or whomever the partner's lead chooses. What was answered so far is not handed on.

    Locks placement, evaluation (and the link); earlier links stop working. Raises NotAllowed, Refusal.
    """
    evaluation = lock_evaluation(evaluation_id)
    require(policies.may_pass(by, evaluation) if to else policies.may_hand_back(by, evaluation))
    check_link(by, evaluation, now=now)
    if to is not None and not colleagues(evaluation).filter(pk=to.pk).exists():
        raise Refusal(_("This person cannot be asked."), instead=_("Choose a supervisor from the list."), field="to")
    end_links(evaluation, now=now)
    if to is None:
        return make_move(evaluation, HAND_BACK, by=by, now=now, note=note)
    evaluation.answers.all().delete()
    evaluation.evaluator = to
    ensure_link(evaluation, now=now)
    return make_move(evaluation, PASS_ON, by=by, now=now, note=note, evaluator=to, comment="", saved_at=None)


@transaction.atomic
def release_evaluator(*, evaluation_id: int, by: Actor, now: datetime) -> Evaluation:
    """Give an evaluation whose evaluator has left the partner back to the lead. Raises Refusal, IllegalMove."""
    evaluation = lock_evaluation(evaluation_id)
    require(policies.may_release(by, evaluation))
    end_links(evaluation, now=now)
    return make_move(evaluation, HAND_BACK, by=by, now=now, note=_("Who was asked no longer works with the partner."))


def _ask_supervisor(evaluation: Evaluation, *, by: Actor, now: datetime) -> Evaluation:
    supervisor = evaluation.placement.supervisor
    if supervisor is None or supervisor.ended_at is not None:
        return make_move(evaluation, HAND_BACK, by=by, now=now, note=_("No supervisor is named for the placement."))
    evaluation.evaluator = supervisor
    ensure_link(evaluation, now=now)
    return make_move(evaluation, OPEN_EVALUATION, by=by, now=now, evaluator=supervisor)
