"""A roster for the weeks ahead, an absence that is made up, one that waits for a word, and a shift that went beyond the rules."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from config.demo.organisations import actor_of
from config.demo.term import WORKDAYS, actor_of_student
from core.actor import Role
from placements.models import Placement
from placements.services.absences import decide_absence, report_absence
from placements.services.hours import log_hours
from placements.services.shifts import agree_shift, make_up, plan_shifts

FRIDAY, SATURDAY = 4, 5
AHEAD = timedelta(weeks=3)
DAY_SHIFT = {"starts": time(9), "ends": time(17, 30), "break_minutes": 30}


def attendance(interns: Sequence[Placement], *, now: datetime) -> None:
    """Of a group under way that works from Monday to Thursday; the last of it is behind."""
    for placement in interns:
        _plan(placement, now=now - timedelta(hours=30))
    ill, away, *_behind = interns
    _made_up(ill, now=now)
    _waiting(away, now=now - timedelta(hours=3))
    _long_shift(away, now=now - timedelta(hours=2))


def _plan(placement: Placement, *, now: datetime) -> None:
    first = placement.today(now)
    plan_shifts(
        placement_id=placement.pk,
        by=placement.supervisor.as_actor(),
        now=now,
        first_day=first,
        last_day=min(first + AHEAD, placement.ends_on),
        weekdays=WORKDAYS,
        **DAY_SHIFT,
    )


def _made_up(placement: Placement, *, now: datetime) -> None:
    """Ill on the last Friday, which the office excused; one half is agreed, the other proposed."""
    student, friday = actor_of_student(placement.student), _last(FRIDAY, placement.today(now))
    absence = report_absence(
        placement_id=placement.pk,
        by=student,
        now=now - timedelta(hours=28),
        first_day=friday,
        last_day=friday,
        kind="illness",
        hours_missed=8,
    )
    office = actor_of(Role.COORDINATOR, placement.institute.slug)
    decide_absence(
        absence_id=absence.pk, by=office, now=now - timedelta(hours=26), excused=True, reason="Get well soon."
    )
    saturday = _next(SATURDAY, placement.today(now))
    half = {"absence_id": absence.pk, "by": student, "now": now - timedelta(hours=25), "break_minutes": 0}
    first = make_up(**half, day=saturday, starts=time(9), ends=time(13))
    agree_shift(shift_id=first.pk, by=placement.supervisor.as_actor(), now=now - timedelta(hours=20))
    make_up(**half, day=saturday + timedelta(days=7), starts=time(9), ends=time(13))


def _waiting(placement: Placement, *, now: datetime) -> None:
    """An exam on the next day of work: nobody has said yet whether it is excused."""
    day = min(_next(weekday, placement.today(now)) for weekday in WORKDAYS)
    report_absence(
        placement_id=placement.pk,
        by=actor_of_student(placement.student),
        now=now,
        first_day=day,
        last_day=day,
        away_from=time(9),
        away_until=time(13),
        kind="exam",
        note="Resit of radiation physics.",
    )


def _long_shift(placement: Placement, *, now: datetime) -> None:
    """Thirteen hours on the last Friday, with the reason."""
    log_hours(
        placement_id=placement.pk,
        by=actor_of_student(placement.student),
        now=now,
        send=True,
        day=_last(FRIDAY, placement.today(now)),
        starts=time(8),
        ends=time(21, 30),
        break_minutes=30,
        category="procedure",
        note="Evening list in the trauma room.",
        also={"teaching": 60},
        exception_reason="Two crash patients came at six; Dr Mirza asked me to stay.",
    )


def _last(weekday: int, today: date) -> date:
    """The latest such day before today."""
    return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)


def _next(weekday: int, today: date) -> date:
    """The first such day after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
