"""Timetables: the blocks of a placement as bars over its weeks, and who is with a partner's departments in one week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from core.actor import Actor
from institutions.models import Department
from placements.models import Block, Placement, Suspension
from placements.models.weeks import WEEK, last_of, monday_of
from placements.states import PlacementState

SHOWN = (PlacementState.PLANNED, PlacementState.CONFIRMED, PlacementState.ACTIVE, PlacementState.COMPLETED)
MOST = 200  # people on one sheet
LANE, GAP, HEAD = 30, 8, 22  # of the drawing, in its own units
WIDTH = 600


@dataclass(frozen=True, slots=True)
class Bar:
    """One block as it is drawn: left edge, top and width in the drawing's units."""

    label: str
    x: float
    y: int
    width: float
    is_on: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Bars, one a lane, and where today is; None outside the days."""

    bars: tuple[Bar, ...]
    height: int
    today: float | None
    width: int = WIDTH
    lane: int = LANE


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody who is in a department in a week: the days there, and the week of how many."""

    placement: Placement
    department: Department
    supervisor: str
    first: date
    last: date
    week: int
    weeks: int
    is_suspended: bool


def drawn(blocks: Sequence[Block], placement: Placement, today: date) -> Drawing:
    """Pure: where each block lies between first and last day."""
    days = (placement.ends_on - placement.starts_on).days + 1

    def at(day: date) -> float:
        return round((day - placement.starts_on).days / days * WIDTH, 1)

    bars = tuple(
        Bar(
            label=str(block.department),
            x=at(block.starts_on),
            y=HEAD + lane * (LANE + GAP),
            width=round(((block.ends_on - block.starts_on).days + 1) / days * WIDTH, 1),
            is_on=block.is_on(today),
        )
        for lane, block in enumerate(blocks)
    )
    now = at(today) if placement.starts_on <= today <= placement.ends_on else None
    return Drawing(bars=bars, height=HEAD + len(bars) * (LANE + GAP), today=now)


def who_is_here(actor: Actor, monday: date, department: int | None = None) -> list[Here]:
    """Everybody whom the actor sees in that week, by department and name; who has blocks stands where the block is. Two queries."""
    sunday = last_of(monday)
    rests = Exists(Suspension.objects.touching(monday, sunday).filter(placement=OuterRef("pk")))
    seen = Placement.objects.visible_to(actor).filter(state__in=SHOWN, starts_on__lte=sunday, ends_on__gte=monday)
    whole = seen.for_list().annotate(rests=rests).select_related("department__site")
    has_blocks = Exists(Block.objects.filter(placement=OuterRef("pk")))
    plain = whole.exclude(has_blocks)
    blocks = (
        Block.objects.for_list().touching(monday, sunday).filter(placement__in=seen).select_related("department__site")
    )
    rests_there = Exists(Suspension.objects.touching(monday, sunday).filter(placement=OuterRef("placement")))
    blocks = blocks.select_related(
        "department__site", "supervisor__user", "placement__student__user", "placement__slot", "placement__partner",
        "placement__institute", "placement__supervisor__user",
    ).annotate(rests=rests_there)  # fmt: skip
    if department is not None:
        plain, blocks = plain.filter(department=department), blocks.filter(department=department)
    found = [_here(row, row, monday) for row in plain[:MOST]] + [_here(b, b.placement, monday) for b in blocks[:MOST]]
    return sorted(found, key=lambda h: (h.department.name, h.department.pk, str(h.placement.student.user)))


def _here(stretch: Placement | Block, placement: Placement, monday: date) -> Here:
    supervisor = stretch.supervisor or placement.supervisor
    begins = monday_of(stretch.starts_on)
    return Here(
        placement=placement,
        department=stretch.department,
        supervisor=supervisor.user.name if supervisor else "",
        first=stretch.starts_on,
        last=stretch.ends_on,
        week=(monday - begins) // WEEK + 1,
        weeks=(monday_of(stretch.ends_on) - begins) // WEEK + 1,
        is_suspended=stretch.rests,  # type: ignore[union-attr]
    )
