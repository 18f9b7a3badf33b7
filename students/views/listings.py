"""Lists of students as tables to keep."""

from django.db.models import QuerySet
from django.http import HttpRequest

from core.listings import of_sheet
from students.filters import StudentFilter
from students.models import Student
from students.policies import students as policies
from students.services.students_sheet import STUDENTS


def _students(request: HttpRequest) -> QuerySet[Student]:
    mine = Student.objects.visible_to(request.actor).for_list().order_by("user__name", "pk")
    return StudentFilter(request.GET, mine, request=request).qs


of_sheet(STUDENTS, may=policies.may_list, found=_students)
