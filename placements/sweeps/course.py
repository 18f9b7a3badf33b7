"""What the clock does in the course of a placement: hands it over when a block begins, asks at mid-point."""

from datetime import date, datetime, timedelta

from celery import shared_task
from django.db.models import Exists, F, OuterRef

from accounts.models import User
from core import clock
from core.actor import CLOCK
from notifications.reminders import Rule, declare
from placements.models import Block, MidCheck, Placement
from placements.notices import changes as notices
from placements.notices.placements import student, supervisor
from placements.policies import changes as policies
from placements.services.blocks import hand_over
from placements.states import PlacementState

ONE_DAY = timedelta(days=1)


@shared_task(name="placements.sweep_blocks")
def sweep_blocks() -> int:
    """Give students to the supervisor of the block that is on. Each in a transaction of its own; returns how many were looked at."""
    now = clock.now()
    # A day early by the server's clock: the service decides in the institute's zone.
    today = now.date() + ONE_DAY
    blocks = Block.objects.touching(today - 2 * ONE_DAY, today).filter(placement=OuterRef("pk"))
    others = blocks.filter(supervisor__isnull=False).exclude(supervisor=F("placement__supervisor"))
    nobodys = blocks.filter(supervisor__isnull=False, placement__supervisor=None)
    active = Placement.objects.filter(Exists(others) | Exists(nobodys), state=PlacementState.ACTIVE)
    pks = list(active.order_by("pk").values_list("pk", flat=True))
    for pk in pks:
        hand_over(placement_id=pk, by=CLOCK, now=now)
    return len(pks)


def _half_way(now: datetime) -> list[Placement]:
    """Under way, in the two weeks after the middle. Those that began too lately or long ago for it are not fetched."""
    today = clock.day_of(now)
    rows = Placement.objects.for_list().filter(state=PlacementState.ACTIVE, ends_on__gte=today)
    begun = rows.filter(starts_on__lte=today - policies.MIDDLE_FROM / 2)
    return [placement for placement in begun if policies.is_mid_point(placement, placement.today(now))]


def _middle(placement: Placement, _now: datetime) -> date:
    return policies.middle_of(placement)


def _who_has_not_said(placement: Placement) -> list[User]:
    said = set(MidCheck.objects.filter(placement=placement).values_list("by", flat=True))
    return [reader for reader in [*student(placement), *supervisor(placement)] if reader.pk not in said]


declare(
    Rule(
        name="placement.mid_point",
        about=_half_way,
        due=_middle,
        readers=_who_has_not_said,
        say=notices.anything_changed,
    )
)
