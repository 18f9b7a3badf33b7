"""The pages of rules, pace, absences, shifts and the roster."""

import gzip
from datetime import timedelta

import pytest
from django.urls import reverse

from core.words import day as in_words
from institutions.models import Programme
from placements.models import Absence, HoursEntry, PlannedShift
from placements.states import HoursState
from placements.states_attendance import AbsenceState, ShiftState
from tests.factories.attendance import AbsenceFactory, PlannedShiftFactory
from tests.factories.institutions import a_day
from tests.factories.placements import HoursEntryFactory
from tests.placements.pages import SENT, page, sign_in
from tests.placements.test_training_pages import shift
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db

KILOBYTE = 1024
MONDAY = a_day(0) - timedelta(days=a_day(0).weekday() + 7)  # of last week


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def as_student(client, ward):
    return sign_in(client, ward.student)


@pytest.fixture
def as_supervisor(client, ward):
    return sign_in(client, ward.supervisor)


# Hours beyond the rules, of several activities, taken back


def test_hours_add_asks_for_the_reason_only_when_there_must_be_one(as_student, ward):
    long = shift(a_day(-1), starts="06:00", ends="21:00", send="true")
    assert "Why it is so" not in as_student.get(page("hours_add", ward)).text
    asked = as_student.post(page("hours_add", ward), long)
    assert ("Why it is so" in asked.text, "A day has at most 12 h" in asked.text) == (True, True)
    as_student.post(page("hours_add", ward), {**long, "exception_reason": "Two crash patients came at six."})
    assert HoursEntry.objects.get().exceptions == ["day"]


def test_hours_add_takes_several_activities(as_student, ward):
    as_student.post(page("hours_add", ward), shift(a_day(-1), also_1="teaching", also_1_minutes="60", send="true"))
    assert HoursEntry.objects.get().parts == [("Procedures", 360), ("Teaching", 60)]
    answer = as_student.post(page("hours_add", ward), shift(a_day(-2), also_1="teaching", send="true"))
    assert "How many minutes of the shift?" in answer.text
    assert HoursEntry.objects.count() == 1


def test_hours_add_begins_like_the_planned_shift(as_student, ward):
    HoursEntryFactory(placement=ward.placement, started_at=ward.at(a_day(-3), 8))
    PlannedShiftFactory(placement=ward.placement, started_at=ward.at(a_day(-1), 14), minutes=450, break_minutes=30)
    form = as_student.get(page("hours_add", ward), {"day": a_day(-1).isoformat()}).context["form"]
    assert [str(form[name].initial) for name in ("starts", "ends", "break_minutes")] == ["14:00:00", "22:00:00", "30"]


def test_hours_sign_leaves_unticked_what_goes_beyond_the_rules(as_supervisor, ward):
    plain = HoursEntryFactory(placement=ward.placement)
    HoursEntryFactory(placement=ward.placement, minutes=780)
    answer = as_supervisor.get(page("hours_sign", ward))
    assert answer.context["ticked"] == {plain.pk}
    assert "More than a day’s hours, More than a week’s hours: The night team was short of one." in answer.text


def test_hours_reopen_gives_an_approved_shift_back(as_supervisor, ward):
    entry = HoursEntryFactory(placement=ward.placement, approved=True)
    address = page("hours_reopen", ward, entry.pk)
    week = as_supervisor.get(entry.get_absolute_url())
    assert address in week.text
    as_supervisor.post(address, {"reason": "You left at 14:00."})
    assert HoursEntry.objects.get(supersedes=entry).state == HoursState.RETURNED


def test_the_pages_of_hours_are_small_and_ask_no_more_for_forty_shifts(client, ward, django_assert_max_num_queries):
    HoursEntryFactory.create_batch(40, placement=a_ward(first=-60).placement)  # of somebody else
    HoursEntryFactory.create_batch(28, placement=ward.placement)
    PlannedShiftFactory(placement=ward.placement)
    AbsenceFactory(placement=ward.placement, first_day=a_day(2))
    for membership, name in (
        (ward.student, "hours_list"),
        (ward.supervisor, "hours_sign"),
        (ward.student, "hours_pace"),
    ):
        sign_in(client, membership)
        client.get(page(name, ward))
        with django_assert_max_num_queries(10):
            answer = client.get(page(name, ward))
        assert len(gzip.compress(answer.content)) <= 15 * KILOBYTE


