"""What the clock reminds of, and that it does so once."""

from datetime import timedelta

import pytest

from core import clock
from notifications.models import Notification
from notifications.reminders import RULES, remind
from tests.factories.institutions import a_day
from tests.factories.placements import HoursEntryFactory
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db


def run(rule, now):
    """How many reminders the rule writes at `now`, and to whom so far."""
    written = remind(now=now, rules=[RULES[rule]])
    return written, sorted(Notification.objects.filter(kind=rule).values_list("reader__name", flat=True))


def waiting(ward, days):
    return HoursEntryFactory(placement=ward.placement, submitted_at=clock.now() - timedelta(days=days))


def test_hours_unsigned_for_two_weeks_are_one_reminder_a_placement():
    ward = a_ward()
    for days in (16, 15, 14, 3):
        waiting(ward, days)
    now = clock.now()
    assert run("hours.unsigned", now) == (1, [ward.supervisor.user.name])
    assert run("hours.unsigned", now + timedelta(days=1))[0] == 0
    assert Notification.objects.get(kind="hours.unsigned").path == f"/placements/{ward.pk}/hours/sign/"


def test_hours_unsigned_for_less_than_two_weeks_are_not_mentioned():
    ward = a_ward()
    waiting(ward, 13)
    HoursEntryFactory(placement=ward.placement, approved=True, submitted_at=clock.now() - timedelta(days=20))
    assert run("hours.unsigned", clock.now()) == (0, [])


def test_hours_unsigned_speak_again_when_the_next_ones_grow_old():
    ward = a_ward()
    first = waiting(ward, 14)
    waiting(ward, 10)
    now = clock.now()
    assert run("hours.unsigned", now)[0] == 1
    ward.approve(first, now=now)
    assert run("hours.unsigned", now + timedelta(days=1))[0] == 0
    assert run("hours.unsigned", now + timedelta(days=4))[0] == 1


def test_a_placement_that_starts_within_a_week_is_told_to_who_will_meet():
    ward = a_ward(confirmed=True, first=7)
    a_ward(confirmed=True, first=8)
    a_ward(planned=True, first=3)
    met = sorted(membership.user.name for membership in (ward.student, ward.supervisor, ward.lead))
    assert run("placement.starting", ward.at(a_day(0), 9)) == (3, met)
    assert run("placement.starting", ward.at(a_day(0), 15))[0] == 0


def test_a_placement_that_no_agreement_covers_is_told_to_both_offices():
    ward = a_ward(planned=True, first=14)
    a_ward(planned=True, first=16)
    a_ward(confirmed=True, first=10)
    offices = sorted([ward.coordinator.user.name, ward.lead.user.name])
    assert run("placement.uncovered", clock.now()) == (2, offices)
    assert ward.placement.starts_on == a_day(14)
