"""Who says that two partners are one. A coordinator proposes, an administrator decides: the rows of other institutes move too."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.verdict import YES, Verdict, never, no
from institutions.models import PartnerMerge
from institutions.states import MERGE


def may_propose(actor: Actor) -> Verdict:
    """Coordinators and administrators."""
    if actor.acts_as(Role.COORDINATOR, Role.ADMINISTRATOR):
        return YES
    return never(
        _("Merges are proposed by the institutes’ placement offices."), _("Tell one of them, or the administrator.")
    )


def may_decide(actor: Actor, merge: PartnerMerge) -> Verdict:
    """An administrator, once."""
    if not actor.acts_as(Role.ADMINISTRATOR):
        return never(
            _("A merge moves the agreements and placements of every institute, so the administrator decides."),
            _("You are told when it is done."),
        )
    if not MERGE.allowed_from(merge.state):
        return no(_("This was decided already."))
    return YES
