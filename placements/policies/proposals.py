"""Who proposes a site, who decides on it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.lifecycle import Move
from core.verdict import YES, Verdict, never, no
from placements.models import SiteProposal
from placements.policies.applications import student_of
from placements.states import APPROVE_PROPOSAL, REFUSE_PROPOSAL, WITHDRAW_PROPOSAL
from students.policies.students import keeps

WAITING_AT_MOST = 3


def may_see(actor: Actor) -> Verdict:
    """Students and their placement office."""
    if actor.acts_as(Role.STUDENT, Role.COORDINATOR):
        return YES
    return never(_("Proposals are between students and their placement office."))


def may_propose(actor: Actor, _now: datetime) -> Verdict:
    """A student, with a few waiting at most. Two queries."""
    student = student_of(actor)
    if student is None:
        return never(_("Only students propose a site."), _("The register is where partners are added."))
    if student.proposals.waiting().count() >= WAITING_AT_MOST:
        return no(_("Three of your proposals wait for an answer."), _("Wait for it, or take one back."))
    return YES


def stands(proposal: SiteProposal, move: Move) -> Verdict:
    """Whether the move may start where the proposal stands."""
    if move.allowed_from(proposal.state):
        return YES
    words = _("It stands at “%(state)s”.") % {"state": proposal.get_state_display()}
    return no(words, _("Its history shows what happened."))


def may_approve(actor: Actor, proposal: SiteProposal) -> Verdict:
    """The student's placement office, never the student under another hat."""
    return _decides(actor, proposal, APPROVE_PROPOSAL)


def may_refuse(actor: Actor, proposal: SiteProposal) -> Verdict:
    """The same."""
    return _decides(actor, proposal, REFUSE_PROPOSAL)


def _decides(actor: Actor, proposal: SiteProposal, move: Move) -> Verdict:
    if not keeps(actor, proposal.student) or actor.user_id == proposal.student.user_id:
        return never(_("The student’s placement office decides on it."))
    return stands(proposal, move)


def may_withdraw(actor: Actor, proposal: SiteProposal) -> Verdict:
    """The student, until it is decided."""
    own = actor.acts_as(Role.STUDENT) and actor.user_id == proposal.student.user_id
    if not own or actor.institute_id != proposal.student.institute_id:
        return never(_("Only the student takes it back."))
    return stands(proposal, WITHDRAW_PROPOSAL)
