"""Who reads the sheet of arrivals."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.verdict import YES, Verdict, never


def may_see(actor: Actor) -> Verdict:
    """The two placement offices, and a supervisor for the own interns."""
    if actor.acts_as(Role.LEAD, Role.COORDINATOR, Role.SUPERVISOR):
        return YES
    return never(
        _("The sheet of arrivals is for those who receive or send interns."), _("Your placements say when you begin.")
    )
