"""Planned shifts: a roster by weekdays, and what makes up an absence."""

from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction

from core.errors import NotAllowed, Refusal
from placements.models import PlannedShift
from placements.rosters import departments, roster
from placements.services.absences import report_absence
from placements.services.shifts import agree_shift, drop_shift, make_up, plan_shifts
from placements.states_attendance import ShiftState
from tests.factories.attendance import AbsenceFactory, PlannedShiftFactory
from tests.factories.institutions import a_day
from tests.placements.ward import a_ward, names, told
from tests.races import race, refusals

pytestmark = pytest.mark.django_db

TODAY = a_day(0)
MONDAY = TODAY + timedelta(days=7 - TODAY.weekday())  # of next week
LATE = {"starts": time(14), "ends": time(22), "break_minutes": 30}


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def now(ward):
    return ward.at(TODAY, 12)


def plan(ward, now, by=None, **said):
    said = {"first_day": MONDAY, "last_day": MONDAY + timedelta(days=6), "weekdays": [0, 1, 2, 3, 4], **LATE} | said
    return plan_shifts(placement_id=ward.pk, by=by or ward.doctor, now=now, **said)


def standing(ward):
    """(day, from, to) of the shifts that are planned."""
    return [
        (shift.local_start.date(), f"{shift.local_start:%H:%M}", f"{shift.local_end:%H:%M}")
        for shift in PlannedShift.objects.standing().filter(placement=ward.placement).order_by("started_at")
    ]


def test_plan_shifts_makes_one_on_each_weekday_and_tells_once(ward, now):
    plan(ward, now)
    assert standing(ward) == [(MONDAY + timedelta(days=i), "14:00", "22:00") for i in range(5)]
    assert set(PlannedShift.objects.values_list("minutes", "state")) == {(450, ShiftState.AGREED)}
    assert told("shift.planned") == names(ward.student)


def test_plan_shifts_takes_the_place_of_what_was_planned_on_these_days(ward, now):
    plan(ward, now)
    plan(ward, now, by=ward.host, weekdays=[0], starts=time(20), ends=time(6))
    assert standing(ward)[:2] == [(MONDAY, "20:00", "06:00"), (MONDAY + timedelta(days=1), "14:00", "22:00")]
    dropped = PlannedShift.objects.get(state=ShiftState.DROPPED)
    assert [(row.move, row.by_id) for row in dropped.transitions.all()] == [("drop", ward.lead.user_id)]


def test_plan_shifts_leaves_those_that_make_up_an_absence(ward, now):
    absence = AbsenceFactory(placement=ward.placement)
    PlannedShiftFactory(placement=ward.placement, absence=absence, day=MONDAY)
    with pytest.raises(Refusal, match="meets a shift that is planned") as refused:
        plan(ward, now, starts=time(8), ends=time(16))
    assert refused.value.field == "starts"
    plan(ward, now, starts=time(16), ends=time(22))
    assert len(standing(ward)) == 6


@pytest.mark.parametrize(
    ("said", "match", "field"),
    [
        ({"last_day": a_day(61)}, "The placement runs from", "last_day"),
        ({"first_day": a_day(-1)}, "are over", "first_day"),
        ({"first_day": MONDAY, "last_day": MONDAY, "weekdays": [3]}, "None of these weekdays", "weekdays"),
        ({"starts": time(6), "ends": time(5)}, "at most 16 h", "ends"),
    ],
)
def test_plan_shifts_that_cannot_be_is_refused(ward, now, said, match, field):
    with pytest.raises(Refusal, match=match) as refused:
        plan(ward, now, **said)
    assert (refused.value.field, standing(ward)) == (field, [])


def test_plan_shifts_by_others_is_not_allowed(ward, now):
    for actor in (ward.intern, ward.office, a_ward().doctor, a_ward().host):
        with pytest.raises(NotAllowed):
            plan(ward, now, by=actor)


# What makes up an absence


def test_make_up_is_proposed_by_the_student_and_agreed_by_the_supervisor(ward, now):
    absence = AbsenceFactory(placement=ward.placement)
    shift = make_up(absence_id=absence.pk, by=ward.intern, now=now, day=MONDAY, **LATE)
    assert (shift.state, told("shift.proposed")) == (ShiftState.PROPOSED, names(ward.supervisor))
    for actor in (ward.intern, ward.host, ward.office):
        with pytest.raises(NotAllowed):
            agree_shift(shift_id=shift.pk, by=actor, now=now)
    agreed = agree_shift(shift_id=shift.pk, by=ward.doctor, now=now)
    assert (agreed.state, told("shift.agreed")) == (ShiftState.AGREED, names(ward.student))


