"""Who came, and when: the act with which a placement begins."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from core.words import day
from placements.models import Placement
from placements.policies import placements as policies
from placements.services.placements_moves import lock_placement, make_move
from placements.states import ARRIVE


@transaction.atomic
def record_arrival(*, placement_id: int, by: Actor, now: datetime, arrived_on: date, note: str = "") -> Placement:
    """The student came on `arrived_on`; `note` is the joining report. Hours can be entered from that day.

    Locks the placement. Raises NotAllowed, Refusal (a day outside the placement or ahead of now), IllegalMove.
    """
    placement = lock_placement(placement_id)
    today = placement.today(now)
    require(policies.may_arrive(by, placement, today))
    last = min(today, placement.ends_on)
    if not placement.starts_on <= arrived_on <= last:
        raise Refusal(
            _("The day must lie between %(first)s and %(last)s.")
            % {"first": day(placement.starts_on), "last": day(last)},
            field="arrived_on",
        )
    return make_move(placement, ARRIVE, by=by, now=now, note=note, arrived_on=arrived_on)
