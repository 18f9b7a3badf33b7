"""Who is asked for an evaluation: opening it, asking earlier, one more voice, a new link, passing it on."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor, Role
from core.errors import Refusal
from core.verdict import require
from evaluations.models import Evaluation, Instrument, Occasion
from evaluations.notices import evaluations as notices
from evaluations.policies import evaluations as policies
from evaluations.services.evaluations_moves import check_link, end_links, ensure_link, lock_evaluation, make_move
from evaluations.services.evaluations_planning import cancel_evaluation, next_of
from evaluations.services.instruments import observed_on
from evaluations.states import (
    CANCEL_EVALUATION,
    HAND_BACK,
    OPEN_EVALUATION,
    OVER,
    PASS_ON,
    WRITABLE,
)
from institutions.models import Membership
from notifications.models import Notification
from notifications.services.posting import post
from notifications.services.wishes import wishes_of
from placements.models import Mentorship
from placements.services.placements_moves import lock_placement
from placements.services.screening import refuse_to_name_patients
from placements.services.supervising import can_sign

OBSERVED_WITHIN = timedelta(days=7)
EARLIER: dict[str, str] = {Occasion.FINAL: Occasion.MID, Occasion.SELF_FINAL: Occasion.SELF_MID}
VOICE_WITHIN = timedelta(days=7)  # who is asked late has a week all the same


def colleagues(evaluation: Evaluation) -> QuerySet[Membership]:
    """Whom the evaluation can be passed to: the partner's supervisors, the department's first.

    But for the student and the student's mentor, for whoever is asked now, and for those who are asked for another voice on the same
    occasion.
    """
    placement = evaluation.placement
    supervisors = Membership.objects.current().filter(partner_id=placement.partner_id, role=Role.SUPERVISOR)
    guiding = Mentorship.objects.filter(student=placement.student_id).running(clock.today())
    others = supervisors.exclude(user_id=placement.student.user_id).exclude(user__in=guiding.values("mentor__user"))
    same = Evaluation.objects.filter(placement=placement, occasion=evaluation.occasion, block=evaluation.block)
    voices = same.exclude(state__in=OVER)
    asked = voices.exclude(evaluator=None).exclude(pk=evaluation.pk)
    if evaluation.occasion != Occasion.OBSERVED:
        others = others.exclude(pk__in=asked.values("evaluator"))
    if evaluation.state in WRITABLE:
        others = others.exclude(pk=evaluation.evaluator_id)
    elsewhere = Case(
        When(department_id=placement.department_id, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return others.select_related("user", "department").order_by(elsewhere, "user__name", "pk")


@transaction.atomic
def open_evaluation(*, evaluation_id: int, by: Actor, now: datetime) -> Evaluation:
    """Ask whoever is to answer: the placement's supervisor of that day (where there is none, the lead chooses), or the student.

    Opening what is said at the end lets go of a mid-point that never came. Locks placement, evaluation. Raises Refusal, IllegalMove.
    """
    evaluation = lock_evaluation(evaluation_id)
    require(policies.may_open(by, evaluation, now))
    _let_go_of_mid_point(evaluation, by=by, now=now)
    if evaluation.by_student:
        return _ask_student(evaluation, by=by, now=now)
    return _ask_supervisor(evaluation, by=by, now=now)


@transaction.atomic
def ask_evaluation(*, placement_id: int, by: Actor, now: datetime) -> Evaluation:
    """The student asks: a planned evaluation opens today, an open one is mailed again to the evaluator's own address.

    Locks placement, then evaluation. Raises NotAllowed, Refusal.
    """
    placement = lock_placement(placement_id)
    known = next_of(placement)
    require(policies.may_ask(by, placement, known, now))
    evaluation = lock_evaluation(known.pk)
    evaluation.asked_at = now
    evaluation.save(update_fields=["asked_at"])
    if OPEN_EVALUATION.allowed_from(evaluation.state):
        return _ask_supervisor(evaluation, by=by, now=now)
    _mail_again(evaluation, now=now, why="asked", by_student=True)
    return evaluation


def reads_later(evaluation: Evaluation, now: datetime) -> Membership | None:
    """The evaluator, where they have chosen other hours for mail than now. One query."""
    if (evaluator := evaluation.evaluator) is None:
        return None
    wish = wishes_of([evaluator.user_id], notices.ASKS, now)[evaluator.user_id]
    return evaluator if wish.mail != Notification.Mail.WAITING or wish.leaves_at > now else None


@transaction.atomic
def ask_observation(*, placement_id: int, by: Actor, now: datetime, instrument: Instrument) -> Evaluation:
    """One observed task on its own form: the student asks the supervisor, or the supervisor begins it.

    Locks the placement. Raises NotAllowed; Refusal while one on the same form is open.
    """
    placement = lock_placement(placement_id)
    require(policies.may_observe(by, placement))
    if not observed_on(placement).filter(pk=instrument.pk).exists():
        raise Refusal(_("This form cannot be used here."), instead=_("Choose one from the list."), field="instrument")
    waiting = Evaluation.objects.waiting().filter(
        placement=placement, occasion=Occasion.OBSERVED, instrument=instrument
    )
    if waiting.exists():
        raise Refusal(_("One on this form is open already."), instead=_("It is answered first."), field="instrument")
    evaluation = Evaluation.objects.create(
        placement=placement,
        instrument=instrument,
        occasion=Occasion.OBSERVED,
        evaluator=placement.supervisor,
        opens_on=placement.today(now),
        due_at=now + OBSERVED_WITHIN,
        asked_at=now,
        created_at=now,
    )
    return _ask_supervisor(lock_evaluation(evaluation.pk), by=by, now=now)


@transaction.atomic
def ask_another(*, evaluation_id: int, by: Actor, now: datetime, to: Membership) -> Evaluation:
    """One more voice on the same occasion: another supervisor is asked beside the first. Returns the new evaluation.

    Locks placement, evaluation. Raises NotAllowed, Refusal.
    """
    first = lock_evaluation(evaluation_id)
    require(policies.may_ask_another(by, first))
    if to.pk == first.evaluator_id or not colleagues(first).filter(pk=to.pk).exists():
        raise Refusal(_("This person cannot be asked."), instead=_("Choose a supervisor from the list."), field="to")
    voice = Evaluation.objects.create(
        placement=first.placement,
        instrument=first.instrument,
        occasion=first.occasion,
        block=first.block,
        evaluator=to,
        opens_on=first.placement.today(now),
        due_at=max(first.due_at, now + VOICE_WITHIN),
        created_at=now,
    )
    voice = lock_evaluation(voice.pk)
    ensure_link(voice, now=now)
    return make_move(voice, OPEN_EVALUATION, by=by, now=now)


@transaction.atomic
def renew_link(*, evaluation_id: int, by: Actor, now: datetime) -> Evaluation:
    """Every earlier link stops working, and a new one goes to the evaluator's confirmed address.

    Locks placement, evaluation. Raises NotAllowed, Refusal.
    """
    evaluation = lock_evaluation(evaluation_id)
    require(policies.may_renew_link(by, evaluation))
    end_links(evaluation, now=now)
    _mail_again(evaluation, now=now, why="renewed", by_student=False)
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
    refuse_to_name_patients(note=note)
    if to is None:
        end_links(evaluation, now=now)
        return make_move(evaluation, HAND_BACK, by=by, now=now, note=note)
    return give_evaluation(evaluation, to, by=by, now=now, note=note)


def give_evaluation(evaluation: Evaluation, to: Membership, *, by: Actor, now: datetime, note: str = "") -> Evaluation:
    """It is asked of `to` from now on, who begins anew. The caller holds the locks, and has judged it. Raises IllegalMove, Refusal."""
    if not colleagues(evaluation).filter(pk=to.pk).exists():
        raise Refusal(_("This person cannot be asked."), instead=_("Choose a supervisor from the list."), field="to")
    end_links(evaluation, now=now)
    evaluation.answers.all().delete()
    evaluation.evaluator = to
    ensure_link(evaluation, now=now)
    return make_move(evaluation, PASS_ON, by=by, now=now, note=note, evaluator=to, comment="", saved_at=None)


def mail_new_links(evaluation_ids: Iterable[int], *, now: datetime) -> None:
    """Ask their evaluators again, by new links: the account that had the earlier ones was joined to theirs. The caller has judged it."""
    for pk in evaluation_ids:
        evaluation = lock_evaluation(pk)
        if evaluation.state in WRITABLE and not evaluation.by_student:
            _mail_again(evaluation, now=now, why="joined", by_student=False)


@transaction.atomic
def release_evaluator(*, evaluation_id: int, by: Actor, now: datetime) -> Evaluation:
    """Give an evaluation whose evaluator has left the partner back to the lead. Raises Refusal, IllegalMove."""
    evaluation = lock_evaluation(evaluation_id)
    require(policies.may_release(by, evaluation))
    end_links(evaluation, now=now)
    return make_move(evaluation, HAND_BACK, by=by, now=now, note=_("Who was asked no longer works with the partner."))


def _ask_supervisor(evaluation: Evaluation, *, by: Actor, now: datetime) -> Evaluation:
    supervisor = evaluation.supervisor
    if supervisor is None or not can_sign(supervisor):
        return make_move(evaluation, HAND_BACK, by=by, now=now, note=_("No supervisor is named for the placement."))
    if _is_asked_already(evaluation, supervisor):
        return make_move(evaluation, HAND_BACK, by=by, now=now, note=_("The placement’s supervisor is asked already."))
    evaluation.evaluator = supervisor
    ensure_link(evaluation, now=now)
    return make_move(evaluation, OPEN_EVALUATION, by=by, now=now, evaluator=supervisor)


def _is_asked_already(evaluation: Evaluation, supervisor: Membership) -> bool:
    """True when the supervisor was asked for one more voice before becoming the placement's own."""
    if evaluation.occasion == Occasion.OBSERVED:
        return False
    same = Evaluation.objects.filter(
        placement=evaluation.placement, occasion=evaluation.occasion, block=evaluation.block, evaluator=supervisor
    )
    return same.exclude(state__in=OVER).exclude(pk=evaluation.pk).exists()


