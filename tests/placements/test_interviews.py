"""Interviews: times, the invitation, the booking, and every overlap refused, by threads too."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock
from core.errors import NotAllowed, Refusal
from core.words import when
from notifications.models import Notification
from notifications.reminders import RULES, remind
from placements.models import Interview, InterviewTime
from placements.services import interviews as services
from placements.services.applications import withdraw_application
from placements.states import ApplicationState, InterviewState
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import ApplicationFactory
from tests.factories.selection import InterviewFactory, InterviewTimeFactory
from tests.placements.offering import states
from tests.placements.panel import a_panel
from tests.placements.stage import acting
from tests.races import race, refusals

pytestmark = pytest.mark.django_db
V = InterviewState


@pytest.fixture
def panel():
    return a_panel(interviews=True)


def a_time(panel, **fields):
    return InterviewTimeFactory(slot=panel.slot, interviewer=fields.pop("interviewer", panel.reviewer), **fields)


def invited(panel):
    """An invitation without a time."""
    application = panel.application(interview=True)
    return InterviewFactory(application=application)


def booked(panel, **fields):
    interview = invited(panel)
    return book(interview, a_time(panel, **fields))


def book(interview, chosen, now=None):
    return services.book_interview(
        interview_id=interview.pk, by=acting(interview.application), now=now or clock.now(), time=chosen
    )


def begun(interview, by, verb, now=None):
    service = {"hold": services.hold_interview, "miss": services.miss_interview}[verb]
    now = now or interview.during.lower + timedelta(minutes=30)
    return service(interview_id=interview.pk, by=by.as_actor(), now=now)


# Invitations


def test_an_invitation_asks_the_student_to_choose(panel):
    application = panel.application(shortlisted=True)
    act = partial(
        services.invite_to_interview, application_id=application.pk, by=panel.lead.as_actor(), now=clock.now()
    )
    with pytest.raises(Refusal, match="No time is free"):
        act()
    a_time(panel)
    interview = act()
    assert (interview.state, states(application)) == (V.PROPOSED, [ApplicationState.INTERVIEW])
    told = Notification.objects.get()
    assert (told.kind, told.path) == ("application.invited", reverse("interview_book", args=[interview.pk]))
    with pytest.raises(Refusal, match="ahead already"):
        act()


def test_a_time_that_was_used_stays(panel):
    interview, free = booked(panel), a_time(panel)
    remove = partial(services.remove_time, slot_id=panel.slot.pk, by=panel.lead.as_actor(), now=clock.now())
    with pytest.raises(Refusal, match="An interview stands"):
        remove(time_id=interview.time_id)
    remove(time_id=free.pk)
    assert list(InterviewTime.objects.all()) == [interview.time]


# Booking


def test_a_booking_is_told_to_both_with_time_and_place(panel):
    interview = booked(panel)
    assert interview.state == V.BOOKED
    assert set(Notification.objects.filter(kind="interview.booked").values_list("reader", flat=True)) == {
        interview.application.student.user_id,
        panel.reviewer.user_id,
    }
    student, at = interview.application.student.user, when(interview.during.lower)
    assert dict(Notification.objects.filter(kind="interview.booked").values_list("reader", "subject")) == {
        student.pk: f"Your interview at {panel.slot.partner}: {at}",
        panel.reviewer.user_id: f"Interview on {at}: {student.name}",
    }
    assert "Room 4, first floor" in Notification.objects.first().body


def test_another_time_frees_the_first_until_twelve_hours_before(panel):
    interview = booked(panel)
    first, second = interview.time, a_time(panel)
    book(interview, second)
    interview.refresh_from_db()
    assert (interview.time, interview.state) == (second, V.BOOKED)
    assert list(InterviewTime.objects.free(clock.now())) == [first]
    with pytest.raises(Refusal, match="less than 12 hours"):
        book(interview, first, now=second.starts_at - timedelta(hours=11))


def test_who_was_to_hold_it_is_told_when_the_student_moves_to_a_colleague(panel):
    interview = booked(panel)
    colleague = MembershipFactory(supervisor=True, partner=panel.slot.partner)
    book(interview, a_time(panel))
    assert not Notification.objects.filter(kind="interview.moved_from").exists()
    book(interview, a_time(panel, interviewer=colleague))
    told = Notification.objects.get(kind="interview.moved_from")
    assert (told.reader, colleague.user.name in told.body) == (panel.reviewer.user, True)


def test_only_the_student_chooses_the_time(panel):
    interview, chosen = invited(panel), a_time(panel)
    for by in (panel.lead.as_actor(), acting(panel.application())):
        with pytest.raises(NotAllowed):
            services.book_interview(interview_id=interview.pk, by=by, now=clock.now(), time=chosen)


def test_a_time_of_another_slot_is_not_booked(panel):
    with pytest.raises(Refusal, match="just taken"):
        book(invited(panel), InterviewTimeFactory())


def test_a_student_in_another_interview_then_chooses_another_time(panel):
    first = booked(panel)
    other = a_panel(interviews=True)
    application = ApplicationFactory(slot=other.slot, student=first.student, interview=True)
    clash = a_time(other, starts_at=first.time.starts_at + timedelta(minutes=10))
    with pytest.raises(Refusal, match="You have another interview then"):
        book(InterviewFactory(application=application), clash)


def test_the_database_refuses_overlaps_of_student_and_interviewer(panel):
    first = booked(panel)
    same_hour = a_time(panel, starts_at=first.time.starts_at + timedelta(minutes=10))
    with pytest.raises(IntegrityError, match="an_interviewer_is_in_one_interview"), transaction.atomic():
        InterviewFactory(application=panel.application(interview=True), booked=True, time=same_hour)
    other = a_panel(interviews=True)
    clash = a_time(other, starts_at=same_hour.starts_at)
    application = ApplicationFactory(slot=other.slot, student=first.student, interview=True)
    with pytest.raises(IntegrityError, match="a_student_is_in_one_interview"), transaction.atomic():
        InterviewFactory(application=application, booked=True, time=clash)
    with pytest.raises(IntegrityError, match="a_booked_interview_has_its_time"), transaction.atomic():
        InterviewFactory(application=panel.application(interview=True), state=V.BOOKED)
    with pytest.raises(IntegrityError, match="one_interview_ahead"), transaction.atomic():
        InterviewFactory(application=first.application)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(3))
def test_of_ten_who_press_at_one_moment_one_has_the_time(round_):
    panel = a_panel(interviews=True)
    chosen = a_time(panel)
    waiting = [invited(panel) for _ in range(10)]
    results = race([partial(book, interview, chosen) for interview in waiting])
    assert len(refusals(results, Refusal)) == 9
    assert Interview.objects.filter(state=V.BOOKED, time=chosen).count() == 1
    assert Interview.objects.filter(state=V.PROPOSED).count() == 9


@pytest.mark.django_db(transaction=True)
def test_one_student_books_two_overlapping_times_at_once_and_has_one():
    panels = [a_panel(interviews=True) for _ in range(2)]
    student = panels[0].stage.student()
    starts = clock.now() + timedelta(days=3)
    calls = []
    for panel in panels:
        application = ApplicationFactory(slot=panel.slot, student=student, interview=True)
        calls.append(partial(book, InterviewFactory(application=application), a_time(panel, starts_at=starts)))
    results = race(calls)
    assert len(refusals(results, Refusal)) == 1
    assert Interview.objects.filter(state=V.BOOKED).count() == 1


# What comes of it


def test_it_took_place_or_was_missed_from_its_beginning_on(panel):
    interview = booked(panel)
    with pytest.raises(Refusal, match="has not begun"):
        begun(interview, panel.reviewer, "miss", now=clock.now())
    begun(interview, panel.reviewer, "miss")
    interview.refresh_from_db()
    assert interview.state == V.MISSED
    assert Notification.objects.filter(kind="interview.missed", reader=interview.application.student.user).count() == 1
    begun(interview, panel.lead, "hold")
    interview.refresh_from_db()
    assert interview.state == V.HELD


def test_who_missed_one_may_be_invited_again(panel):
    interview = booked(panel)
    begun(interview, panel.lead, "miss")
    a_time(panel)
    services.invite_to_interview(application_id=interview.application_id, by=panel.lead.as_actor(), now=clock.now())
    assert list(Interview.objects.order_by("pk").values_list("state", flat=True)) == [V.MISSED, V.PROPOSED]


def test_calling_off_tells_the_other_side_and_frees_the_time(panel):
    interview = booked(panel)
    services.call_off_interview(
        interview_id=interview.pk, by=acting(interview.application), now=clock.now(), reason="An exam."
    )
    told = Notification.objects.filter(kind="interview.called_off_for_partner")
    assert set(told.values_list("reader", flat=True)) == {panel.lead.user_id, panel.reviewer.user_id}
    assert interview.time in InterviewTime.objects.free(clock.now())


def test_nobody_calls_off_what_has_begun(panel):
    late, by = (interview := booked(panel)).during.lower, panel.lead.as_actor()
    with pytest.raises(Refusal, match="Its time has come"):
        services.call_off_interview(interview_id=interview.pk, by=by, now=late, reason="-")


def test_a_stranger_neither_calls_off_nor_says_what_came_of_it(panel):
    interview = booked(panel)
    stranger = MembershipFactory(supervisor=True, partner=panel.slot.partner)
    for verb in ("hold", "miss"):
        with pytest.raises(NotAllowed):
            begun(interview, stranger, verb)
    with pytest.raises(NotAllowed):
        services.call_off_interview(interview_id=interview.pk, by=stranger.as_actor(), now=clock.now(), reason="No.")
    assert not Interview.objects.visible_to(stranger.as_actor()).exists()


def test_a_withdrawal_calls_the_interview_off(panel):
    interview = booked(panel)
    application = interview.application
    withdraw_application(application_id=application.pk, by=acting(application), now=clock.now())
    interview.refresh_from_db()
    assert interview.state == V.CANCELLED


def test_both_are_reminded_once_in_the_last_day(panel):
    interview = booked(panel)
    rule = RULES["interview.soon"]
    before = interview.time.starts_at - timedelta(hours=20)
    assert remind(now=interview.time.starts_at - timedelta(hours=25), rules=[rule]) == 0
    assert [remind(now=before, rules=[rule]), remind(now=before + timedelta(hours=1), rules=[rule])] == [2, 0]


def test_who_chose_a_time_of_the_next_day_is_reminded_once_some_hours_have_passed(panel):
    now = clock.now()
    interview = booked(panel, starts_at=now + timedelta(hours=20))
    rule = RULES["interview.soon"]
    assert [remind(now=now + timedelta(hours=hours), rules=[rule]) for hours in (1, 13, 14)] == [0, 2, 0]
    said = Notification.objects.get(reader=interview.student.user, kind="interview.soon").subject
    assert said == f"Your interview at {panel.slot.partner}: {when(interview.time.starts_at)}"


def test_a_word_at_calling_off_names_no_patient(panel):
    interview = booked(panel)
    said = {"interview_id": interview.pk, "by": panel.lead.as_actor(), "now": clock.now()}
    with pytest.raises(Refusal, match="name a patient") as caught:
        services.call_off_interview(**said, reason="Another time. MRN 111222")
    interview.refresh_from_db()
    assert (caught.value.field, interview.state) == ("reason", V.BOOKED)


def test_who_chose_no_time_is_reminded_after_three_days(panel):
    interview = invited(panel)
    rule = RULES["interview.unbooked"]
    sent = [remind(now=interview.created_at + timedelta(days=days), rules=[rule]) for days in (2, 3, 4)]
    assert sent == [0, 1, 0]
