"""What the clock reminds of while somebody learns, and that it does so once."""

from datetime import timedelta

import pytest

from core import clock
from tests.factories.institutions import a_day
from tests.factories.learning import LearningContractFactory, MentorMeetingFactory
from tests.placements.test_training_reminders import run
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return a_ward()


@pytest.mark.parametrize(("days", "written"), [(4, 0), (5, 1)])
def test_a_proposal_without_a_word_for_five_days_is_one_reminder(ward, days, written):
    now = clock.now()
    LearningContractFactory(placement=ward.placement, proposed_at=now - timedelta(days=days))
    assert run("contract.waiting", now) == (written, [ward.supervisor.user.name] * written)
    assert run("contract.waiting", now + timedelta(minutes=1))[0] == 0


def test_a_contract_that_is_agreed_or_not_under_way_is_not_mentioned(ward):
    now = clock.now()
    for placement, said in ((ward.placement, {"agreed": True}), (a_ward(confirmed=True).placement, {})):
        LearningContractFactory(placement=placement, proposed_at=now - timedelta(days=9), **said)
    assert run("contract.waiting", now) == (0, [])


def test_the_next_meeting_is_mentioned_on_the_day_before_and_not_when_it_was_moved(ward):
    now = ward.at(a_day(0), 12)
    MentorMeetingFactory(placement=ward.placement, day=a_day(-9), next_on=a_day(1))
    assert run("meeting.tomorrow", now - timedelta(days=1)) == (0, [])
    assert run("meeting.tomorrow", now) == (1, [ward.student.user.name])
    moved = a_ward()
    MentorMeetingFactory(placement=moved.placement, day=a_day(-9), next_on=a_day(1))
    MentorMeetingFactory(placement=moved.placement, day=a_day(-1), next_on=a_day(20))
    assert run("meeting.tomorrow", now + timedelta(minutes=1)) == (0, [ward.student.user.name])
