"""Who keeps a partner's checklists, and who goes through them with an intern."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.verdict import YES, Verdict, never, no
from placements.models import ChecklistItem, Placement
from placements.policies.placements import is_lead, is_supervisor
from placements.states import COMPLETE


def may_keep(actor: Actor) -> Verdict:
    """Leads keep their partner's lists."""
    if actor.acts_as(Role.LEAD):
        return YES
    return never(
        _("The partner’s placement lead keeps these lists."), _("Ask the education office to add what is missing.")
    )


def may_retire(actor: Actor, item: ChecklistItem) -> Verdict:
    """The lead of the partner whose item it is."""
    if not (verdict := may_keep(actor)):
        return verdict
    if actor.partner_id != item.partner_id:
        return never(_("This item belongs to another organisation."))
    return YES if item.retired_at is None else no(_("It was taken off the list already."))


def may_tick(actor: Actor, placement: Placement) -> Verdict:
    """Its supervisor or the partner's lead, while the intern is there. The arrival brings the first ticks by itself."""
    if not (is_supervisor(actor, placement) or is_lead(actor, placement)):
        return never(_("The supervisor or the partner’s placement lead goes through these lists."))
    if not COMPLETE.allowed_from(placement.state):
        return no(_("The student is not on placement."), _("The arrival list is ticked when the arrival is recorded."))
    return YES
