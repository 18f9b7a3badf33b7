"""What may be done with a placement, by whom."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role, Via
from core.verdict import YES, Verdict, never, no
from core.words import day
from placements.models import Placement
from placements.states import ARRIVE, CANCEL, COMPLETE, CONFIRM, END_EARLY


def is_intern(actor: Actor, placement: Placement) -> bool:
    """The student of this placement."""
    return (
        actor.acts_as(Role.STUDENT)
        and actor.institute_id == placement.institute_id
        and actor.user_id == placement.student.user_id
    )


def supervisors_of(placement: Placement) -> set[int | None]:
    """The memberships that the placement or one of its blocks names."""
    return {placement.supervisor_id, *placement.block_supervisors}


def is_supervisor(actor: Actor, placement: Placement) -> bool:
    """The supervisor whom this placement or one of its blocks names; never the student under another hat."""
    return (
        actor.acts_as(Role.SUPERVISOR)
        and actor.membership_id in supervisors_of(placement)
        and actor.user_id != placement.student.user_id
    )


def is_lead(actor: Actor, placement: Placement) -> bool:
    """A placement lead of its partner."""
    return actor.acts_as(Role.LEAD) and actor.partner_id == placement.partner_id


def is_coordinator(actor: Actor, placement: Placement) -> bool:
    """A coordinator of its institute."""
    return actor.acts_as(Role.COORDINATOR) and actor.institute_id == placement.institute_id


def _is_staff(actor: Actor, placement: Placement) -> bool:
    return is_lead(actor, placement) or is_coordinator(actor, placement)


def may_confirm(actor: Actor, placement: Placement) -> Verdict:
    """Either office, or the clock, while it waits for an agreement. Whether one fits, the service finds out."""
    if not (_is_staff(actor, placement) or actor.via == Via.CLOCK):
        return never(_("The two placement offices confirm a placement."))
    if not CONFIRM.allowed_from(placement.state):
        return no(_("It does not wait for an agreement."))
    return YES


def may_arrive(actor: Actor, placement: Placement, today: date) -> Verdict:
    """Its supervisor or the partner's lead, from the first day on."""
    if not (is_supervisor(actor, placement) or is_lead(actor, placement)):
        return never(_("The supervisor or the partner’s placement lead records who came."))
    if not ARRIVE.allowed_from(placement.state):
        return no(_("No arrival is expected here."), _("Only a confirmed placement begins."))
    if today < placement.starts_on:
        return no(
            _("It begins on %(day)s.") % {"day": day(placement.starts_on)},
            _("Record the arrival on that day or later."),
        )
    return YES


def may_cancel(actor: Actor, placement: Placement, today: date) -> Verdict:
    """Either office before it began; the clock, when the first day came without an agreement."""
    if actor.via == Via.CLOCK:
        lapsed = CONFIRM.allowed_from(placement.state) and placement.starts_on <= today
        return YES if lapsed else no(_("It has not lapsed."))
    if not _is_staff(actor, placement):
        return never(_("The two placement offices cancel a placement."), _("Tell them what happened."))
    if END_EARLY.allowed_from(placement.state):
        return no(_("The student is there already."), _("End the placement early instead."))
    if not CANCEL.allowed_from(placement.state):
        return no(_("It is over."))
    return YES


def may_end_early(actor: Actor, placement: Placement) -> Verdict:
    """Either office, while the student is there."""
    if not _is_staff(actor, placement):
        return never(_("The two placement offices end a placement early."), _("Tell them what happened."))
    if CANCEL.allowed_from(placement.state):
        return no(_("It has not begun."), _("Cancel it instead."))
    if not END_EARLY.allowed_from(placement.state):
        return no(_("It is over."))
    return YES


def completes(actor: Actor, placement: Placement) -> Verdict:
    """Whose it is to complete: the institute's coordinator's, while the student is there. What is missing is another question."""
    if not is_coordinator(actor, placement):
        return never(_("The institute’s coordinator completes a placement."))
    if not COMPLETE.allowed_from(placement.state):
        return no(_("The student is not on placement."))
    return YES


def may_complete(actor: Actor, placement: Placement, missing: Sequence[str], today: date) -> Verdict:
    """The institute's coordinator, on the last day or later, when nothing is missing."""
    if not (verdict := completes(actor, placement)):
        return verdict
    if missing:
        return no(" ".join(map(str, missing)), _("It can be completed when this is done."))
    if today < placement.ends_on:
        return no(
            _("Its last day is %(day)s.") % {"day": day(placement.ends_on)},
            _("Complete it on that day or later, or end it early."),
        )
    return YES


def may_name_supervisor(actor: Actor, placement: Placement) -> Verdict:
    """The partner's lead, until it is over."""
    if not is_lead(actor, placement):
        return never(_("The partner’s placement lead names the supervisor."))
    if not (END_EARLY.allowed_from(placement.state) or CANCEL.allowed_from(placement.state)):
        return no(_("It is over."))
    return YES
