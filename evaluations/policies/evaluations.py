"""What may be done with an evaluation, by whom."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role, Via
from core.verdict import YES, Verdict, never, no
from core.words import day, when
from evaluations.models import Evaluation, Occasion
from evaluations.states import ACKNOWLEDGE, LOCKED, PASS_ON, READABLE, WRITABLE, EvaluationState
from placements.models import Placement
from placements.policies.placements import is_coordinator, is_intern, is_lead, is_supervisor
from placements.states import PlacementState

ASK_AGAIN_AFTER = timedelta(days=3)
SHOW_AGAIN_AFTER = timedelta(hours=1)  # the supervisor stands there, with the student's code on the screen
SEVERAL = 8  # as many interns as one page takes


def is_evaluator(actor: Actor, evaluation: Evaluation) -> bool:
    """Whom the evaluation names: a supervisor, signed in or by link, never the student under another hat; or the student, signed in."""
    if actor.membership_id is None or actor.membership_id != evaluation.evaluator_id:
        return False
    if evaluation.by_student:
        return actor.via == Via.PERSON and is_intern(actor, evaluation.placement)
    return actor.acts_as(Role.SUPERVISOR) and actor.user_id != evaluation.placement.student.user_id


def may_fill_in(actor: Actor, evaluation: Evaluation) -> Verdict:
    """The evaluator, while it is open."""
    if not is_evaluator(actor, evaluation):
        return never(_("Only the person who is asked fills this in."))
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
    if evaluation.by_student or evaluation.state not in WRITABLE or evaluation.evaluator.ended_at is None:
        return no(_("The evaluator can still be asked."))
    return YES


def may_pass(actor: Actor, evaluation: Evaluation) -> Verdict:
    """The evaluator while it is open; the partner's lead also when it needs somebody. What the student says is nobody else's."""
    if evaluation.by_student:
        return never(_("Nobody can answer this in the student’s place."))
    if is_lead(actor, evaluation.placement):
        if PASS_ON.allowed_from(evaluation.state):
            return YES
        return no(_("Nobody is being asked for it now."), _("Its page shows where it stands."))
    return may_fill_in(actor, evaluation)


def may_hand_back(actor: Actor, evaluation: Evaluation) -> Verdict:
    """The evaluator who says “not mine” without knowing whose it is; a lead names somebody instead."""
    if evaluation.by_student:
        return never(_("Nobody can answer this in the student’s place."))
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


def may_see_haste(actor: Actor, evaluation: Evaluation) -> Verdict:
    """The institute's office sees where every answer was the same step: something to ask about, not to hold against anybody."""
    if not is_coordinator(actor, evaluation.placement):
        return never(_("The placement office looks after how forms are used."))
    return YES


def may_acknowledge(actor: Actor, evaluation: Evaluation) -> Verdict:
    """The student, once, of what a supervisor said."""
    if evaluation.by_student or not is_intern(actor, evaluation.placement):
        return never(_("Only the student says that it was read."))
    if not ACKNOWLEDGE.allowed_from(evaluation.state):
        return no(_("It does not wait for your answer."), _("Its page shows where it stands."))
    return YES


def may_reopen(actor: Actor, evaluation: Evaluation) -> Verdict:
    """The institute's coordinator, of what a supervisor said."""
    if evaluation.by_student:
        return never(_("What a student said stays as it was said."))
    if not is_coordinator(actor, evaluation.placement):
        return never(_("Only the institute’s placement office reopens an evaluation."))
    if evaluation.state not in LOCKED:
        return no(_("Only a submitted evaluation can be reopened."))
    return YES


def may_ask_another(actor: Actor, evaluation: Evaluation) -> Verdict:
    """Either office, for what supervisors say at mid-point or at the end."""
    if not (is_lead(actor, evaluation.placement) or is_coordinator(actor, evaluation.placement)):
        return never(_("The two placement offices ask for another voice."))
    if evaluation.by_student or evaluation.occasion == Occasion.OBSERVED:
        return no(_("One person says this."))
    if evaluation.state not in WRITABLE | LOCKED:
        return no(_("Nobody is being asked for it now."), _("Its page shows where it stands."))
    return YES


def may_renew_link(actor: Actor, evaluation: Evaluation) -> Verdict:
    """Either office, while the evaluator is asked."""
    if not (is_lead(actor, evaluation.placement) or is_coordinator(actor, evaluation.placement)):
        return never(_("The two placement offices send a new link."))
    if evaluation.by_student or evaluation.state not in WRITABLE:
        return no(_("No link is out for it."), _("Its page shows where it stands."))
    return YES


def may_observe(actor: Actor, placement: Placement) -> Verdict:
    """The student asks, or the supervisor begins, while the placement is under way."""
    if not (is_intern(actor, placement) or is_supervisor(actor, placement)):
        return never(_("The student asks the supervisor for it, or the supervisor begins it."))
    if placement.state != PlacementState.ACTIVE:
        return no(_("Tasks are observed while the placement is under way."))
    if placement.supervisor_id is None:
        return no(_("No supervisor is named yet."), _("The partner’s placement lead names one."))
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
    wait = SHOW_AGAIN_AFTER if actor.via == Via.LINK else ASK_AGAIN_AFTER
    if evaluation.asked_at is not None and now < evaluation.asked_at + wait:
        again = evaluation.asked_at + wait
        return no(
            _("You asked on %(when)s.") % {"when": when(evaluation.asked_at, placement.institute.zone)},
            _("You can ask again from %(when)s.") % {"when": when(again, placement.institute.zone)},
        )
    return YES


def was_asked_lately(evaluation: Evaluation, now: datetime) -> bool:
    """True where a code that is shown again, or a button pressed twice, asks for nothing new."""
    if evaluation.state not in WRITABLE or evaluation.asked_at is None:
        return False
    return now < evaluation.asked_at + SHOW_AGAIN_AFTER
