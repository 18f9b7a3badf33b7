"""Chasing by itself: a week and two days before the deadline, silent partners alone, each moment once; and the closing."""

from datetime import timedelta

import pytest

from core import clock
from core.actor import CLOCK
from core.errors import Refusal
from institutions.models import Interest
from notifications.models import Notification
from notifications.reminders import RULES, remind
from placements.models import Call, CallAnswer
from placements.services.calls import close_call, extend_call
from placements.states import CallState
from placements.sweeps.calls import sweep_calls
from tests.factories.calls import CallAnswerFactory
from tests.factories.institutions import MembershipFactory
from tests.placements.office import Office

pytestmark = pytest.mark.django_db

RULE = [RULES["call.silent"]]


@pytest.fixture
def office():
    """An open call, its deadline twenty days away."""
    return Office()


def reminded(office, *, days, hours=1):
    """How many reminders the clock writes that many days (and an hour) after the deadline."""
    return remind(now=office.call.answer_by + timedelta(days=days, hours=hours), rules=RULE)


def test_a_silent_partner_is_asked_twice_and_each_time_once(office):
    written = [
        [reminded(office, days=days), reminded(office, days=days, hours=2)] for days in (-8, -7, -6, -2, -1, 0, 1, 2, 9)
    ]
    assert written == [[0, 0], [1, 0], [0, 0], [1, 0], [0, 0], [0, 0], [0, 0], [0, 0], [0, 0]]
    rows = Notification.objects.filter(kind="call.reminder").select_related("link")
    assert {(row.reader_id, row.link.user_id, row.link.subject_id) for row in rows} == {
        (office.lead.user_id, office.lead.user_id, office.answer.pk)
    }


def test_every_lead_of_the_partner_is_asked_with_a_link_of_their_own(office):
    MembershipFactory(lead=True, partner=office.lead.partner)
    assert reminded(office, days=-7) == 2
    links = {row.link.user_id == row.reader_id for row in Notification.objects.filter(kind="call.reminder")}
    assert links == {True}


def test_who_has_answered_is_left_in_peace(office):
    other = CallAnswerFactory(call=office.call, partner=MembershipFactory(lead=True).partner)
    CallAnswer.objects.filter(pk=other.pk).update(answered_at=clock.now(), interest=Interest.FULL)
    assert reminded(office, days=-7) == 1
    office.answers(Interest.NOT_NOW)
    assert reminded(office, days=-2) == 0


def test_of_a_closed_call_nobody_is_reminded(office):
    close_call(call_id=office.call.pk, by=office.by, now=clock.now())
    assert reminded(office, days=-7) == 0


def test_of_a_draft_nobody_is_reminded():
    assert reminded(Office(is_open=False), days=-7) == 0


def test_a_partner_that_was_only_just_asked_is_left_in_peace_for_a_day(office):
    now = clock.now()
    Call.objects.filter(pk=office.call.pk).update(answer_by=now + timedelta(days=2))
    CallAnswer.objects.filter(pk=office.answer.pk).update(sent_at=now - timedelta(hours=3))
    assert remind(now=now + timedelta(hours=1), rules=RULE) == 0
    assert remind(now=now + timedelta(hours=22), rules=RULE) == 1


def test_a_partner_that_was_chased_by_hand_today_is_left_in_peace_for_a_day(office):
    at = office.call.answer_by - timedelta(days=7)
    CallAnswer.objects.filter(pk=office.answer.pk).update(chased_at=at)
    assert reminded(office, days=-7) == 0
    assert reminded(office, days=-6) == 1


def past(office):
    """The call's deadline was an hour ago."""
    Call.objects.filter(pk=office.call.pk).update(answer_by=clock.now() - timedelta(hours=1))


def test_a_call_closes_by_itself_once_and_both_sides_are_told(office):
    office.answers(places=6)
    silent = CallAnswerFactory(call=office.call, partner=MembershipFactory(lead=True).partner)
    assert sweep_calls() == 0
    past(office)
    assert [sweep_calls(), sweep_calls()] == [1, 0]
    call = Call.objects.get(pk=office.call.pk)
    row = call.transitions.get()
    assert (call.state, row.move, row.by, row.via) == (CallState.CLOSED, "close", None, "clock")
    told = {row.reader_id: row.subject for row in Notification.objects.filter(kind="call.closed")}
    assert told == {
        office.lead.user_id: f"{call.institute} counts on you: {call}",
        office.coordinator.user_id: f"{call} is closed: 6 of {call.places} places promised",
    }
    assert (
        "Partners without an answer: 1."
        in Notification.objects.get(reader=office.coordinator.user, kind="call.closed").body
    )
    assert silent.partner.memberships.get().user.notifications.count() == 0


def test_the_clock_closes_nothing_before_its_time(office):
    with pytest.raises(Refusal, match="has not passed"):
        close_call(call_id=office.call.pk, by=CLOCK, now=clock.now())


def test_a_deadline_that_was_moved_while_the_clock_looked_on_holds(office):
    past(office)
    later = clock.now() + timedelta(days=5)
    extend_call(call_id=office.call.pk, by=office.by, now=clock.now(), answer_by=later)
    assert (sweep_calls(), Call.objects.get(pk=office.call.pk).answer_by) == (0, later)


def test_a_later_deadline_brings_reminders_of_its_own(office):
    assert reminded(office, days=-2) == 1
    Call.objects.filter(pk=office.call.pk).update(answer_by=office.call.answer_by + timedelta(days=20))
    office.call.refresh_from_db()
    assert [reminded(office, days=days) for days in (-8, -7, -2)] == [0, 1, 1]