def test_make_up_by_the_supervisor_is_agreed_at_once(ward, now):
    absence = AbsenceFactory(placement=ward.placement)
    shift = make_up(absence_id=absence.pk, by=ward.doctor, now=now, day=MONDAY, **LATE)
    assert (shift.state, told("shift.agreed")) == (ShiftState.AGREED, names(ward.student))


def test_make_up_of_a_day_gone_by_on_another_absence_or_taken_back_is_refused(ward, now):
    absence = AbsenceFactory(placement=ward.placement)
    AbsenceFactory(placement=ward.placement, first_day=MONDAY)

    def put(day):
        return make_up(absence_id=absence.pk, by=ward.intern, now=now, day=day, **LATE)

    for day, match in ((a_day(-3), "has begun already"), (MONDAY, "An absence is reported"), (a_day(61), "runs from")):
        with pytest.raises(Refusal, match=match):
            put(day)
    absence.state = "withdrawn"
    absence.save()
    with pytest.raises(Refusal, match="was taken back"):
        put(a_day(2))


def test_drop_shift_says_no_and_tells_the_other_side(ward, now):
    absence = AbsenceFactory(placement=ward.placement)
    shift = PlannedShiftFactory(placement=ward.placement, absence=absence, proposed=True)
    drop_shift(shift_id=shift.pk, by=ward.doctor, now=now, reason="The room is closed.")
    assert told("shift.dropped") == names(ward.student)
    own = PlannedShiftFactory(placement=ward.placement, absence=absence, proposed=True)
    drop_shift(shift_id=own.pk, by=ward.intern, now=now)
    assert told("shift.dropped") == names(ward.student, ward.supervisor)


def test_drop_shift_that_was_agreed_is_not_the_students(ward, now):
    shift = PlannedShiftFactory(placement=ward.placement)
    with pytest.raises(NotAllowed):
        drop_shift(shift_id=shift.pk, by=ward.intern, now=now)


@pytest.mark.parametrize(
    ("change", "promise"),
    [
        ({"minutes": 479}, "planned_minutes_are_those_of_the_shift"),
        ({"ended_at": "2026-01-01T00:00Z"}, "planned_shift_ends_after_start|planned_minutes"),
        ({"minutes": 0, "break_minutes": 480}, "planned_shift_has_credited_time"),
    ],
)
def test_shift_constraints(ward, change, promise):
    shift = PlannedShiftFactory(placement=ward.placement)
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        PlannedShift.objects.filter(pk=shift.pk).update(**change)


@pytest.mark.django_db(transaction=True)
def test_the_same_make_up_at_once_is_planned_once():
    ward = a_ward()
    absence = AbsenceFactory(placement=ward.placement)
    now = ward.at(TODAY, 12)
    results = race([lambda: make_up(absence_id=absence.pk, by=ward.intern, now=now, day=MONDAY, **LATE)] * 4)
    assert len(refusals(results, Refusal)) == 3
    with pytest.raises(IntegrityError, match="one_planned_shift_at_a_time"), transaction.atomic():
        PlannedShiftFactory(placement=ward.placement, day=MONDAY, started_at=ward.at(MONDAY, 20))


# The roster and the calendar


def on_the_roster(actor):
    return roster(actor, MONDAY, departments(actor, MONDAY))


def test_the_roster_shows_who_is_expected_and_who_is_away(ward, now):
    plan(ward, now, weekdays=[0, 1])
    report_absence(
        placement_id=ward.pk, by=ward.intern, now=now, first_day=MONDAY, last_day=MONDAY, kind="exam", hours_missed=None
    )
    [group] = on_the_roster(ward.doctor)
    [row] = group.rows
    assert [cell.is_away for cell in row.cells] == [True, *[False] * 6]
    assert [cell.shifts for cell in row.cells][:3] == [("14:00–22:00",), ("14:00–22:00",), ()]
    assert (group.expected, row.minutes) == ((0, 1, 0, 0, 0, 0, 0), 450)


def test_the_roster_of_others_is_empty(ward, now):
    plan(ward, now)
    other = a_ward()
    assert [row.placement for group in on_the_roster(other.host) for row in group.rows] == [other.placement]
    assert [row.placement for group in on_the_roster(ward.office) for row in group.rows] == [ward.placement]


@pytest.mark.parametrize("count", [1, 3])
def test_the_roster_takes_four_queries_for_one_as_for_three(django_assert_num_queries, count):
    ward = a_ward()
    for _ in range(count - 1):
        a_ward(application__slot__partner=ward.placement.partner)
    with django_assert_num_queries(4):
        assert sum(len(group.rows) for group in on_the_roster(ward.host)) == count
