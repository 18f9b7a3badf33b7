"""Timetables: the blocks of a placement as bars over its weeks, and who is with a partner's departments in one week."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db.models import Exists, OuterRef

from core.actor import Actor
from core.charts import Axis, Stretch, Tick, ticks
from institutions.models import Department
from placements.models import Block, Placement, Suspension
from placements.models.weeks import WEEK, last_of, monday_of
from placements.states import PlacementState

SHOWN = (PlacementState.PLANNED, PlacementState.CONFIRMED, PlacementState.ACTIVE, PlacementState.COMPLETED)
ONE_DAY = timedelta(days=1)
MOST = 200  # people on one sheet
LANE, GAP, HEAD = 30, 8, 22  # of the drawing, in pixels; widths are shares of the page's
HALF = 50.0
WEEKS_BEFORE, WEEKS_AFTER = 4, 7  # drawn around the week that is asked for


@dataclass(frozen=True, slots=True)
class Bar:
    """One block as it is drawn: its stretch, its top, and where it begins, from which its words go on, or end where it `is_late`."""

    label: str
    stretch: Stretch
    y: int
    edge: str
    is_late: bool
    is_on: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Bars, one a lane, under the dates; where today is (None outside the days), and which days are meant (None for all)."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    height: int
    today: str | None
    band: Stretch | None = None
    lane: int = LANE
    rtl: bool = False


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


def drawn(blocks: Sequence[Block], placement: Placement, today: date, *, rtl: bool = False) -> Drawing:
    """Pure: where each block lies between first and last day."""
    ended = placement.has_ended(today)
    stretches = [
        (str(block.department), block.starts_on, block.ends_on, block.is_on(today) and not ended) for block in blocks
    ]
    return _drawing(stretches, placement.starts_on, placement.ends_on, today, rtl=rtl)


def drawn_around(here: Sequence["Here"], monday: date, today: date, *, rtl: bool = False) -> Drawing:
    """Pure: who comes and who goes in the weeks around one, which is marked."""
    begins, ends = monday - WEEKS_BEFORE * WEEK, last_of(monday + WEEKS_AFTER * WEEK)
    stretches = [
        (row.placement.student.user.name, max(row.first, begins), min(row.last, ends), not row.is_suspended)
        for row in here
    ]
    return _drawing(stretches, begins, ends, today, marked=(monday, last_of(monday)), rtl=rtl)


def _drawing(
    stretches: Iterable[tuple[str, date, date, bool]],
    begins: date,
    ends: date,
    today: date,
    marked: tuple[date, date] | None = None,
    *,
    rtl: bool = False,
) -> Drawing:
    axis = Axis(begins, ends + ONE_DAY, rtl=rtl)
    bars = tuple(
        Bar(
            label=label,
            stretch=axis.stretch(first, last) or axis.stub(first),
            y=HEAD + lane * (LANE + GAP),
            edge=f"{axis.at(first):.2f}%",
            is_late=axis.at(first) < HALF if rtl else axis.at(first) > HALF,
            is_on=is_on,
        )
        for lane, (label, first, last, is_on) in enumerate(stretches)
    )
    return Drawing(
        bars=bars,
        ticks=ticks(axis),
        height=HEAD + len(bars) * (LANE + GAP),
        today=f"{axis.at(today):.2f}%" if begins <= today <= ends else None,
        band=axis.stretch(*marked) if marked else None,
        rtl=rtl,
    )


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


def by_department(here: Iterable[Here]) -> list[tuple[Department, list[Here]]]:
    """The same, department by department; expects them in order."""
    return [(department, list(rows)) for department, rows in groupby(here, key=lambda row: row.department)]


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
