"""Where a student’s hours lead: pure sums over days, no table and no clock. `pacing` reads the rows for it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from django.utils.translation import gettext as _

from core.words import day, hours

WEEK_DAYS = 7
ONE_DAY = timedelta(days=1)
MINUTES = 60
NEARLY = 30  # minutes; what is less is not worth a word


@dataclass(frozen=True, slots=True)
class Worked:
    """A day’s minutes, entered by the student, and how many of them are approved."""

    on: date
    minutes: int
    approved: int


@dataclass(frozen=True, slots=True)
class PaceWeek:
    """Seven days of a placement, counted from its first: what was entered in them, all in all, and what an even pace is in full hours."""

    number: int
    first: date
    minutes: int
    approved: int
    total: int
    even: int
    is_ahead: bool


@dataclass(frozen=True, slots=True)
class Pace:
    """What was asked for and what was entered, over the days of a placement. `ahead` is what agreed make-up shifts will bring.

    The days of `rests` are none on which anybody works: they weigh in no pace.
    """

    required: int
    first: date
    last: date
    today: date
    worked: tuple[Worked, ...]
    ahead: int = 0
    rests: frozenset[date] = frozenset()

    @property
    def entered(self) -> int:
        """All minutes so far."""
        return sum(row.minutes for row in self.worked)

    @property
    def full_weeks(self) -> int:
        """How many weeks of seven days lie behind, today not counted."""
        return max(min(self.today, self.last + ONE_DAY) - self.first, timedelta(0)).days // WEEK_DAYS

    @property
    def rate(self) -> float | None:
        """Minutes a week over the full weeks; None before there is one. A week that has begun says little of itself."""
        end = self.first + timedelta(days=self.full_weeks * WEEK_DAYS)
        if not (days := self._count(self.first, end - ONE_DAY)):
            return None
        return sum(row.minutes for row in self.worked if row.on < end) * WEEK_DAYS / days

    @property
    def projected(self) -> int | None:
        """Minutes on the last day, if it goes on like this."""
        if self.rate is None:
            return None
        days = self._count(self.first, self.last)
        return max(round(self.rate * days / WEEK_DAYS), self.entered) + self.ahead

    @property
    def short(self) -> int:
        """Minutes that will be missing on the last day; 0 where none or where it is too early to say."""
        missing = 0 if self.projected is None else self.required - self.projected
        return missing if missing >= NEARLY else 0

    @property
    def tone(self) -> str:
        """The colour of the sentence."""
        return "act" if self.short else "good" if self.entered >= self.required or self.projected is not None else ""

    @property
    def sentence(self) -> str:
        """The forecast in words."""
        if self.entered >= self.required:
            return _("All %(hours)s are entered.") % {"hours": hours(self.required)}
        if self.projected is None:
            return _("Where this pace leads shows after the first week.")
        if self.short:
            short = round(self.short / MINUTES) * MINUTES or self.short
            return _("At this pace %(hours)s short on %(day)s.") % {"hours": hours(short), "day": day(self.last)}
        return _("At this pace the %(hours)s are full by %(day)s.") % {
            "hours": hours(self.required),
            "day": day(self._full_on()),
        }

    @property
    def instead(self) -> str:
        """How many hours a week would fill them; empty where nothing is short or no week is left."""
        left = self._count(self.today, self.last)
        if not self.short or left < WEEK_DAYS:
            return ""
        needed = round((self.required - self.entered - self.ahead) * WEEK_DAYS / left)
        return _("%(needed)s a week from now on would fill them; so far it was %(rate)s a week.") % {
            "needed": hours(-(-needed // MINUTES) * MINUTES),
            "rate": hours(round((self.rate or 0) / MINUTES) * MINUTES),
        }

    def weeks(self) -> list[PaceWeek]:
        """Week after week from the first day to the last, for the table and the chart."""
        days = self._count(self.first, self.last)
        rows, total = [], 0
        for number in range(-(-((self.last - self.first).days + 1) // WEEK_DAYS)):
            first = self.first + timedelta(days=number * WEEK_DAYS)
            end = first + timedelta(days=WEEK_DAYS)
            within = [row for row in self.worked if first <= row.on < end]
            minutes = sum(row.minutes for row in within)
            total += minutes
            gone = self._count(self.first, min(end - ONE_DAY, self.last))
            rows.append(
                PaceWeek(
                    number=number + 1,
                    first=first,
                    minutes=minutes,
                    approved=sum(row.approved for row in within),
                    total=total,
                    even=round(self.required * gone / max(days, 1) / MINUTES) * MINUTES,
                    is_ahead=first > self.today,
                )
            )
        return rows

    def _full_on(self) -> date:
        """The day on which the hours are full, not before today and not after the last."""
        left = self.required - self.entered - self.ahead
        days = max(left, 0) * WEEK_DAYS / self.rate if self.rate else 0
        return next(islice(self._days(self.today, self.last), round(days), None), self.last)

    def _days(self, first: date, last: date) -> Iterator[date]:
        """From the first to the last, without those on which the placement rests."""
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return (day for day in days if day not in self.rests)

    def _count(self, first: date, last: date) -> int:
        """How many these are."""
        return max((last - first).days + 1, 0) - sum(first <= day <= last for day in self.rests)


def pace_of(
    *,
    required: int,
    first: date,
    last: date,
    today: date,
    worked: Iterable[Worked],
    ahead: int = 0,
    rests: frozenset[date] = frozenset(),
) -> Pace | None:
    """The pace; None where nothing is required or the first day has not come."""
    if not required or today < first:
        return None
    return Pace(required=required, first=first, last=last, today=today, worked=tuple(worked), ahead=ahead, rests=rests)