# The week and the pace


def test_hours_list_says_what_is_planned_and_who_is_away(as_student, ward):
    PlannedShiftFactory(placement=ward.placement, started_at=ward.at(MONDAY, 14))
    AbsenceFactory(placement=ward.placement, first_day=MONDAY + timedelta(days=1))
    text = as_student.get(page("hours_list", ward), {"day": MONDAY.isoformat()}).text
    assert "14:00–22:00</bdi> planned" in text
    assert "Reported: Illness" in text
    assert page("hours_add", ward) + f"?day={MONDAY + timedelta(days=1)}" not in text


def test_hours_pace_draws_the_weeks_and_says_where_they_lead(as_student, ward):
    for weeks in (4, 3, 2):
        HoursEntryFactory(placement=ward.placement, started_at=ward.at(a_day(-7 * weeks), 8), also={"teaching": 120})
    answer = as_student.get(page("hours_pace", ward))
    assert answer.context["pace"].sentence.startswith("At this pace")
    assert answer.context["by_category"] == (("Direct care", 3 * 360), ("Teaching", 3 * 120))
    assert '<polyline class="done"' in answer.text


def test_hours_pace_before_the_placement_has_begun_says_so(client):
    ward = a_ward(confirmed=True)
    answer = sign_in(client, ward.student).get(page("hours_pace", ward))
    assert (answer.context["pace"], "while the student is on placement" in answer.text) == (None, True)


# Absences and shifts


def test_an_absence_goes_from_the_report_to_the_last_hour_made_up(client, ward):
    away = {
        "first_day": MONDAY.isoformat(),
        "last_day": MONDAY.isoformat(),
        "kind": "illness",
        "note": "",
        "hours_missed": "8",
    }
    sign_in(client, ward.student).post(page("absence_report", ward), away)
    absence = Absence.objects.get()
    assert (absence.minutes, "8 h still to agree" in client.get(page("absence_list", ward)).text) == (480, True)

    sign_in(client, ward.coordinator).post(page("absence_decide", ward, absence.pk), {"excused": "no", "reason": ""})
    absence.refresh_from_db()
    assert absence.state == AbsenceState.REPORTED
    client.post(page("absence_decide", ward, absence.pk), {"excused": "yes", "reason": "Get well soon."})

    tomorrow = {"day": a_day(1).isoformat(), "starts": "08:00", "ends": "16:00", "break_minutes": "0"}
    sign_in(client, ward.student).post(page("shift_add", ward, absence.pk), tomorrow)
    shift = PlannedShift.objects.get()
    assert shift.state == ShiftState.PROPOSED

    assert page("absence_list", ward) in sign_in(client, ward.supervisor).get(reverse("home")).text
    assert page("shift_agree", ward, shift.pk) in client.get(page("absence_list", ward)).text
    client.post(page("shift_agree", ward, shift.pk), SENT)
    text = client.get(page("absence_list", ward)).text
    assert ("8 h missed, 8 h agreed to make up" in text, "still to agree" in text, "Get well soon." in text) == (
        True,
        False,
        True,
    )


def test_absence_list_counts_what_was_worked_of_what_was_agreed(as_student, ward):
    absence = AbsenceFactory(placement=ward.placement, first_day=a_day(-9))
    PlannedShiftFactory(placement=ward.placement, absence=absence, day=a_day(-2), minutes=240)
    HoursEntryFactory(placement=ward.placement, started_at=ward.at(a_day(-2), 8), minutes=480)
    [shown] = as_student.get(page("absence_list", ward)).context["absences"]
    assert (shown.agreed, shown.worked, shown.left) == (240, 240, 240)


def test_absence_withdraw(as_student, ward):
    absence = AbsenceFactory(placement=ward.placement)
    as_student.post(page("absence_withdraw", ward, absence.pk), SENT)
    assert "No absence" in as_student.get(page("absence_list", ward)).text


@pytest.mark.parametrize("count", [1, 3])
def test_absence_list_asks_no_more_for_three_than_for_one(client, ward, count, django_assert_num_queries):
    for number in range(count):
        absence = AbsenceFactory(placement=ward.placement, first_day=a_day(-9 - number))
        PlannedShiftFactory(placement=ward.placement, absence=absence, day=a_day(-2 - number))
    sign_in(client, ward.supervisor).get(page("absence_list", ward))
    with django_assert_num_queries(6):
        client.get(page("absence_list", ward))


