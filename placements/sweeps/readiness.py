"""Reminders before a first day for which somebody is not clear: to the student three times and before the day that a requirement names, to
the office once.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Max, QuerySet

from accounts.models import User
from core import clock
from institutions.models import Membership, Requirement
from notifications.reminders import Rule, declare
from placements.models import Placement
from placements.notices import readiness as notices
from placements.notices.readiness import Wanted
from placements.readiness import board_of_placements, not_clear, starting_soon
from students.readiness import Mark

STUDENT_AT = (42, 21, 7)  # days before the first day
BEFORE = timedelta(days=7)  # the day by which something should be there
WANTED = frozenset({Mark.MISSING, Mark.EXPIRES})
OFFICE_AT = (42,)


def _about(now: datetime) -> QuerySet[Placement]:
    """Placements that begin within six weeks and are not clear today."""
    return Placement.objects.for_list().filter(
        pk__in=[placement.pk for placement in not_clear(Placement.objects.all(), now)]
    )


def _due(steps: Sequence[int]) -> Callable[[Placement, datetime], date]:
    """The day of the latest reminder that is due."""

    def due(placement: Placement, now: datetime) -> date:
        left = (placement.starts_on - placement.today(now)).days
        return placement.starts_on - timedelta(days=min((step for step in steps if step >= left), default=steps[0]))

    return due


def _student(placement: Placement) -> list[User]:
    return [placement.student.user]


def _office(placement: Placement) -> list[User]:
    """The coordinators who keep this student."""
    office = Membership.objects.coordinators_of(placement.institute_id)
    return [m.user for m in office if m.programme_id in {None, placement.student.programme_id}]


def _wanted_by(now: datetime) -> list[Wanted]:
    """Placements ahead of which something that is open should be there within a week, each with the soonest of its days."""
    today = clock.day_of(now)
    longest = Requirement.objects.aggregate(days=Max("due_days"))["days"] or 0
    soon = starting_soon(Placement.objects.for_list(), today, BEFORE + timedelta(days=longest))
    board = board_of_placements(soon.filter(starts_on__gte=today))
    due_days = {requirement.pk: timedelta(days=requirement.due_days) for requirement in board.requirements}
    found = []
    for row in board.rows:
        days = [row.stay.first_day - due_days[pk] for pk, cell in row.cells.items() if cell.mark in WANTED]
        ahead = [day for day in days if today <= day <= today + BEFORE]
        if ahead:
            found.append(Wanted(row.stay.key, min(ahead)))
    return found


STUDENT_NOT_CLEAR = Rule(
    name="readiness.own", about=_about, due=_due(STUDENT_AT), readers=_student, say=notices.to_student
)
WANTED_BY = Rule(
    name="readiness.due",
    about=_wanted_by,
    due=lambda wanted, _now: wanted.by,
    readers=lambda wanted: _student(wanted.placement),
    say=notices.wanted_by,
)
OFFICE_TOLD = Rule(name="readiness.office", about=_about, due=_due(OFFICE_AT), readers=_office, say=notices.to_office)
declare(STUDENT_NOT_CLEAR, WANTED_BY, OFFICE_TOLD)
