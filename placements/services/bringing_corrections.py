"""What was brought over, put right: supervisor, days, hours asked for. And who is told that something was brought over."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from core.actor import Actor
from core.verdict import require
from institutions.models import Membership
from notifications.services.posting import in_readers_words, notify, post
from placements.models import Placement
from placements.notices import bringing as notices
from placements.notices.placements import supervisor_named
from placements.policies import bringing as policies
from placements.services.bringing_room import about
from placements.services.placements_days import redate
from placements.services.placements_moves import lock_with_place
from placements.services.supervising import require_may_supervise


@transaction.atomic
def correct_brought_placement(
    *,
    placement_id: int,
    by: Actor,
    now: datetime,
    supervisor: Membership | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    required_hours: int | None = None,
    agreed_with: str | None = None,
) -> Placement:
    """Change what the earlier records say otherwise; None leaves it. Whoever is newly named is told, and of other days everybody.

    Locks partner, agreements, slot, application, placement. Raises NotAllowed, Refusal with the field it is about.
    """
    placement = lock_with_place(placement_id)
    require(policies.may_correct(by, placement))
    if required_hours is not None:
        placement.required_minutes = required_hours * 60
    if agreed_with is not None:
        placement.agreed_with = agreed_with
    placement.save(update_fields=["required_minutes", "agreed_with"])
    if supervisor is not None and supervisor.pk != placement.supervisor_id:
        _name(placement, supervisor, now=now)
    first, last = starts_on or placement.starts_on, ends_on or placement.ends_on
    if (first, last) != (placement.starts_on, placement.ends_on):
        _redate(placement, first, last, by=by, now=now)
    return placement


def _name(placement: Placement, supervisor: Membership, *, now: datetime) -> None:
    require_may_supervise(placement, supervisor)
    placement.supervisor = supervisor
    placement.save(update_fields=["supervisor"])
    notify(supervisor_named, placement, now, now=now)


def _redate(placement: Placement, first: date, last: date, *, by: Actor, now: datetime) -> None:
    """Other days, with a seat and an agreement on them. The student's hours stay where they are."""
    today = placement.today(now)
    with about("ends_on" if first == placement.starts_on else "starts_on"):
        require(policies.may_redate(by, placement, starts_on=first, ends_on=last, today=today))
        redate(placement, first, last, by=by, now=now)


def tell_brought_over(placements: Sequence[Placement], *, by: Actor, now: datetime) -> None:
    """One message to each lead and supervisor, however many were brought over. Each student has had one of their own."""
    for notice in in_readers_words(notices.brought_to_partners, placements):
        if notice.reader.pk != by.user_id:
            key = f"{notice.dedupe_key}:{now.isoformat()}"
            post(reader=notice.reader, message=notice.message, dedupe_key=key, now=now)
