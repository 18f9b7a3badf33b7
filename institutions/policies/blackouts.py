"""Who writes blackout dates."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.verdict import YES, Verdict, never
from institutions.models import Blackout


def may_see(actor: Actor) -> Verdict:
    """The two placement offices."""
    if actor.acts_as(Role.LEAD, Role.COORDINATOR):
        return YES
    return never(_("Blackout dates are kept by the two placement offices."), _("Ask yours whether a day is one."))


def may_write(actor: Actor) -> Verdict:
    """The same, each for its own organisation."""
    return may_see(actor)


def may_remove(actor: Actor, blackout: Blackout) -> Verdict:
    """Whose they are."""
    own = (actor.institute_id, actor.partner_id) == (blackout.institute_id, blackout.partner_id)
    if may_see(actor) and own:
        return YES
    return never(_("Only %(whose)s changes these dates.") % {"whose": blackout.whose})
