"""Two clerks, one student: real threads on real PostgreSQL."""

import pytest

from core import clock
from core.errors import Refusal
from students.models import Student
from students.services.students import add_student
from tests.races import race
from tests.students.conftest import an_office

pytestmark = pytest.mark.django_db(transaction=True)


def test_add_student_by_eight_windows_at_once_adds_one():
    office = an_office()

    def add():
        return add_student(
            by=office.actor,
            now=clock.now(),
            intake=office.intake,
            roll_no="MIT-1",
            name="Areeba",
            email="a@students.example",
        )

    results = race([add] * 8)
    assert sorted(type(result).__name__ for result in results) == ["Refusal"] * 7 + ["Student"]
    assert Student.objects.count() == 1
    assert all(str(result) for result in results if isinstance(result, Refusal))
