"""Calendars: what stands in whose, that an address reads and nothing more, and that it closes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from accounts.models import AccessLink, Purpose
from config.calendars.days import entries
from config.calendars.interviews import interview_file
from core import clock
from institutions.models import Agreement
from institutions.services.calendars import calendar_link, renew_calendar, stop_calendar
from tests.evaluations.clinic import signed_in
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.placements import ApplicationFactory, SlotFactory
from tests.factories.selection import InterviewFactory
from tests.factories.students import membership_of
from tests.placements.ward import a_ward
from tests.races import race
from tests.scenarios import an_evaluation

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return a_ward()


def titles(actor):
    return sorted(entry.title for entry in entries(actor, clock.now()))


def address(actor):
    return reverse("calendar_feed", args=[renew_calendar(by=actor, now=clock.now()).token])


def read(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return Calendar.from_ical(answer.content)


def where(placement):
    return f"{placement.slot.title}, {placement.partner.name}"


def test_everyone_around_a_placement_finds_its_first_and_last_day(ward):
    placement = ward.placement
    days = {f"First day: {where(placement)}", f"Last day: {where(placement)}"}
    for actor in (ward.intern, ward.doctor, ward.host, ward.office):
        assert days <= set(titles(actor))
    stranger = a_ward()
    for actor in (stranger.intern, stranger.doctor, stranger.host, stranger.office):
        assert not days & set(titles(actor))


def test_an_interview_is_called_by_its_slot_to_the_student_and_by_the_student_to_who_holds_it():
    interview = InterviewFactory(booked=True)
    time = interview.time
    student, slot = interview.application.student, interview.application.slot
    theirs, ours = f"Interview: {slot.title}, {slot.partner}", f"Interview: {student.user.name}, {slot.partner}"
    assert titles(membership_of(student).as_actor()) == [theirs]
    assert titles(time.interviewer.as_actor()) == [ours]
    for reader, title in ((student.user, theirs), (time.interviewer.user, ours)):
        (event,) = Calendar.from_ical(interview_file(interview.pk, reader).text).walk("VEVENT")
        assert event["SUMMARY"] == title


def test_interns_of_one_slot_who_begin_together_are_one_entry():
    ward = a_ward(application__slot__places=5)
    first = ward.placement
    for _ in range(2):
        a_ward(
            application__slot=first.slot,
            application__student__institute=first.institute,
            application__student__programme=first.student.programme,
            agreement=first.agreement,
            supervisor=first.supervisor,
        )
    assert f"3 begin: {where(first)}" in titles(ward.office)
    begins = next(entry for entry in entries(ward.office, clock.now()) if entry.title.startswith("3 begin"))
    assert ward.student.user.name in begins.detail


def test_deadlines_and_ends_stand_with_whom_they_bind(ward):
    placement = ward.placement
    Agreement.objects.filter(pk=placement.agreement_id).update(ends_on=a_day(390))
    an_evaluation(placement)
    offer = ApplicationFactory(
        student=placement.student, slot=SlotFactory(starts_on=a_day(300), ends_on=a_day(360)), offered=True
    )
    own = SlotFactory(partner=placement.partner)
    begun = ApplicationFactory(student=placement.student, slot=SlotFactory())
    evaluation = f"Evaluation due: {placement.student.user.name}"
    answer = f"Answer due: offer of {offer.slot.partner}"
    ends = f"Agreement ends: {placement.agreement.title}"
    deadlines = [f"Deadline: {own.title}", f"Deadline: {begun.slot.title}"]
    everything = {evaluation, answer, ends, *deadlines}
    assert everything & set(titles(ward.intern)) == {answer, deadlines[1]}
    assert everything & set(titles(ward.doctor)) == {evaluation}
    assert everything & set(titles(ward.host)) == {evaluation, ends, deadlines[0]}
    assert everything & set(titles(ward.office)) == {evaluation, answer, ends}


@pytest.mark.parametrize("count", [1, 3])
def test_entries_take_as_many_queries_for_one_as_for_three(count, django_assert_num_queries):
    ward = a_ward()
    for _ in range(count):
        SlotFactory(partner=ward.placement.partner)
        a_ward(application__slot__partner=ward.placement.partner)
    actor = ward.host
    with django_assert_num_queries(6):
        assert len(list(entries(actor, clock.now()))) > count


def test_calendar_feed_is_read_without_signing_in(ward, client):
    calendar = read(client, address(ward.office))
    events = {str(event["summary"]): event for event in calendar.walk("VEVENT")}
    begins = events[f"First day: {where(ward.placement)}"]
    assert begins["dtstart"].dt == ward.placement.starts_on
    assert str(begins["url"]).endswith(ward.placement.get_absolute_url())
    assert len({str(event["uid"]) for event in events.values()}) == len(events)


def test_what_people_typed_stays_inside_its_line(ward, client):
    slot = ward.placement.slot
    slot.title = "Ward\r\nBEGIN:VALARM\r\nX-EVIL:1; =cmd|' /C calc'!A0"
    slot.save()
    calendar = read(client, address(ward.office))
    assert calendar.walk("VALARM") == []
    assert [event for event in calendar.walk("VEVENT") if "X-EVIL" in event] == []


def test_calendar_feed_closes_when_it_is_stopped_renewed_run_out_or_the_role_ends(ward, client, settings):
    first = address(ward.office)
    second = address(ward.office)
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    stop_calendar(by=ward.office, now=clock.now())
    assert client.get(second).status_code == 404
    third = address(ward.office)
    settings.CLOCK_SHIFT = timedelta(days=401)
    assert client.get(third).status_code == 404
    settings.CLOCK_SHIFT = timedelta(0)
    assert client.get(third).status_code == 200
    ward.coordinator.end(clock.now())
    assert client.get(third).status_code == 404


def test_calendar_feed_of_another_purpose_or_a_guess_opens_nothing(ward, client):
    link = AccessLink.make(
        purpose=Purpose.INVITATION,
        user_id=ward.student.user_id,
        now=clock.now(),
        expires_at=clock.now() + timedelta(days=1),
    )
    for token in (link.token, "guessed", "x" * 300):
        assert client.get(reverse("calendar_feed", args=[token])).status_code == 404
    for _ in range(20):
        answer = client.get(reverse("calendar_feed", args=["guessed"]))
    assert answer.status_code == 429


def test_calendar_feed_only_reads(ward, client):
    assert client.post(address(ward.office)).status_code == 405


def test_calendar_detail_makes_an_address_and_another_in_its_place(ward):
    office = signed_in(ward.coordinator)
    assert "Make the address" in office.get(reverse("calendar_detail")).content.decode()
    office.post(reverse("calendar_detail"), {"idempotency_key": "one"})
    link = calendar_link(ward.office, clock.now())
    assert link.url() in office.get(reverse("calendar_detail")).content.decode()
    office.post(reverse("calendar_detail"), {"idempotency_key": "two"})
    assert link.url() not in office.get(reverse("calendar_detail")).content.decode()
    office.post(reverse("calendar_stop"), {"idempotency_key": "three"})
    assert calendar_link(ward.office, clock.now()) is None


def test_each_of_a_persons_roles_has_a_calendar_of_its_own(ward):
    other = MembershipFactory(lead=True, user=ward.coordinator.user)
    link = renew_calendar(by=ward.office, now=clock.now())
    renew_calendar(by=other.as_actor(), now=clock.now())
    assert calendar_link(ward.office, clock.now()) == link


def test_calendar_detail_for_a_person_without_a_role_says_why(client):
    membership = MembershipFactory(supervisor=True)
    membership.end(clock.now())
    client.force_login(membership.user)
    page = client.post(reverse("calendar_detail"), {"idempotency_key": "one"})
    assert "you act in none" in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_windows_leave_one_address():
    actor = a_ward().office
    race([lambda: renew_calendar(by=actor, now=clock.now())] * 4)
    live = AccessLink.objects.filter(purpose=Purpose.CALENDAR, revoked_at=None)
    assert live.count() == 1


def test_whoever_looks_as_somebody_is_not_handed_the_key_of_their_calendar(ward):
    address(ward.office)
    assert calendar_link(ward.office, clock.now()) is not None
    assert calendar_link(replace(ward.office, viewed_by=1), clock.now()) is None
