"""Who may judge an intern: sign their hours, confirm what they learn, grade them. Asked wherever somebody is named for it."""

from django.utils.translation import gettext as _

from core import clock
from core.actor import Role
from core.errors import Refusal
from institutions.models import Membership
from placements.models import Mentorship, Placement


def can_sign(membership: Membership | None) -> bool:
    """True for somebody who supervises now. A lead may answer for a slot, and neither signs nor grades."""
    return membership is not None and membership.role == Role.SUPERVISOR and membership.ended_at is None


def require_may_supervise(placement: Placement, supervisor: Membership) -> None:
    """Refuse who is not of the partner, has left it, is no supervisor, is the intern, or guides the intern as a mentor."""
    elsewhere = supervisor.partner_id != placement.partner_id or supervisor.ended_at
    if elsewhere or supervisor.user_id == placement.student.user_id:
        raise Refusal(_("This person cannot supervise this intern."), field="supervisor")
    require_signs(supervisor)
    guided = Mentorship.objects.filter(student=placement.student_id, mentor__user=supervisor.user_id)
    if guided.running(clock.today()).exists():
        raise Refusal(
            _("%(name)s is the intern’s mentor, and a mentor never grades.") % {"name": supervisor.user},
            instead=_("Choose somebody else, or ask the placement office for another mentor first."),
            field="supervisor",
        )


def require_signs(supervisor: Membership) -> None:
    """Refuse a role that neither signs nor grades."""
    if supervisor.role != Role.SUPERVISOR:
        raise Refusal(
            _("%(name)s is no supervisor: hours, objectives and evaluations would wait for nobody.")
            % {"name": supervisor.user},
            instead=_("Choose a supervisor; where there is none, a placement lead invites one first."),
            field="supervisor",
        )


def may_supervise(placement: Placement, supervisor: Membership | None) -> bool:
    """The same as a question."""
    if supervisor is None:
        return False
    try:
        require_may_supervise(placement, supervisor)
    except Refusal:
        return False
    return True
