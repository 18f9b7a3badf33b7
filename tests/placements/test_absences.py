"""Absences: reported, decided, taken back; nobody is absent and at work on one day."""

from datetime import time, timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from core.errors import NotAllowed, Refusal
from placements.models import Absence, HoursEntry
from placements.services.absences import decide_absence, report_absence, withdraw_absence
from placements.services.shifts import make_up
from placements.states_attendance import AbsenceState
from tests.factories.attendance import AbsenceFactory, PlannedShiftFactory
from tests.factories.institutions import a_day
from tests.factories.placements import HoursEntryFactory
from tests.placements.ward import a_ward, names, told
from tests.races import race, refusals

pytestmark = pytest.mark.django_db

TODAY = a_day(0)
YESTERDAY = a_day(-1)
ILL = {"first_day": YESTERDAY, "last_day": YESTERDAY, "kind": "illness", "hours_missed": 8}


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def now(ward):
    return ward.at(TODAY, 12)


def refused(call, *, match, field=None):
    """The call is refused in these words, beside this field, and nothing is written."""
    before = list(Absence.objects.order_by("pk").values())
    with pytest.raises(Refusal, match=match) as error:
        call()
    assert error.value.field == field
    assert list(Absence.objects.order_by("pk").values()) == before


def report(ward, now, by=None, **said):
    return report_absence(placement_id=ward.pk, by=by or ward.intern, now=now, **{**ILL, **said})


def test_report_absence_tells_the_supervisor_and_the_office(ward, now):
    absence = report(ward, now, note="Fever since the night.")
    assert (absence.state, absence.minutes, absence.reported_by) == (AbsenceState.REPORTED, 480, ward.student.user)
    assert told("absence.reported") == names(ward.supervisor, ward.coordinator)


def test_report_absence_by_the_supervisor_tells_the_student(ward, now):
    report(ward, now, by=ward.doctor, kind="unknown")
    assert told("absence.reported") == names(ward.student, ward.coordinator)


def test_report_absence_by_others_is_not_allowed(ward, now):
    for actor in (ward.host, ward.office, a_ward().intern, a_ward().doctor):
        with pytest.raises(NotAllowed):
            report(ward, now, by=actor)
    assert not Absence.objects.exists()


def test_what_was_planned_is_what_was_missed(ward, now):
    for day in (-2, -1):
        PlannedShiftFactory(placement=ward.placement, day=a_day(day), minutes=450)
    PlannedShiftFactory(placement=ward.placement, day=YESTERDAY - timedelta(days=2))
    assert report(ward, now, first_day=a_day(-2), hours_missed=None).minutes == 900


def test_without_a_plan_the_hours_are_said(ward, now):
    refused(lambda: report(ward, now, hours_missed=None), match="say how many hours", field="hours_missed")


@pytest.mark.parametrize(
    ("days", "match", "field"),
    [
        ({"first_day": a_day(-1), "last_day": a_day(-2)}, "must not come before", "last_day"),
        ({"first_day": a_day(-31)}, "Absences lie between", "first_day"),
        ({"last_day": a_day(61)}, "Absences lie between", "first_day"),
    ],
)
def test_report_absence_of_days_that_are_none_is_refused(ward, now, days, match, field):
    refused(lambda: report(ward, now, **days), match=match, field=field)


def test_report_absence_with_patient_data_is_refused(ward, now):
    refused(lambda: report(ward, now, note="Covered for MRN 884213"), match="a record number", field="note")


def test_report_absence_twice_for_one_day_is_refused(ward, now):
    report(ward, now)
    refused(lambda: report(ward, now, first_day=a_day(-3)), match="Another absence is reported", field="first_day")
    with pytest.raises(IntegrityError, match="one_absence_a_day"), transaction.atomic():
        AbsenceFactory(placement=ward.placement)


