"""A placement office's word to students without a place: by what they lack, once a day, whoever presses."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.errors import NotAllowed, Refusal
from notifications.models import Notification
from placements.models import Nudge
from placements.services.nudges import nudge_students
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import PlacementFactory
from tests.factories.students import StudentFactory
from tests.placements.stage import a_stage
from tests.races import race, refusals

pytestmark = pytest.mark.django_db


def nudge(stage, *students, by=None, word="", now=None):
    by = by or stage.coordinator
    return nudge_students(by=by.as_actor(), now=now or clock.now(), students=students, word=word)


def told():
    return dict(Notification.objects.filter(kind="nudge.place").values_list("reader", "subject"))


def test_each_reads_what_to_do_next_and_who_has_a_place_is_left_in_peace():
    stage = a_stage()
    nowhere, review = stage.student(), stage.application(submitted=True).student
    offered, over = stage.application(offered=True).student, stage.application(sent=True, state="rejected").student
    placed = PlacementFactory(application__student=stage.student()).student
    assert nudge(stage, nowhere, review, offered, over, placed, word="The ward fills up.") == 4
    assert told() == {
        nowhere.user_id: "Apply for your internship",
        review.user_id: "You have no offer yet",
        offered.user_id: "Answer your offer",
        over.user_id: "Apply once more",
    }
    body = Notification.objects.get(reader=nowhere.user).body
    assert body.startswith("The ward fills up.\n\nYou have not applied anywhere yet.")
    assert sorted(Nudge.objects.values_list("stage", "word")) == [
        (stage_, "The ward fills up.") for stage_ in ("nowhere", "offered", "over", "review")
    ]


def test_a_student_is_reminded_once_a_day():
    stage = a_stage()
    first, second = stage.student(), stage.student()
    morning = datetime(2026, 11, 26, 8, tzinfo=UTC)
    nudge(stage, first, now=morning)
    assert nudge(stage, first, second, now=morning + timedelta(hours=1)) == 1
    with pytest.raises(Refusal, match="reminded today"):
        nudge(stage, first, second, now=morning + timedelta(hours=10))
    # The next day has begun in Karachi.
    assert nudge(stage, first, second, now=morning + timedelta(hours=11, minutes=30)) == 2
    assert Notification.objects.filter(kind="nudge.place").count() == 4


def test_other_institutes_students_are_not_reached_and_nobody_else_may():
    stage = a_stage()
    with pytest.raises(Refusal):
        nudge(stage, StudentFactory())
    for trait in ({"viewer": True, "institute": stage.institute}, {"lead": True}):
        with pytest.raises(NotAllowed):
            nudge(stage, stage.student(), by=MembershipFactory(**trait))
    assert told() == {}


def test_the_database_keeps_one_nudge_a_day():
    stage = a_stage()
    student = stage.student()
    nudge(stage, student)
    with pytest.raises(IntegrityError, match="nudged_once_a_day"), transaction.atomic():
        Nudge.objects.create(
            student=student,
            on=Nudge.objects.get().on,
            at=clock.now(),
            by=stage.coordinator.user,
            membership=stage.coordinator,
        )


@pytest.mark.django_db(transaction=True)
def test_two_clerks_who_press_at_once_write_to_each_student_once():
    stage = a_stage()
    students = [stage.student() for _ in range(4)]
    colleague = MembershipFactory(coordinator=True, institute=stage.institute)
    results = race([partial(nudge, stage, *students), partial(nudge, stage, *students, by=colleague)] * 2)
    assert len(refusals(results, Refusal)) == 3
    assert (Nudge.objects.count(), len(told())) == (4, 4)