def test_shift_plan_and_drop(as_supervisor, ward):
    first, last = ward.placement.today(ward.at(a_day(0), 12)), a_day(13)
    said = {
        "first_day": first.isoformat(), "last_day": last.isoformat(), "weekdays": ["0", "2"], "starts": "14:00", "ends": "22:00",
        "break_minutes": "30",
    }  # fmt: skip
    assert as_supervisor.post(page("shift_plan", ward), said).status_code == 302
    assert PlannedShift.objects.count() == 4
    shift = PlannedShift.objects.first()
    as_supervisor.post(page("shift_drop", ward, shift.pk), {"reason": "Eid"})
    assert PlannedShift.objects.standing().count() == 3


def test_roster_list_shows_a_week_by_department(client, ward):
    PlannedShiftFactory(placement=ward.placement, started_at=ward.at(MONDAY, 14))
    AbsenceFactory(placement=ward.placement, first_day=MONDAY + timedelta(days=1))
    for membership in (ward.supervisor, ward.lead, ward.coordinator):
        text = sign_in(client, membership).get(reverse("roster_list"), {"week": MONDAY.isoformat()}).text
        assert (ward.student.user.name in text, "14:00–22:00" in text, "Away" in text) == (True, True, True)
    assert sign_in(client, ward.student).get(reverse("roster_list")).status_code == 403


def test_roster_list_of_one_department(client, ward):
    other = a_ward(application__slot__partner=ward.placement.partner)
    asked = {"week": MONDAY.isoformat(), "department": other.placement.department_id}
    answer = sign_in(client, ward.lead).get(reverse("roster_list"), asked)
    assert [group.department for group in answer.context["departments"]] == [other.placement.department]
    assert len(answer.context["choices"]) == 2


def test_roster_list_without_interns_says_what_stands_here(client):
    ward = a_ward(completed=True)
    assert "Nobody in this week" in sign_in(client, ward.lead).get(reverse("roster_list")).text


# Rules, the worker and its page


def test_programme_hours_are_kept_by_the_office(client, ward):
    programme = ward.placement.student.programme
    rules = {"breaks_count": "on", "most_hours_a_day": "8", "most_hours_a_week": "40", "enter_within_days": "30"}
    address = reverse("programme_hours", args=[programme.pk])
    sign_in(client, ward.coordinator).post(address, {**rules, "most_hours_a_week": "7"})
    client.post(address, rules)
    kept = Programme.objects.get(pk=programme.pk)
    assert (kept.breaks_count, kept.most_hours_a_day, kept.most_hours_a_week, kept.enter_within_days) == (
        True,
        8,
        40,
        30,
    )
    assert "8 h a day, 40 h a week" in client.get(reverse("programme_detail", args=[programme.pk])).text


def test_the_page_that_the_browser_keeps_has_nothing_of_anybody_in_it(client, ward):
    shell = client.get(reverse("hours_offline")).content
    assert sign_in(client, ward.student).get(reverse("hours_offline")).content == shell
    assert (b"csrfmiddlewaretoken" in shell, ward.student.user.name.encode() in shell) == (False, False)


def test_the_worker_keeps_that_page_and_stays_the_same_while_nothing_changes(client):
    worker = client.get(reverse("hours_worker"))
    assert worker["Content-Type"] == "text/javascript; charset=utf-8"
    assert reverse("hours_offline") in worker.text
    assert client.get(reverse("hours_worker")).content == worker.content


def test_the_calendar_of_a_student_has_the_shifts_they_are_expected_at(client, ward):
    PlannedShiftFactory(placement=ward.placement, day=a_day(1))
    PlannedShiftFactory(placement=ward.placement, day=a_day(2))
    AbsenceFactory(placement=ward.placement, first_day=a_day(2))
    sign_in(client, ward.student)
    found = [entry.day for entry in client.get(reverse("calendar_detail")).context["coming"] if "Shift" in entry.title]
    assert found == [a_day(1)]
    assert in_words(a_day(1)) in client.get(reverse("calendar_detail")).text
