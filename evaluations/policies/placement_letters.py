"""Who writes letters of placement, about whom, and takes them back."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.verdict import YES, Verdict, never, no
from evaluations.models import PlacementLetter
from evaluations.states import WITHDRAW_PLACEMENT_LETTER
from placements.models import Placement
from placements.states import PlacementState

_OFFICE = _("Letters of placement are written by the institute’s placement office.")
# Of a planned one nobody knows yet whether it will be; one that is over needs no letter.
NAMEABLE = (PlacementState.CONFIRMED, PlacementState.ACTIVE)


def may_write_placement_letter(actor: Actor) -> Verdict:
    """Coordinators."""
    return YES if actor.acts_as(Role.COORDINATOR) else never(_OFFICE, _("Ask its coordinator."))


def nameable(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    """Of `placements`, those that a letter may name: confirmed or under way."""
    return placements.filter(state__in=NAMEABLE)


def may_withdraw_placement_letter(actor: Actor, letter: PlacementLetter) -> Verdict:
    """A coordinator of the institute, while it is in force."""
    if not (actor.acts_as(Role.COORDINATOR) and actor.institute_id == letter.institute_id):
        return never(_OFFICE)
    if not WITHDRAW_PLACEMENT_LETTER.allowed_from(letter.state):
        return no(_("It was withdrawn already."))
    return YES
