"""Who waives a requirement for a student, who takes that back, who reads why."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.verdict import YES, Verdict, never, no
from institutions.models import EvidenceKind, Requirement
from students.models import Student, Waiver
from students.policies.students import is_own, keeps
from students.states import WITHDRAW_WAIVER


def may_waive(actor: Actor, student: Student, requirement: Requirement, *, is_health: bool) -> Verdict:
    """The student's coordinator, for health evidence one who clears it. A programme's own requirement, or, with the partner's word, a
    partner's: the form asks who agreed, and the partner's leads are told and may take it back (PRODUCT rule 12).
    """
    if not keeps(actor, student):
        return never(_("The student’s placement office waives a requirement."))
    if is_health and not actor.may_clear_health:
        return never(_("This requirement is about health."), _("A colleague who clears health evidence can waive it."))
    return YES


def needs_the_partners_word(requirement: Requirement) -> bool:
    """True for what a partner asks, alone or in an agreement."""
    return requirement.programme_id is None


def may_withdraw(actor: Actor, waiver: Waiver) -> Verdict:
    """The student's office, or a lead of the partner whose requirement it is. Expects the requirement with who asks."""
    if not (keeps(actor, waiver.student) or _is_theirs(actor, waiver.requirement)):
        return never(_("The placement office, or the partner whose requirement it is, takes a waiver back."))
    if not WITHDRAW_WAIVER.allowed_from(waiver.state):
        return no(_("This waiver was withdrawn already."))
    return YES


def may_read_reason(actor: Actor, waiver: Waiver, kinds: dict[str, EvidenceKind]) -> bool:
    """The student; the office and the partner, where it tells nothing of health or they clear health evidence."""
    if is_own(actor, waiver.student) and actor.viewed_by is None:
        return True
    if not actor.acts_as(Role.COORDINATOR, Role.LEAD):
        return False
    return actor.may_clear_health or not waiver.requirement.is_health(kinds)


def _is_theirs(actor: Actor, requirement: Requirement) -> bool:
    if not actor.acts_as(Role.LEAD) or requirement.programme_id is not None:
        return False
    asker = requirement.asker
    partner = asker.site.partner_id if requirement.department_id else getattr(asker, "partner_id", asker.pk)
    return bool(partner == actor.partner_id)
