"""Who reads the grid."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.verdict import YES, Verdict, never


def may_see(actor: Actor) -> Verdict:
    """The two placement offices: a partner's own, or an institute's students at its partners."""
    if actor.acts_as(Role.LEAD, Role.COORDINATOR):
        return YES
    return never(_("The grid is for the two placement offices."), _("Your own list says who is where."))
