"""A placement's course beside it: blocks, what waits to change, when it rests, what was said at mid-point."""

from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db.models import OuterRef, QuerySet

from core.beside import beside
from core.settled import Settled, settled
from placements.models.blocks import Block
from placements.models.changes import MidCheck, PlacementChange, Suspension
from placements.models.placements import Placement


def with_rests(placements: QuerySet[Any]) -> QuerySet[Any]:
    """Each with `its_suspensions`, the days on which it rests. No query of its own."""
    return placements.annotate(**_rests())


def rests_of(placement: Any) -> frozenset[date]:
    """Every day on which a placement `with_rests` rests."""
    return frozenset(
        row.first_day + timedelta(days=n)
        for row in placement.its_suspensions or ()
        for n in range((row.last_day - row.first_day).days + 1)
    )


@cache
def _rests() -> dict[str, Settled]:
    rows = Suspension.objects.filter(placement=OuterRef("pk")).order_by("first_day")
    return settled(Placement, its_suspensions=beside(rows, "first_day", "last_day"))


def with_course(placements: QuerySet[Any]) -> QuerySet[Any]:
    """Each with `its_blocks` in order, `changes_waiting`, `its_suspensions` and `checked_by`. No query of its own."""
    return with_rests(placements).annotate(**_course())


@cache
def _course() -> dict[str, Settled]:
    here = OuterRef("pk")
    return settled(
        Placement,
        its_blocks=beside(
            Block.objects.filter(placement=here).order_by("starts_on"),
            "starts_on",
            "ends_on",
            department_name="department__name",
            supervisor_name="supervisor__user__name",
        ),
        changes_waiting=beside(PlacementChange.objects.waiting().filter(placement=here), "kind", "state"),
        checked_by=beside(MidCheck.objects.filter(placement=here), "by"),
    )
