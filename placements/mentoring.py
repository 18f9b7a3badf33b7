"""What other pages say of mentors, and what is counted: meetings that were kept, month by month. How often two met grades nobody."""

from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.formats import date_format

from core.actor import Actor
from institutions.models import Membership
from placements.models import Mentorship, MentorshipMeeting
from placements.states_mentoring import HELD
from students.models import Student

MONTHS = 6


def mentors_for(student: Student) -> QuerySet[Membership]:
    """Whom the office may choose from."""
    return Membership.objects.mentors_for(student.institute_id, student.programme_id)


def mentors_of(row: Any) -> list[dict[str, Any]]:
    """Of a row `with_mentors`: each mentorship with `name` and `next_on`."""
    return [
        {
            "mentorship": mentorship,
            "name": mentorship.mentor_name,
            "next_on": date.fromisoformat(mentorship.next_day) if mentorship.next_day else None,
        }
        for mentorship in getattr(row, "mentors", None) or ()
    ]


def kept_by_month(actor: Actor, today: date) -> list[tuple[str, int]]:
    """(month, meetings kept) of the last six months, the oldest first; months without any say 0. One query."""
    first = _month(today, MONTHS - 1)
    kept = MentorshipMeeting.objects.visible_to(actor).filter(state__in=HELD, day__gte=first)
    rows = kept.annotate(month=TruncMonth("day")).order_by().values("month").annotate(n=Count("pk"))
    found = {row["month"]: row["n"] for row in rows}
    months = [_month(today, back) for back in range(MONTHS - 1, -1, -1)]
    return [(date_format(month, "F"), found.get(month, 0)) for month in months]


def without_mentor(actor: Actor, today: date) -> QuerySet[Any]:
    """The actor’s students whose programme has mentors, and who have none now."""
    running = Mentorship.objects.running(today)
    mine = Student.objects.visible_to(actor).for_list().filter(programme__mentors=True)
    return mine.exclude(pk__in=running.values("student")).order_by("user__name", "pk")


def _month(today: date, back: int) -> date:
    """The first day of the month `back` months ago."""
    number = today.year * 12 + today.month - 1 - back
    return date(number // 12, number % 12 + 1, 1)
