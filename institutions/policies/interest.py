"""Who says how a partner stands, and who asks."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.verdict import YES, Verdict, never

ASK_AGAIN_AFTER = timedelta(days=14)


def may_say(actor: Actor, partner_id: int | None) -> Verdict:
    """The partner's own lead, signed in or by link."""
    if actor.acts_as(Role.LEAD) and actor.partner_id == partner_id:
        return YES
    return never(_("How a partner stands is said by its placement lead."), _("Ask them: one button sends them a link."))


def may_see(actor: Actor) -> Verdict:
    """Institutes' staff and administrators."""
    if actor.acts_as(Role.COORDINATOR, Role.VIEWER, Role.ADMINISTRATOR):
        return YES
    return never(_("How partners stand is shown to institutes."), _("Your own stands under Partnerships."))


def may_ask(actor: Actor) -> Verdict:
    """Coordinators."""
    return YES if actor.acts_as(Role.COORDINATOR) else never(_("Partners are asked by an institute’s coordinator."))


def asked_since(today: date) -> date:
    """Partners asked after this day are left in peace."""
    return today - ASK_AGAIN_AFTER