def test_nobody_reports_an_absence_over_hours_that_are_entered(ward, now):
    ward.log(YESTERDAY, now)
    refused(lambda: report(ward, now), match="Hours are entered for", field="first_day")
    with pytest.raises(InternalError, match="nobody_works_while_absent"), transaction.atomic():
        AbsenceFactory(placement=ward.placement)


def test_nobody_enters_hours_on_a_day_of_absence(ward, now):
    absence = report(ward, now)
    with pytest.raises(Refusal, match="An absence was reported for"):
        ward.log(YESTERDAY, now)
    with pytest.raises(InternalError, match="nobody_works_while_absent"), transaction.atomic():
        HoursEntryFactory(placement=ward.placement, started_at=ward.at(YESTERDAY, 8))
    withdraw_absence(absence_id=absence.pk, by=ward.intern, now=now)
    assert ward.log(YESTERDAY, now).minutes == 480


def test_a_night_that_ends_on_a_day_of_absence_is_no_work_on_it(ward, now):
    report(ward, now)
    assert ward.log(a_day(-2), now, ward.at(TODAY, 20).time(), ward.at(TODAY, 6).time()).minutes == 600


MORNING = {"away_from": time(9), "away_until": time(13), "hours_missed": None}


def test_a_part_of_a_day_leaves_the_rest_of_it_for_hours(ward, now):
    assert report(ward, now, **MORNING).minutes == 240
    with pytest.raises(Refusal, match="an absence was reported, 09:00–13:00") as error:
        ward.log(YESTERDAY, now, time(8), time(12))
    assert error.value.field == "starts"
    with pytest.raises(InternalError, match="nobody_works_while_absent"), transaction.atomic():
        HoursEntryFactory(placement=ward.placement, started_at=ward.at(YESTERDAY, 12))
    afternoon = ward.log(YESTERDAY, now, time(13), time(17))
    earlier = {"started_at": ward.at(YESTERDAY, 12), "ended_at": ward.at(YESTERDAY, 16)}
    with pytest.raises(InternalError, match="nobody_works_while_absent"), transaction.atomic():
        HoursEntry.objects.filter(pk=afternoon.pk).update(**earlier)


def test_a_part_of_a_day_is_reported_beside_hours_but_not_over_them(ward, now):
    ward.log(YESTERDAY, now, time(13), time(17))
    late = {"away_from": time(16), "away_until": time(18)}
    refused(lambda: report(ward, now, **late), match="Hours are entered for", field="first_day")
    assert report(ward, now, **MORNING).times == "09:00–13:00"
    with pytest.raises(InternalError, match="nobody_works_while_absent"), transaction.atomic():
        Absence.objects.update(away_until=time(14))


def test_of_a_planned_shift_only_its_hours_in_that_part_were_missed(ward, now):
    PlannedShiftFactory(placement=ward.placement, day=YESTERDAY)
    assert report(ward, now, away_from=time(13), away_until=time(19)).minutes == 180


def test_a_shift_that_makes_it_up_may_be_on_the_same_day_outside_those_hours(ward, now):
    coming = {"first_day": a_day(3), "last_day": a_day(3)}
    absence = report(ward, now, **MORNING, **coming)
    said = {"absence_id": absence.pk, "by": ward.intern, "now": now, "day": a_day(3), "break_minutes": 0}
    with pytest.raises(Refusal, match="An absence is reported for"):
        make_up(**said, starts=time(12), ends=time(16))
    assert make_up(**said, starts=time(14), ends=time(18)).minutes == 240


@pytest.mark.parametrize(
    ("said", "match", "field"),
    [
        ({"away_from": time(9)}, "Say both times", "away_until"),
        ({"away_until": time(9)}, "Say both times", "away_from"),
        ({"away_from": time(13), "away_until": time(9)}, "comes after the beginning", "away_until"),
        ({**MORNING, "first_day": a_day(-2)}, "Hours are of one day", "last_day"),
    ],
)
def test_report_absence_of_hours_that_are_none_is_refused(ward, now, said, match, field):
    refused(lambda: report(ward, now, **said), match=match, field=field)


