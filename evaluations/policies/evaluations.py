"""What may be done with an evaluation, by whom."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role, Via
from core.verdict import YES, Verdict, never, no
from core.words import day, when
from evaluations.models import Evaluation
from evaluations.states import ACKNOWLEDGE, LOCKED, PASS_ON, READABLE, WRITABLE, EvaluationState
from placements.models import Placement
from placements.policies.placements import is_coordinator, is_intern, is_lead
from placements.states import PlacementState

ASK_AGAIN_AFTER = timedelta(days=3)


def is_evaluator(actor: Actor, evaluation: Evaluation) -> bool:
    """The person whom the evaluation names, signed in or by link; never the student under another hat."""
    return (
        actor.acts_as(Role.SUPERVISOR)
        and actor.membership_id == evaluation.evaluator_id
        and actor.user_id != evaluation.placement.student.user_id
    )


def may_fill_in(actor: Actor, evaluation: Evaluation) -> Verdict:
    """The evaluator, while it is open."""
    if not is_evaluator(actor, evaluation):
        return never(_("Only the supervisor who is asked fills this in."))
    if evaluation.state in WRITABLE:
        return YES
    if evaluation.state in READABLE:
        return no(
            _("You submitted this on %(when)s, so it cannot change.")
            % {"when": when(evaluation.submitted_at, evaluation.placement.institute.zone)},
            _("If something in it is wrong, ask the institute’s placement office to reopen it."),
        )
    if evaluation.state == EvaluationState.SCHEDULED:
        return no(
            _("It opens on %(day)s.") % {"day": day(evaluation.opens_on)},
            _("You get a message with a link on that day."),
        )
    if evaluation.state == EvaluationState.UNASSIGNED:
        return no(_("You said that this is not yours."), _("The placement lead is choosing somebody else."))
    return no(_("It is not needed any more."), _("You need not do anything."))


def may_open(actor: Actor, evaluation: Evaluation, now: datetime) -> Verdict:
    """The clock, from its day on."""
    if actor.via != Via.CLOCK:
        return never(_("An evaluation opens by itself."))
    if evaluation.placement.today(now) < evaluation.opens_on:
        return no(_("It opens on %(day)s.") % {"day": day(evaluation.opens_on)})
    return YES


def may_release(actor: Actor, evaluation: Evaluation) -> Verdict:
    """The clock, when the evaluator has left the partner."""
    if actor.via != Via.CLOCK:
        return never(_("The clock notices who has left."))
    if evaluation.state not in WRITABLE or evaluation.evaluator.ended_at is None:
        return no(_("The evaluator can still be asked."))
    return YES


def may_pass(actor: Actor, evaluation: Evaluation) -> Verdict:
    """The evaluator while it is open; the partner's lead also when it needs somebody."""
    if is_lead(actor, evaluation.placement):
        if PASS_ON.allowed_from(evaluation.state):
            return YES
        return no(_("Nobody is being asked for it now."), _("Its page shows where it stands."))
    return may_fill_in(actor, evaluation)


def may_hand_back(actor: Actor, evaluation: Evaluation) -> Verdict:
    """The evaluator who says “not mine” without knowing whose it is; a lead names somebody instead."""
    if is_lead(actor, evaluation.placement):
        return no(_("Somebody must be asked."), _("Choose a supervisor."))
    return may_fill_in(actor, evaluation)


def may_read_answers(actor: Actor, evaluation: Evaluation) -> Verdict:
    """Whoever sees the evaluation, once it was submitted. Before that not even the offices: it is not the evaluator's word yet."""
    if evaluation.state in READABLE or is_evaluator(actor, evaluation):
        return YES
    return no(_("Nothing can be read before it is submitted."))


def may_read_history(actor: Actor, evaluation: Evaluation) -> Verdict:
    """Everybody who sees it but the student: what evaluators and offices wrote to each other is not meant for them."""
    if is_intern(actor, evaluation.placement):
        return never(_("The history is between your supervisor and the two offices."))
    return YES


def may_acknowledge(actor: Actor, evaluation: Evaluation) -> Verdict:
    """The student, once."""
    if not is_intern(actor, evaluation.placement):
        return never(_("Only the student says that it was read."))
    if not ACKNOWLEDGE.allowed_from(evaluation.state):
        return no(_("It does not wait for your answer."), _("Its page shows where it stands."))
    return YES


def may_reopen(actor: Actor, evaluation: Evaluation) -> Verdict:
    """The institute's coordinator."""
    if not is_coordinator(actor, evaluation.placement):
        return never(_("Only the institute’s placement office reopens an evaluation."))
    if evaluation.state not in LOCKED:
        return no(_("Only a submitted evaluation can be reopened."))
    return YES


def may_ask(actor: Actor, placement: Placement, evaluation: Evaluation | None, now: datetime) -> Verdict:
    """The student while on placement: once it is planned or open, and again every few days."""
    if not is_intern(actor, placement):
        return never(_("Only the student asks for the own evaluation."))
    if evaluation is None or placement.state != PlacementState.ACTIVE:
        return no(
            _("An evaluation belongs to a placement that is under way."),
            _("It is planned when your arrival is recorded."),
        )
    if evaluation.state in READABLE:
        return no(_("It was submitted already."), _("Read it on its page."))
    if evaluation.state == EvaluationState.UNASSIGNED:
        return no(_("The partner is choosing who evaluates you."), _("You need not do anything."))
    if evaluation.asked_at is not None and now < evaluation.asked_at + ASK_AGAIN_AFTER:
        again = evaluation.asked_at + ASK_AGAIN_AFTER
        return no(
            _("You asked on %(when)s.") % {"when": when(evaluation.asked_at, placement.institute.zone)},
            _("You can ask again from %(when)s.") % {"when": when(again, placement.institute.zone)},
        )
    return YES
