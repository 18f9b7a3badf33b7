"""Holding a place and giving it back: the two acts behind every offer, whoever makes or ends it.

The caller holds the locks on partner, agreements, slot and application.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.errors import Refusal
from core.lifecycle import Move
from placements.models import Application
from placements.services.applications_moves import move_application
from placements.services.seats import give_back_seat, take_seat
from placements.states import NOMINATE, OFFER

# What the database says no to here, in words. The policies see it coming under the same locks, so each of these is a last resort.
PROMISES = {
    "slot_never_over_its_places": _("All places are taken."),
    "slot_open_places_not_overheld": _("All places that are open to every institute are taken."),
    "allotment_never_overheld": _("All places kept for this institute are taken."),
    "seat_within_the_agreement": _("All places of the agreement are taken on some of these days."),
    "agreement_year_never_over_its_places": _("All places of the agreement for that year are taken."),
    "seat_under_the_cap_on_people": _("The partner has as many interns as it takes at once."),
}


def hold_place(application: Application, *, by: Actor, now: datetime, answer_by: datetime) -> None:
    """Offer the place: a seat under agreement and cap, and the move.

    Raises Refusal (PartnerIsFull, AgreementExhausted, AgreementYearExhausted), IllegalMove.
    """
    _hold(application, OFFER, by=by, now=now, answer_by=answer_by)


def take_place(
    application: Application,
    *,
    by: Actor,
    now: datetime,
    note: str,
    receipt: dict[str, Any],
    move: Move = NOMINATE,
) -> None:
    """Give the place without an offer: to a name on a list, or with a placement that is brought over.

    What the student sent before stays as it was. Raises as `hold_place`.
    """
    sent = {} if application.submitted_at else {"submitted_at": now, "receipt": receipt}
    _hold(application, move, by=by, now=now, note=note, **sent)


def _hold(application: Application, move: Move, *, by: Actor, now: datetime, note: str = "", **changes: Any) -> None:
    with in_words():
        take_seat(application)
        move_application(application, move, by=by, now=now, note=note, **changes)


@contextmanager
def in_words() -> Iterator[None]:
    """A savepoint in which the database's no to a place is a Refusal."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        broken = error.__cause__.diag.constraint_name  # type: ignore[attr-defined]  # the driver's own error
        words = PROMISES.get(broken)
        if words is None:
            raise
        raise Refusal(words) from error


def free_place(application: Application, move: Move, *, by: Actor, now: datetime, note: str = "") -> None:
    """End an offer by `move`; its place and seat are free. Raises IllegalMove."""
    move_application(application, move, by=by, now=now, note=note)
    give_back_seat(application_id=application.pk)
