"""Who reports an absence and decides on it, who plans shifts, who reads the roster."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.verdict import YES, Verdict, never, no
from placements.models import Absence, Placement, PlannedShift
from placements.policies.placements import is_coordinator, is_intern, is_lead, is_supervisor
from placements.policies.training import under_way
from placements.states import PlacementState
from placements.states_attendance import AGREE_SHIFT, DROP_SHIFT, EXCUSE, NOT_EXCUSE, WITHDRAW_ABSENCE, AbsenceState


def may_report_absence(actor: Actor, placement: Placement) -> Verdict:
    """The student, or the supervisor who missed them, while on placement."""
    if not (is_intern(actor, placement) or is_supervisor(actor, placement)):
        return never(_("The student or the supervisor reports an absence."))
    return under_way(placement)


def may_read_why(actor: Actor, placement: Placement) -> Verdict:
    """Why somebody is away is for the student, the supervisor and the placement office; others read that they are."""
    if is_intern(actor, placement) or is_supervisor(actor, placement) or is_coordinator(actor, placement):
        return YES
    return never(_("Why somebody is away is read by the student, the supervisor and the placement office."))


def may_decide_absence(actor: Actor, placement: Placement, absence: Absence) -> Verdict:
    """The supervisor or the institute’s coordinator; a word that was wrong may be followed by another."""
    if not (is_supervisor(actor, placement) or is_coordinator(actor, placement)):
        return never(_("The supervisor or the placement office decides whether an absence is excused."))
    if not (EXCUSE.allowed_from(absence.state) or NOT_EXCUSE.allowed_from(absence.state)):
        return no(_("This absence was taken back."))
    return under_way(placement)


def may_withdraw_absence(actor: Actor, placement: Placement, absence: Absence) -> Verdict:
    """Whoever reported it, until it is decided."""
    if actor.user_id != absence.reported_by_id or not may_report_absence(actor, placement):
        return never(_("Whoever reported an absence takes it back."))
    if not WITHDRAW_ABSENCE.allowed_from(absence.state):
        return no(_("It was decided already."), _("Ask your supervisor or the placement office."))
    return YES


def may_plan_shifts(actor: Actor, placement: Placement) -> Verdict:
    """The supervisor or the partner’s lead, from the confirmation on."""
    if not (is_supervisor(actor, placement) or is_lead(actor, placement)):
        return never(_("The supervisor or the partner’s placement lead plans the shifts."))
    if placement.state in {PlacementState.CONFIRMED, PlacementState.ACTIVE}:
        return YES
    return no(_("Shifts are planned for placements that are confirmed or under way."))


def may_make_up(actor: Actor, placement: Placement, absence: Absence) -> Verdict:
    """The student proposes a shift that makes up an absence; what the supervisor enters is agreed."""
    if not (is_intern(actor, placement) or is_supervisor(actor, placement)):
        return never(_("The student and the supervisor agree what makes up an absence."))
    if absence.state == AbsenceState.WITHDRAWN:
        return no(_("This absence was taken back."))
    return under_way(placement)


def may_agree_shift(actor: Actor, placement: Placement, shift: PlannedShift) -> Verdict:
    """The supervisor, while it is proposed."""
    if not is_supervisor(actor, placement):
        return never(_("Only the supervisor of this placement agrees to its shifts."))
    if not AGREE_SHIFT.allowed_from(shift.state):
        return no(_("This shift does not wait for you."))
    return under_way(placement)


def may_drop_shift(actor: Actor, placement: Placement, shift: PlannedShift) -> Verdict:
    """The supervisor or lead; the student what they proposed themselves, until it is agreed."""
    own = is_intern(actor, placement) and shift.waits
    if not (own or is_supervisor(actor, placement) or is_lead(actor, placement)):
        return never(_("The supervisor or the partner’s placement lead changes planned shifts."))
    if not DROP_SHIFT.allowed_from(shift.state):
        return no(_("This shift was dropped already."))
    return YES


def may_see_roster(actor: Actor) -> Verdict:
    """The partner’s people, and the institute’s placement office for its own students."""
    if actor.acts_as(Role.LEAD, Role.SUPERVISOR, Role.COORDINATOR):
        return YES
    return never(_("The roster is for those who look after interns."), _("Your own shifts are in your hours."))
