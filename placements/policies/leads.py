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


def may_remind_lead(actor: Actor, partner: Partner) -> Verdict:
    """A coordinator, while nobody of those who were invited has accepted. Two queries, none where the row knows `has_lead` and
    `has_lead_here`.
    """
    if not actor.acts_as(Role.COORDINATOR):
        return never(
            _("A placement office invites a partner’s first placement lead."), _("Leads invite their colleagues.")
        )
    leads = Membership.objects.leads_of(partner.pk)
    if not known(partner, "has_lead", leads.exists):
        return no(_("No placement lead yet"), _("Nobody there can publish the internship until you invite one."))
    if known(partner, "has_lead_here", leads.filter(user__claimed_at__isnull=False).exists):
        return no(_("This partner has a placement lead already."), _("They invite their colleagues themselves."))
    return YES


def invited_to_lead(partner: Partner) -> list[Membership]:
    """Those who were invited. One query."""
    return list(Membership.objects.leads_of(partner.pk).order_by("pk"))
