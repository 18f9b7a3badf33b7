"""Calendar files in the mails about an interview: put in, moved, taken out, on both sides."""

from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail
from icalendar import Calendar

from core import clock
from notifications.attachments import declare
from notifications.delivery import deliver_due
from notifications.models import Notification
from placements.services import interviews as services
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.selection import InterviewFactory, InterviewTimeFactory
from tests.placements.panel import a_panel
from tests.placements.stage import acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def panel():
    return a_panel(interviews=True)


def a_time(panel, hour=9, **fields):
    """The day after tomorrow; a calendar knows no fractions of seconds."""
    starts_at = datetime.combine(a_day(2), time(hour), UTC)
    values = {"interviewer": panel.reviewer, "starts_at": starts_at} | fields
    return InterviewTimeFactory(slot=panel.slot, **values)


def book(interview, chosen):
    by = acting(interview.application)
    return services.book_interview(interview_id=interview.pk, by=by, now=clock.now(), time=chosen)


def booked(panel):
    return book(InterviewFactory(application=panel.application(interview=True)), a_time(panel))


def call_off(interview, by):
    services.call_off_interview(interview_id=interview.pk, by=by, now=clock.now(), reason="An exam.")


def files():
    """What each reader's calendar is told by the mails that leave now: address to (method, sequence, begins, status)."""
    mail.outbox.clear()
    deliver_due(now=clock.now())
    told = {}
    for sent in mail.outbox:
        message = message_from_bytes(sent.message().as_bytes(), policy=policy.default)
        for part in message.iter_attachments():
            event = Calendar.from_ical(part.get_content()).events[0]
            method = part["Content-Type"].params["method"]
            assert (part.get_content_type(), part.get_filename()) == (
                "text/calendar",
                f"{event['UID'].partition('@')[0]}.ics",
            )
            (address,) = message["To"].addresses
            assert event["ATTENDEE"] == f"mailto:{address.addr_spec}"
            told[address.addr_spec] = (method, event["SEQUENCE"], event["DTSTART"].dt, str(event["STATUS"]))
    return told


def test_a_booking_and_a_move_are_one_entry_of_both_calendars(panel):
    interview = booked(panel)
    both = {interview.application.student.user.email, panel.reviewer.user.email}
    first = interview.time.starts_at
    assert files() == dict.fromkeys(both, ("REQUEST", 1, first, "CONFIRMED"))
    later = a_time(panel, hour=14)
    book(interview, later)
    assert files() == dict.fromkeys(both, ("REQUEST", 2, later.starts_at, "CONFIRMED"))


def test_who_holds_it_no_more_takes_it_out(panel):
    interview = booked(panel)
    files()
    colleague = MembershipFactory(supervisor=True, partner=panel.slot.partner)
    other = a_time(panel, interviewer=colleague)
    book(interview, other)
    there, gone = ("REQUEST", 2, other.starts_at, "CONFIRMED"), ("CANCEL", 2, other.starts_at, "CANCELLED")
    assert files() == {
        interview.application.student.user.email: there,
        colleague.user.email: there,
        panel.reviewer.user.email: gone,
    }


@pytest.mark.parametrize("by_student", [True, False])
def test_called_off_by_either_side_it_leaves_both_calendars_and_no_file_goes_to_a_lead_who_was_not_in_it(
    panel, by_student
):
    interview = booked(panel)
    files()
    call_off(interview, acting(interview.application) if by_student else panel.lead.as_actor())
    both = {interview.application.student.user.email, panel.reviewer.user.email}
    assert files() == dict.fromkeys(both, ("CANCEL", 2, interview.time.starts_at, "CANCELLED"))
    assert len(mail.outbox) == (3 if by_student else 2)


def test_a_mail_that_waited_says_what_holds_when_it_leaves(panel):
    interview = booked(panel)
    call_off(interview, panel.lead.as_actor())
    assert {method for method, *_rest in files().values()} == {"CANCEL"}


def test_nothing_is_attached_to_what_is_over_or_never_had_a_time(panel):
    interview = booked(panel)
    after = interview.time.starts_at + timedelta(minutes=30)
    services.hold_interview(interview_id=interview.pk, by=panel.reviewer.as_actor(), now=after)
    invited = InterviewFactory(application=panel.application(interview=True))
    call_off(invited, panel.lead.as_actor())
    assert Notification.objects.exclude(attachment="").count() == 3
    assert files() == {}


def test_two_makers_of_one_name_are_a_bug():
    with pytest.raises(ValueError, match="interview"):
        declare("interview", lambda _pk, _reader: None)