@pytest.mark.django_db(transaction=True)
def test_an_absence_against_hours_on_its_day_has_one_winner():
    ward = a_ward()
    results = race(
        [
            lambda: AbsenceFactory(placement=ward.placement),
            lambda: HoursEntryFactory(placement=ward.placement, started_at=ward.at(YESTERDAY, 8)),
        ]
    )
    assert len(refusals(results, InternalError)) == 1
    assert Absence.objects.count() + HoursEntry.objects.count() == 1


# The decision


@pytest.mark.parametrize("who", ["doctor", "office"])
def test_decide_absence_by_the_supervisor_or_the_office(ward, now, who):
    absence = AbsenceFactory(placement=ward.placement)
    decided = decide_absence(absence_id=absence.pk, by=getattr(ward, who), now=now, excused=True, reason="Get well.")
    assert (decided.state, decided.reason) == (AbsenceState.EXCUSED, "Get well.")
    assert [(row.move, row.note) for row in decided.transitions.all()] == [("excuse", "Get well.")]
    assert told("absence.decided") == names(ward.student)


def test_decide_absence_by_others_is_not_allowed(ward, now):
    absence = AbsenceFactory(placement=ward.placement)
    for actor in (ward.intern, ward.host, a_ward().doctor, a_ward().office):
        with pytest.raises(NotAllowed):
            decide_absence(absence_id=absence.pk, by=actor, now=now, excused=True)


def test_not_excusing_needs_a_reason(ward, now):
    absence = AbsenceFactory(placement=ward.placement)
    decide = {"absence_id": absence.pk, "by": ward.doctor, "now": now, "excused": False}
    refused(lambda: decide_absence(**decide, reason=" "), match="Say why", field="reason")
    assert decide_absence(**decide, reason="Nobody was told.").state == AbsenceState.UNEXCUSED
    with pytest.raises(IntegrityError, match="an_absence_not_excused_says_why"), transaction.atomic():
        Absence.objects.filter(pk=absence.pk).update(reason="")


def test_a_word_that_was_wrong_is_followed_by_another(ward, now):
    absence = AbsenceFactory(placement=ward.placement)
    decide_absence(absence_id=absence.pk, by=ward.doctor, now=now, excused=False, reason="Nobody was told.")
    assert decide_absence(absence_id=absence.pk, by=ward.office, now=now, excused=True).state == AbsenceState.EXCUSED
    refused(
        lambda: decide_absence(absence_id=absence.pk, by=ward.office, now=now, excused=True),
        match="cannot be done any more",
    )


def test_withdraw_absence_by_who_reported_it_until_it_is_decided(ward, now):
    absence = AbsenceFactory(placement=ward.placement)
    for actor in (ward.doctor, ward.office):
        with pytest.raises(NotAllowed):
            withdraw_absence(absence_id=absence.pk, by=actor, now=now)
    decide_absence(absence_id=absence.pk, by=ward.doctor, now=now, excused=True)
    refused(lambda: withdraw_absence(absence_id=absence.pk, by=ward.intern, now=now), match="was decided already")


@pytest.mark.parametrize(
    ("change", "promise"),
    [
        ({"last_day": a_day(-9)}, "absence_ends_after_start"),
        ({"minutes": 0}, "absence_missed_something"),
        ({"away_from": time(9)}, "a_part_of_a_day_has_its_hours"),
        ({"away_from": time(9), "away_until": time(9)}, "a_part_of_a_day_has_its_hours"),
        ({"away_from": time(9), "away_until": time(13), "last_day": a_day(4)}, "a_part_of_a_day_has_its_hours"),
    ],
)
def test_absence_constraints(ward, change, promise):
    absence = AbsenceFactory(placement=ward.placement)
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        Absence.objects.filter(pk=absence.pk).update(**change)
