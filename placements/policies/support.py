"""Who reads signals, who opens and closes a support plan, who agrees to it."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.verdict import YES, Verdict, never, no
from placements.models import Placement, StepBy, SupportPlan, SupportStep
from placements.policies.placements import is_coordinator, is_intern, is_lead, is_supervisor
from placements.policies.training import under_way
from placements.states_support import AGREE_SUPPORT, CHANGE_SUPPORT, CLOSE_SUPPORT, REVIEW_SUPPORT


def may_see_support(actor: Actor) -> Verdict:
    """The placement office, for the own students."""
    if actor.acts_as(Role.COORDINATOR):
        return YES
    return never(
        _("Who may need help is for the placement office."), _("Your own placements show what was seen there.")
    )


def sees_signals(actor: Actor, placement: Placement) -> bool:
    """Whoever may do something about them: the supervisor and both offices. The student reads the own pace and plan."""
    return is_supervisor(actor, placement) or is_lead(actor, placement) or is_coordinator(actor, placement)


def may_open_support(actor: Actor, placement: Placement, *, has_one: bool) -> Verdict:
    """The institute's coordinator, one plan at a time, while the student is there."""
    if not is_coordinator(actor, placement):
        return never(_("The institute’s placement office opens a support plan."), _("Tell it what you saw."))
    if has_one:
        return no(_("A support plan is open for this placement."), _("Review or close that one."))
    return under_way(placement)


def may_agree_support(actor: Actor, plan: SupportPlan) -> Verdict:
    """The student, while it waits for them."""
    if not is_intern(actor, plan.placement):
        return never(_("The student agrees to a support plan."))
    if not AGREE_SUPPORT.allowed_from(plan.state):
        return no(_("It does not wait for your answer."))
    return YES


def may_change_support(actor: Actor, plan: SupportPlan) -> Verdict:
    """The coordinator, until the student has agreed."""
    if not is_coordinator(actor, plan.placement):
        return never(_("The institute’s placement office writes a support plan."))
    if not CHANGE_SUPPORT.allowed_from(plan.state):
        return no(_("What was agreed stays as it is."), _("Review it, or close it and open another."))
    return YES


def may_review_support(actor: Actor, plan: SupportPlan) -> Verdict:
    """The coordinator, once it is agreed."""
    if not is_coordinator(actor, plan.placement):
        return never(_("The institute’s placement office reviews a support plan."))
    if not REVIEW_SUPPORT.allowed_from(plan.state):
        return no(_("Only a plan that is agreed and open is reviewed."))
    return YES


def may_close_support(actor: Actor, plan: SupportPlan) -> Verdict:
    """The coordinator."""
    if not is_coordinator(actor, plan.placement):
        return never(_("The institute’s placement office closes a support plan."))
    if not CLOSE_SUPPORT.allowed_from(plan.state):
        return no(_("It is closed already."))
    return YES


def may_do_step(actor: Actor, plan: SupportPlan, step: SupportStep) -> Verdict:
    """Whoever is to do it, and the coordinator, while the plan is agreed."""
    placement = plan.placement
    whose = {StepBy.STUDENT: is_intern, StepBy.SUPERVISOR: is_supervisor, StepBy.OFFICE: is_coordinator}
    if not (is_coordinator(actor, placement) or whose[StepBy(step.who)](actor, placement)):
        return never(_("This step is somebody else’s."))
    if not REVIEW_SUPPORT.allowed_from(plan.state):
        return no(_("Steps are done once the plan is agreed, and until it is closed."))
    if step.done_at is not None:
        return no(_("It is done already."))
    return YES
