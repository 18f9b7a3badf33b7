"""A partner without anybody to act for it, and who may bring somebody in."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.verdict import YES, Verdict, never, no
from institutions.models import Membership, Partner
from placements.policies.facts import known


def may_invite_lead(actor: Actor, partner: Partner) -> Verdict:
    """A coordinator, where the partner has no placement lead. One query, none where the row knows `has_lead`."""
    if not actor.acts_as(Role.COORDINATOR):
        return never(
            _("A placement office invites a partner’s first placement lead."), _("Leads invite their colleagues.")
        )
    if known(partner, "has_lead", Membership.objects.leads_of(partner.pk).exists):
        return no(_("This partner has a placement lead already."), _("They invite their colleagues themselves."))
    return YES
