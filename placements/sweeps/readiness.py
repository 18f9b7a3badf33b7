"""Reminders before a first day for which somebody is not clear: to the student three times, to the office once."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from accounts.models import User
from institutions.models import Membership
from notifications.reminders import Rule, declare
from placements.models import Placement
from placements.notices import readiness as notices
from placements.readiness import not_clear

STUDENT_AT = (42, 21, 7)  # days before the first day
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


STUDENT_NOT_CLEAR = Rule(
    name="readiness.own", about=_about, due=_due(STUDENT_AT), readers=_student, say=notices.to_student
)
OFFICE_TOLD = Rule(name="readiness.office", about=_about, due=_due(OFFICE_AT), readers=_office, say=notices.to_office)
declare(STUDENT_NOT_CLEAR, OFFICE_TOLD)
