"""Who prints slips with sign-in codes."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.verdict import YES, Verdict, never


def may_print(actor: Actor) -> Verdict:
    """Coordinators, for students of their institute."""
    if actor.acts_as(Role.COORDINATOR):
        return YES
    return never(_("Slips are printed by the placement office."), _("Ask it for one."))