def _ask_student(evaluation: Evaluation, *, by: Actor, now: datetime) -> Evaluation:
    """The student signs in for it: a self-assessment needs no link. Who has left is not asked."""
    if evaluation.evaluator is None or evaluation.evaluator.ended_at is not None:
        return make_move(evaluation, CANCEL_EVALUATION, by=by, now=now, note=_("The student has left the institute."))
    return make_move(evaluation, OPEN_EVALUATION, by=by, now=now)


def _let_go_of_mid_point(evaluation: Evaluation, *, by: Actor, now: datetime) -> None:
    """The words at the end take the place of those at mid-point that were never said."""
    mid = EARLIER.get(evaluation.occasion)
    never_came = Evaluation.objects.filter(
        placement=evaluation.placement, occasion=mid, state__in=CANCEL_EVALUATION.sources
    )
    for pk in never_came.order_by("pk").values_list("pk", flat=True):
        cancel_evaluation(pk, by=by, now=now, note=_("What is said at the end takes its place."))


def _mail_again(evaluation: Evaluation, *, now: datetime, why: str, by_student: bool) -> None:
    ensure_link(evaluation, now=now)
    post(
        reader=evaluation.evaluator.user,
        message=partial(notices.please, evaluation, by_student=by_student),
        dedupe_key=f"evaluation.{why}:{evaluation.pk}:{now.isoformat()}",
        now=now,
    )
