"""Who reports an incident, who looks at it, who closes it."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.verdict import YES, Verdict, never, no
from placements.models import Incident, Placement
from placements.policies.placements import is_coordinator, is_intern, is_lead, is_supervisor
from placements.states_support import CLOSE_INCIDENT, FOLLOW_UP, TRIAGE


def may_list_incidents(actor: Actor) -> Verdict:
    """Whoever may report one, for those they may read."""
    if actor.acts_as(Role.STUDENT, Role.SUPERVISOR, Role.LEAD, Role.COORDINATOR):
        return YES
    return never(_("Incidents are read by the two placement offices and whoever reported them."))


def may_report(actor: Actor, placement: Placement) -> Verdict:
    """The student, the supervisor and both offices, from the first day on; also of what happened before the last."""
    if not any(is_one(actor, placement) for is_one in (is_intern, is_supervisor, is_lead, is_coordinator)):
        return never(_("Student, supervisor and the two placement offices report incidents."))
    if placement.arrived_on is None:
        return no(_("The placement has not begun."), _("Tell the placement office."))
    return YES


def may_keep_from_partner(actor: Actor, placement: Placement) -> bool:
    """The student decides whether the partner reads it: it may be about somebody there."""
    return is_intern(actor, placement)


def _is_office(actor: Actor, incident: Incident) -> bool:
    theirs = is_lead(actor, incident.placement) and not incident.office_only
    return is_coordinator(actor, incident.placement) or theirs


def may_triage(actor: Actor, incident: Incident) -> Verdict:
    """Either office, once."""
    if not _is_office(actor, incident):
        return never(_("The two placement offices look at incidents."))
    if not TRIAGE.allowed_from(incident.state):
        return no(_("It was looked at already."))
    return YES


def may_follow_up(actor: Actor, incident: Incident) -> Verdict:
    """Either office, as often as something was done."""
    if not _is_office(actor, incident):
        return never(_("The two placement offices follow incidents up."))
    if not FOLLOW_UP.allowed_from(incident.state):
        return no(_("It is followed up once somebody has said how serious it is, and until it is closed."))
    return YES


def may_close(actor: Actor, incident: Incident) -> Verdict:
    """The institute's coordinator, whose student it happened to."""
    if not is_coordinator(actor, incident.placement):
        return never(_("The institute’s placement office closes an incident."))
    if not CLOSE_INCIDENT.allowed_from(incident.state):
        return no(_("It is closed when something was done about it."), _("Write down the follow-up first."))
    return YES
