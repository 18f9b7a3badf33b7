"""Rests, the question at mid-point, the emergency contact, timetables."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import ReadLog
from core.errors import NotAllowed, Refusal
from core.templatetags.portal import span
from notifications.reminders import remind
from placements.models import Block, Suspension
from placements.policies import changes as policies
from placements.services.changes import agree_change, say_unchanged
from placements.services.emergencies import open_contact
from placements.services.placements import end_placement_early
from placements.services.suspensions import resume_placement
from placements.states_course import ChangeState
from placements.timetables import by_department, drawn, drawn_around, who_is_here
from tests.factories.attendance import PlannedShiftFactory
from tests.factories.institutions import MembershipFactory, a_day
from tests.placements.pages import page, sign_in
from tests.placements.rotation import a_rotation, ask
from tests.placements.ward import a_ward, names, told

pytestmark = pytest.mark.django_db
C = ChangeState


@pytest.fixture
def ward():
    return a_rotation()


@pytest.fixture
def now(ward):
    return ward.at(a_day(0), 12)


# Rests


def test_either_office_suspends_outright_and_no_hours_are_entered(ward, now):
    PlannedShiftFactory(placement=ward.placement, day=a_day(1))
    ward.log(a_day(-2), now)
    with pytest.raises(Refusal, match="Hours are entered"):
        ask(ward, now, "suspend", ward.office, first_day=a_day(-2), last_day=a_day(5))
    change = ask(ward, now, "suspend", ward.office, first_day=a_day(-1), last_day=a_day(5))
    assert (change.state, ward.placement.shifts.get().state) == (C.DONE, "dropped")
    with pytest.raises(Refusal, match="was suspended"):
        ward.log(a_day(-1), now)
    with pytest.raises(Refusal, match="rests on some"):
        ask(ward, now, "suspend", ward.host, first_day=a_day(4), last_day=a_day(9))
    with pytest.raises(IntegrityError, match="nobody_works_while_suspended"), transaction.atomic():
        Suspension.objects.update(first_day=a_day(-2))


def test_what_ended_early_announces_no_rest_and_no_evaluation(client, ward, now):
    ask(ward, now, "suspend", ward.office, first_day=a_day(5), last_day=a_day(8))
    student = sign_in(client, ward.student)
    address, words = ward.placement.get_absolute_url(), ("It will rest from", "planned when the arrival is recorded")
    assert [text in student.get(address).text for text in words] == [True, True]
    end_placement_early(placement_id=ward.pk, by=ward.office, now=now, last_day=a_day(0), reason="Moves away.")
    assert [text in student.get(address).text for text in words] == [False, False]


@pytest.mark.parametrize(("first", "kept"), [(-1, [0]), (1, [])])
def test_what_is_over_rests_no_more(client, ward, now, first, kept):
    ask(ward, now, "suspend", ward.office, first_day=a_day(first), last_day=a_day(5))
    end_placement_early(placement_id=ward.pk, by=ward.office, now=now, last_day=a_day(0), reason="Moves away.")
    assert list(Suspension.objects.values_list("last_day", flat=True)) == [a_day(day) for day in kept]
    week = sign_in(client, ward.student).get(page("hours_list", ward), {"day": a_day(3).isoformat()}).context["week"]
    assert [day for day in week.days if day.date > a_day(0) and (day.rests or day.is_open)] == []
    assert span(ward.placement.starts_on, a_day(0)) in client.get(reverse("home")).text


def test_no_block_is_on_once_the_placement_has_ended(client, ward, now):
    Block.objects.filter(placement=ward.placement, starts_on=a_day(10)).update(starts_on=a_day(-3))
    pages, student = (
        (ward.placement.get_absolute_url(), page("placement_timetable", ward)),
        sign_in(client, ward.student),
    )
    mark = '<span class="pill good">Now</span>'
    assert [mark in student.get(address).text for address in pages] == [True, True]
    end_placement_early(placement_id=ward.pk, by=ward.office, now=now, last_day=a_day(-1), reason="Moves away.")
    assert [mark in student.get(address).text for address in pages] == [False, False]


def test_a_last_day_moved_earlier_takes_the_rest_along(ward, now):
    ask(ward, now, "suspend", ward.office, first_day=a_day(35), last_day=a_day(50))
    change = ask(ward, now, "dates", ward.office, last_day=a_day(40))
    for actor in (ward.intern, ward.host):
        agree_change(change_id=change.pk, by=actor, now=now)
    assert (ward.fresh().ends_on, Suspension.objects.get().last_day) == (a_day(40), a_day(40))


def test_a_placement_that_rests_goes_on_when_an_office_says_so(ward, now):
    ask(ward, now, "suspend", ward.host, first_day=a_day(-1), last_day=a_day(5))
    with pytest.raises(NotAllowed):
        resume_placement(placement_id=ward.pk, by=ward.intern, now=now)
    resume_placement(placement_id=ward.pk, by=ward.office, now=now)
    assert Suspension.objects.get().last_day == a_day(-1)
    assert told("change.resumed") == names(ward.student, ward.supervisor, ward.lead)
    with pytest.raises(Refusal, match="not suspended"):
        resume_placement(placement_id=ward.pk, by=ward.office, now=now)
    ask(ward, now, "suspend", ward.host, first_day=a_day(2), last_day=a_day(5))
    resume_placement(placement_id=ward.pk, by=ward.office, now=now)
    assert Suspension.objects.count() == 1


# Mid-point, emergency, timetables


def test_half_way_student_and_supervisor_are_asked_and_answer_once(now):
    ward = a_ward(first=-40, last=30)
    now = ward.at(a_day(0), 12)
    assert policies.is_mid_point(ward.placement, a_day(0))
    say_unchanged(placement_id=ward.pk, by=ward.intern, now=now)
    say_unchanged(placement_id=ward.pk, by=ward.intern, now=now)
    remind(now=now)
    assert (told("placement.mid_point"), ward.placement.mid_checks.count()) == (names(ward.supervisor), 1)
    with pytest.raises(NotAllowed):
        say_unchanged(placement_id=ward.pk, by=ward.host, now=now)


def test_the_emergency_contact_is_opened_by_those_who_look_after_the_student_and_kept(ward, now):
    for actor in (ward.doctor, ward.host, ward.office):
        assert open_contact(placement_id=ward.pk, by=actor, now=now) == ward.placement.student
    readers = [ward.supervisor.user_id, ward.lead.user_id, ward.coordinator.user_id]
    assert list(ReadLog.objects.order_by("pk").values_list("reader", flat=True)) == readers
    viewer = MembershipFactory(viewer=True, institute=ward.placement.institute).as_actor()
    for actor in (viewer, ward.intern):
        with pytest.raises(NotAllowed):
            open_contact(placement_id=ward.pk, by=actor, now=now)
    over = a_ward(completed=True)
    with pytest.raises(Refusal):
        open_contact(placement_id=over.pk, by=over.office, now=now)


def test_who_is_with_us_stands_where_the_block_is(ward):
    plain = a_ward(application__slot__partner=ward.placement.partner)
    block = Block.objects.earliest("starts_on")
    here = who_is_here(ward.host, block.starts_on - timedelta(days=block.starts_on.weekday()))
    by_student = {row.placement: row for row in here}
    assert (by_student[ward.placement].department, by_student[ward.placement].week) == (block.department, 1)
    assert by_student[plain.placement].department == plain.placement.department
    assert who_is_here(a_ward().host, a_day(700)) == []


def test_bars_lie_where_their_days_are(ward):
    drawing = drawn(list(Block.objects.for_list()), ward.placement, a_day(0))
    days = 91
    assert [bar.stretch.x for bar in drawing.bars] == [f"{100 * at / days:.2f}%" for at in (40, 54)]
    assert [(bar.is_on, bar.is_late) for bar in drawing.bars] == [(False, False), (False, True)]
    assert drawing.today == f"{100 * 30 / days:.2f}%"
    assert drawn([], ward.placement, a_day(200)).today is None


def test_the_week_is_drawn_among_those_around_it(ward):
    block = Block.objects.earliest("starts_on")
    monday = block.starts_on - timedelta(days=block.starts_on.weekday())
    [(department, rows)] = by_department(who_is_here(ward.host, monday))
    drawing = drawn_around(rows, monday, monday)
    [bar] = drawing.bars
    day = 100 / (7 * 12)
    assert (department, bar.label) == (block.department, ward.student.user.name)
    assert (bar.stretch.x, bar.stretch.width) == (f"{(28 + block.starts_on.weekday()) * day:.2f}%", f"{14 * day:.2f}%")
    assert (drawing.band.x, drawing.band.width, drawing.today) == ("33.33%", "8.33%", "33.33%")
