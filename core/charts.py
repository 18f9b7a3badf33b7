"""Charts as plain data, ready for `components/chart_*.html` and `timetable.html`.

Places and lengths are percentages of the drawing's width, so that a chart fits a phone and a page needs no style attribute.
Nothing here reads a table or the clock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dateformat import format as format_date

from core.errors import Words

FULL = 100.0
MONTHS_IN_YEAR = 12
WEEK = 7
MOST_TICKS = 5
SEEN = (timedelta(days=366), timedelta(days=3 * 366))  # of a runway, before and after today
STUB = 1.5  # percent
LATE = 85.0  # percent


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its words, its number as shown, its length in percent of the longest."""

    label: Words
    text: str
    percent: float

    @property
    def width(self) -> str:
        """The length as an SVG attribute."""
        return f"{self.percent:.1f}%"


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars one under the other. `label_head` and `value_head` head the table beside them."""

    title: Words
    label_head: Words
    value_head: Words
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """One agreement on the runway: its days, and the first and last day on which anybody is booked; the first is its own by default."""

    label: Words
    start: date
    end: date
    booked_until: date | None = None
    booked_from: date | None = None
    note: Words = ""
    tone: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the axis, in percent from the drawing's left edge."""

    left: float
    length: float

    @property
    def x(self) -> str:
        """The left edge as an SVG attribute."""
        return f"{self.left:.2f}%"

    @property
    def width(self) -> str:
        """The length as an SVG attribute."""
        return f"{self.length:.2f}%"


@dataclass(frozen=True, slots=True)
class DrawnLane:
    """A lane with its stretches: the agreement, what is booked inside it, and what is booked past its end."""

    lane: Lane
    agreed: Stretch
    booked: Stretch | None
    beyond: Stretch | None


@dataclass(frozen=True, slots=True)
class Tick:
    """The first day of a month or week on the axis."""

    x: str
    text: str
    is_late: bool = False  # where the words would not fit after it


