"""Who came, and when: the act with which a placement begins."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from core.words import day
from placements.models import Placement
from placements.policies import placements as policies
from placements.readiness import is_clear
from placements.services.checklists import tick
from placements.services.placements_moves import lock_placement, make_move
from placements.services.screening import refuse_to_name_patients
from placements.states import ARRIVE


@transaction.atomic
def record_arrival(
    *,
    placement_id: int,
    by: Actor,
    now: datetime,
    arrived_on: date,
    note: str = "",
    starts_anyway: bool = False,
    items: Collection[int] = (),
) -> Placement:
    """The student came on `arrived_on`; `note` is the joining report, `items` what was gone through of the arrival checklist.

    Hours can be entered from that day; what is not ticked yet can be ticked later.

    Who is not clear begins only when the partner says so, and the history keeps that it did. Locks the placement. Raises NotAllowed,
    Refusal (a day outside the placement or ahead of now; not clear), IllegalMove.
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
    refuse_to_name_patients(note=note)
    if not is_clear(placement):
        if not starts_anyway:
            raise Refusal(
                _("Something that is asked of this student is still open."),
                instead=_("Tick the box to let them begin all the same, or wait until it is in order."),
                field="starts_anyway",
            )
        not_clear = _("Began without being clear.")
        note = f"{not_clear} {note}".strip()
    if items:
        tick(placement, items, by=by, now=now)
    return make_move(placement, ARRIVE, by=by, now=now, note=note, arrived_on=arrived_on)
