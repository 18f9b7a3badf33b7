"""Days on which a placement rests, and how they end before their time. How they begin stands in `changes_done`."""

from datetime import date, datetime, timedelta

from django.db import transaction

from core.actor import Actor
from core.verdict import require
from notifications.services.posting import say
from placements.models import Placement, Suspension
from placements.notices import changes as notices
from placements.policies import changes as policies
from placements.services.placements_moves import lock_placement

ONE_DAY = timedelta(days=1)


@transaction.atomic
def resume_placement(*, placement_id: int, by: Actor, now: datetime) -> Placement:
    """A placement that rests goes on today; a suspension ahead falls away. Locks the placement. Raises NotAllowed, Refusal."""
    placement = lock_placement(placement_id)
    today = placement.today(now)
    suspension = suspension_of(placement, today)
    require(policies.may_resume(by, placement, suspension, today))
    last = suspension.last_day = min(suspension.last_day, today - ONE_DAY)
    say(lambda thing, _row: notices.resumed(thing, by), suspension, key=f"{suspension.pk}:{now.isoformat()}", now=now)
    _until(suspension, last)
    return placement


def suspension_of(placement: Placement, today: date) -> Suspension | None:
    """The one that is on, or the next ahead. One query."""
    rows = Suspension.objects.filter(placement=placement, last_day__gte=today).order_by("first_day")
    return rows.select_related("change__placement__student__user", "change__placement__partner").first()


def rest_until(placement: Placement, last_day: date) -> None:
    """What is over rests no more: no suspension goes beyond the last day. The caller holds the placement's lock."""
    for suspension in Suspension.objects.filter(placement=placement, last_day__gt=last_day):
        _until(suspension, last_day)


def _until(suspension: Suspension, last_day: date) -> None:
    suspension.last_day = last_day
    if last_day < suspension.first_day:
        suspension.delete()
    else:
        suspension.save(update_fields=["last_day"])
