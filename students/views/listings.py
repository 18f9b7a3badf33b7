"""Lists of students as tables to keep."""

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.services.reading import note_readings
from core import clock
from core.listings import of_sheet
from students.filters import RecordFilter, StudentFilter
from students.models import Record, Student
from students.policies import students as policies
from students.policies.records import may_check
from students.services.records_sheet import RECORDS
from students.services.students_sheet import STUDENTS
from students.states import HELD


def _students(request: HttpRequest) -> QuerySet[Student]:
    mine = Student.objects.visible_to(request.actor).for_list().order_by("user__name", "pk")
    return StudentFilter(request.GET, mine, request=request).qs


def _records(request: HttpRequest) -> QuerySet[Record]:
    """What waits and what was verified, under the filters of the page of records."""
    mine = Record.objects.visible_to(request.actor).for_list().filter(state__in=HELD)
    return RecordFilter(
        request.GET, mine.order_by("student__roll_no", "kind__position", "on", "pk"), request=request
    ).qs


def _note_readings(request: HttpRequest) -> None:
    """Whoever takes records away has read every one of them."""
    note_readings((row.readable for row in _records(request)), by=request.actor, now=clock.now())


of_sheet(STUDENTS, may=policies.may_list, found=_students)
of_sheet(RECORDS, may=may_check, found=_records, first=_note_readings)