@dataclass(frozen=True, slots=True)
class Runway:
    """Agreements as bars on one time axis, with today among them."""

    title: Words
    ticks: tuple[Tick, ...]
    today_x: str
    lanes: tuple[DrawnLane, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """Days from `first` to `last`, drawn from the left, or from the right when `rtl`."""

    first: date
    last: date
    rtl: bool = False

    def at(self, day: date) -> float:
        """Where `day` begins, in percent from the left; days outside are drawn at the edge."""
        share = (day - self.first) / (self.last - self.first)
        percent = FULL * min(max(share, 0.0), 1.0)
        return FULL - percent if self.rtl else percent

    def tick(self, day: date, text: str) -> Tick:
        """A mark at `day`, in whichever direction time runs."""
        x = self.at(day)
        return Tick(x=f"{x:.2f}%", text=text, is_late=(FULL - x if self.rtl else x) > LATE)

    def stretch(self, first: date, last: date) -> Stretch | None:
        """From the morning of `first` to the evening of `last`; None when nothing of it can be seen."""
        edges = sorted((self.at(first), self.at(last + timedelta(days=1))))
        return Stretch(edges[0], edges[1] - edges[0]) if edges[1] > edges[0] else None

    def stub(self, day: date) -> Stretch:
        """A mark at the edge beyond which `day` lies."""
        return Stretch(min(self.at(day), FULL - STUB), STUB)


def bar_chart(
    items: Iterable[tuple[Words, int]], *, title: Words, label_head: Words, value_head: Words, of: int | None = None
) -> BarChart:
    """Bars for (label, number), measured against `of`, or else against the largest number."""
    rows = list(items)
    longest = max([of or 0, *(number for _, number in rows)])
    bars = tuple(Bar(label, f"{number}", FULL * number / longest if longest else 0.0) for label, number in rows)
    return BarChart(title=title, label_head=label_head, value_head=value_head, bars=bars)


def runway(lanes: Sequence[Lane], *, today: date, title: Words, rtl: bool = False) -> Runway:
    """Agreements against time, from the month of the earliest lane or today to the month after the latest, within `SEEN` of today: one
    old draft or a slip of the finger squeezes nobody else's months. What lies further out is drawn at the edge.

    A booking past an agreement's end is drawn apart: it is what a coordinator looks for.
    """
    days = [today, *(lane.start for lane in lanes), *(lane.end for lane in lanes)]
    days += [lane.booked_until for lane in lanes if lane.booked_until]
    first, last = max(min(days), today - SEEN[0]), min(max(days), today + SEEN[1])
    axis = Axis(first=first.replace(day=1), last=_next_month(last), rtl=rtl)
    return Runway(
        title=title,
        ticks=tuple(_months(axis)),
        today_x=f"{axis.at(today):.2f}%",
        lanes=tuple(drawn for lane in lanes if (drawn := _draw(lane, axis))),
    )


def _draw(lane: Lane, axis: Axis) -> DrawnLane | None:
    if lane.end < lane.start:
        return None
    agreed = axis.stretch(lane.start, lane.end) or axis.stub(lane.end)
    booked = beyond = None
    if lane.booked_until:
        booked = axis.stretch(lane.booked_from or lane.start, min(lane.booked_until, lane.end))
        if lane.booked_until > lane.end:
            beyond = axis.stretch(lane.end + timedelta(days=1), lane.booked_until)
    return DrawnLane(lane=lane, agreed=agreed, booked=booked, beyond=beyond)


def ticks(axis: Axis) -> tuple[Tick, ...]:
    """At most `MOST_TICKS` months that begin on the axis, evenly apart; Mondays, where fewer than two do."""
    months = tuple(_months(axis))
    return months if len(months) > 1 else tuple(_mondays(axis))


def _mondays(axis: Axis) -> Iterable[Tick]:
    first = axis.first + timedelta(days=-axis.first.weekday() % WEEK)
    mondays = [first + timedelta(days=days) for days in range(0, max((axis.last - first).days, 0), WEEK)]
    for shown in mondays[:: -(-len(mondays) // MOST_TICKS) or 1]:
        yield axis.tick(shown, format_date(shown, "j M"))


def _months(axis: Axis) -> Iterable[Tick]:
    """The first of each year carries it."""
    months = []
    month = axis.first if axis.first.day == 1 else _next_month(axis.first)
    while month < axis.last:
        months.append(month)
        month = _next_month(month)
    step = -(-len(months) // MOST_TICKS) or 1
    year = 0
    for shown in months[::step]:
        yield axis.tick(shown, format_date(shown, "M" if shown.year == year else "M Y"))
        year = shown.year


def _next_month(day: date) -> date:
    """The first day of the month after `day`."""
    if day.month == MONTHS_IN_YEAR:
        return date(day.year + 1, 1, 1)
    return date(day.year, day.month + 1, 1)


@dataclass(frozen=True, slots=True)
class PaceChart:
    """Lines in a box of 100 by 40: an even pace, what was done, and where it leads (empty where nobody knows). Points as SVG has them."""

    even: str
    done: str
    leads: str


PACE_HEIGHT = 40.0


def pace_chart(
    done: Sequence[tuple[float, int]], *, steps: float, wanted: int, leads_to: int | None = None, rtl: bool = False
) -> PaceChart:
    """What was done after so many steps, the last being now, against `wanted` after all `steps`."""
    top = max([wanted, leads_to or 0, 1, *(value for _step, value in done)])

    def points(*pairs: tuple[float, int]) -> str:
        return " ".join(
            f"{FULL - x if rtl else x:.1f},{PACE_HEIGHT * (1 - value / top):.1f}"
            for x, value in ((FULL * step / max(steps, 1), value) for step, value in pairs)
        )

    leads = "" if leads_to is None or done[-1][0] >= steps else points(done[-1], (steps, leads_to))
    return PaceChart(even=points((0, 0), (steps, wanted)), done=points(*done), leads=leads)


@dataclass(frozen=True, slots=True)
class Level:
    """A step of the scale: its line, its words and how far down they stand."""

    line: str
    text: str
    y: str


@dataclass(frozen=True, slots=True)
class GrowthChart:
    """Steps in a box of 100 by 40, from a first to a last day; flat lines at what is aimed for (if anything is) and at each level."""

    steps: str
    aim: str
    levels: tuple[Level, ...]
    first: date
    last: date
    edge: str


def growth_chart(
    said: Sequence[tuple[date, int]],
    *,
    first: date,
    last: date,
    names: Sequence[Words],
    aim: int | None = None,
    rtl: bool = False,
) -> GrowthChart:
    """Levels of an ordinal scale with these steps, each holding from its day until the next one is said. Nothing is averaged between."""
    top = len(names)
    axis = Axis(first=first, last=last + timedelta(days=1), rtl=rtl)

    def point(day: date, level: int) -> str:
        return f"{axis.at(day):.1f},{PACE_HEIGHT * (1 - level / top):.1f}"

    until = [day for day, _level in said[1:]] + [axis.last]
    corners = [corner for (day, level), end in zip(said, until, strict=True) for corner in ((day, level), (end, level))]
    flat = {level: " ".join(point(day, level) for day in (axis.first, axis.last)) for level in range(1, top + 1)}
    return GrowthChart(
        steps=" ".join(point(*corner) for corner in corners),
        aim="" if aim is None else flat[aim],
        levels=tuple(
            Level(line=flat[level], text=f"{level} {name}", y=f"{FULL * (1 - level / top):.1f}%")
            for level, name in enumerate(names, start=1)
        ),
        first=first,
        last=last,
        edge="100%" if rtl else "0",
    )
