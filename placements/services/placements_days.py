"""Other days of a placement: its seat and its agreement go with them, and everybody learns of it."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from core.actor import Actor
from core.words import day
from notifications.services.posting import in_readers_words, post
from placements.models import Placement
from placements.notices.placements import other_days
from placements.services.offers_places import in_words
from placements.services.placements import save_placement
from placements.services.placements_cover import agreements_covering, why_uncovered
from placements.services.placements_moves import make_move
from placements.services.seats import move_seat
from placements.services.shifts import drop_after
from placements.services.suspensions import rest_until
from placements.states import REDATE, PlacementState


def redate(placement: Placement, first: date, last: date, *, by: Actor, now: datetime) -> None:
    """Put the placement on other days. The caller holds the locks of `lock_with_place`, and has asked whether it may.

    Raises the Refusal that says what stands against it: another placement, the agreement, its places, the partner's cap.
    """
    was = (placement.starts_on, placement.ends_on)
    placement.starts_on, placement.ends_on = first, last
    agreements = agreements_covering(placement)
    if not agreements and placement.state != PlacementState.PLANNED:
        raise why_uncovered(placement)
    save_placement(placement)
    with in_words():
        move_seat(placement.application, first=first, last=last, agreements=agreements)
    drop_after(placement, last, by=by, now=now)
    rest_until(placement, last)
    _tell_days(placement, was, agreements, by=by, now=now)


def _tell_days(
    placement: Placement, was: tuple[date, date], agreements: Sequence[Any], *, by: Actor, now: datetime
) -> None:
    """The history says what the days were; a placement that runs is moved by it, so that its evaluation follows."""
    note = _("It was from %(first)s to %(last)s.") % {"first": day(was[0]), "last": day(was[1])}
    if placement.state == PlacementState.ACTIVE:
        make_move(placement, REDATE, by=by, now=now, note=note, agreement=agreements[0])
        return
    placement.agreement = agreements[0] if agreements and placement.agreement_id else placement.agreement
    placement.save(update_fields=["agreement"])
    for notice in in_readers_words(partial(other_days, but=by.user_id), placement, note):
        post(reader=notice.reader, message=notice.message, dedupe_key=f"{notice.dedupe_key}:{now.isoformat()}", now=now)
