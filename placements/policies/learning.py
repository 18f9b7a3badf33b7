"""What may be done with the learning on a placement: log, contract, evidence, and what a student writes for themselves."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.errors import Words
from core.verdict import YES, Verdict, never, no
from placements.models import Activity, Evidence, LearningContract, Placement
from placements.models.evidence import READERS
from placements.policies.placements import is_intern, is_supervisor
from placements.policies.training import under_way
from placements.states import PlacementState
from placements.states_learning import (
    AGREE_CONTRACT,
    PROPOSE_CONTRACT,
    REPLACE_ACTIVITY,
    RETURN_ACTIVITY,
    RETURN_CONTRACT,
)


def may_log_activity(actor: Actor, placement: Placement) -> Verdict:
    """The student, while on placement."""
    if not is_intern(actor, placement):
        return never(_("The student keeps the log."))
    return under_way(placement)


def may_change_activity(actor: Actor, placement: Placement, activity: Activity) -> Verdict:
    """The student corrects a line or takes it back until it is confirmed."""
    if not (verdict := may_log_activity(actor, placement)):
        return verdict
    if not REPLACE_ACTIVITY.allowed_from(activity.state):
        return no(
            _("This line stands at “%(state)s”.") % {"state": activity.get_state_display()},
            _("What your supervisor confirmed stays as it is; log what is new as a line of its own."),
        )
    return YES


def may_confirm_activities(actor: Actor, placement: Placement) -> Verdict:
    """The supervisor, while the student is on placement."""
    if not is_supervisor(actor, placement):
        return never(_("Only the supervisor of this placement confirms the log."))
    return under_way(placement)


def may_return_activity(actor: Actor, placement: Placement, activity: Activity) -> Verdict:
    """The supervisor, while the line waits."""
    if not (verdict := may_confirm_activities(actor, placement)):
        return verdict
    if not RETURN_ACTIVITY.allowed_from(activity.state):
        return no(_("This line stands at “%(state)s”.") % {"state": activity.get_state_display()})
    return YES


def may_propose_contract(actor: Actor, placement: Placement, contract: LearningContract | None) -> Verdict:
    """The student, from the confirmation on; again, until it is agreed."""
    if not is_intern(actor, placement):
        return never(_("The student proposes the learning contract."))
    if not (verdict := _can_be_agreed(placement)):
        return verdict
    if contract is not None and not PROPOSE_CONTRACT.allowed_from(contract.state):
        return no(_("Your supervisor has agreed to it."), _("If it should change, ask them to send it back to you."))
    return YES


def may_agree_contract(actor: Actor, placement: Placement, contract: LearningContract) -> Verdict:
    """The supervisor, while it waits."""
    if not (verdict := _may_answer_contract(actor, placement)):
        return verdict
    if not AGREE_CONTRACT.allowed_from(contract.state):
        return no(_("This contract does not wait for you."), _("Its page shows where it stands."))
    return YES


def may_return_contract(actor: Actor, placement: Placement, contract: LearningContract) -> Verdict:
    """The supervisor, while it waits, and after it was agreed if things turn out otherwise."""
    if not (verdict := _may_answer_contract(actor, placement)):
        return verdict
    if not RETURN_CONTRACT.allowed_from(contract.state):
        return no(_("The student has it already."), _("It comes back when they propose it anew."))
    return YES


def _may_answer_contract(actor: Actor, placement: Placement) -> Verdict:
    if not is_supervisor(actor, placement):
        return never(_("The supervisor of this placement agrees to its learning contract."))
    return _can_be_agreed(placement)


def _can_be_agreed(placement: Placement) -> Verdict:
    if placement.state in {PlacementState.CONFIRMED, PlacementState.ACTIVE}:
        return YES
    return no(_("A learning contract is made for a placement that is confirmed or under way."))


def may_read_evidence(actor: Actor) -> Verdict:
    """Student, supervisor and placement office."""
    if actor.acts_as(*READERS):
        return YES
    return never(_("Evidence is for the student, the supervisor and the institute’s placement office."))


def may_attach_evidence(actor: Actor, placement: Placement) -> Verdict:
    """The student, while on placement."""
    if not is_intern(actor, placement):
        return never(_("The student puts evidence beside an objective."))
    return under_way(placement)


def may_remove_evidence(actor: Actor, placement: Placement, _evidence: Evidence) -> Verdict:
    """The student, while on placement."""
    return may_attach_evidence(actor, placement)


def may_write_own(actor: Actor, placement: Placement) -> Verdict:
    """The student, before, during and after: these are their own words. Not through somebody else’s eyes."""
    if is_intern(actor, placement) and actor.viewed_by is None:
        return YES
    return never(_("Only the student writes here."))


def may_read_shared(actor: Actor, placement: Placement) -> Verdict:
    """Reflections: the student; supervisor and placement office what is shared with them."""
    if may_write_own(actor, placement) or (actor.acts_as(Role.SUPERVISOR, Role.COORDINATOR) and not actor.viewed_by):
        return YES
    return never(_OWN, _SHARED_WITH)


def may_read_meetings(actor: Actor, placement: Placement) -> Verdict:
    """The student and the placement office. Who grades reads nothing of what somebody agrees with a guide (ADR 51)."""
    if may_write_own(actor, placement) or (actor.acts_as(Role.COORDINATOR) and not actor.viewed_by):
        return YES
    return never(_OWN, _("The placement office of the institute reads them, and nobody who grades."))


def may_read_check_ins(actor: Actor, placement: Placement) -> Verdict:
    """The student; the institute’s coordinators what they were let read."""
    if may_write_own(actor, placement) or (actor.acts_as(Role.COORDINATOR) and not actor.viewed_by):
        return YES
    return never(_OWN, _("With their consent, the coordinators of their institute read them, and nobody else."))


_OWN: Words = _("These are the student’s own words.")
_SHARED_WITH: Words = _("What a student shares is read by the supervisor and the institute’s placement office.")
