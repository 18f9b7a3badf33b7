"""Shifts entered in several windows at once are judged one after the other: real threads on real PostgreSQL.

No constraint knows stretches of shifts; the lock of the placement, which each service takes first, is what keeps them.
"""

from datetime import time, timedelta
from itertools import permutations

import pytest

from core.errors import Refusal
from placements.models import HoursEntry
from tests.factories.institutions import a_day
from tests.placements.ward import a_ward
from tests.races import race, refusals

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = a_day(0)
MONDAY = TODAY - timedelta(days=TODAY.weekday() + 7)  # of last week
TUESDAY = MONDAY + timedelta(days=1)
NO_REST = "without a rest; with the shifts right beside it, this would make it"


@pytest.fixture
def ward():
    return a_ward()


@pytest.mark.parametrize("turn", range(4))
def test_of_two_shifts_without_a_rest_between_them_one_needs_a_reason(ward, turn):
    now = ward.at(TODAY, 12)
    shifts = [(MONDAY, time(12), time(0)), (TUESDAY, time(0), time(12))]
    calls = [lambda day=day, ends=ends: ward.log(day, now, *ends) for day, *ends in shifts]
    (refused,) = refusals(race(calls), Refusal)
    assert (NO_REST in refused.reason, refused.field, HoursEntry.objects.count()) == (True, "exception_reason", 1)


@pytest.mark.parametrize("order", list(permutations(range(3)))[::2])
def test_whoever_closes_a_chain_of_shifts_needs_a_reason(ward, order):
    now = ward.at(TODAY, 12)
    shifts = [(MONDAY, time(18), time(23)), (MONDAY, time(23), time(4)), (TUESDAY, time(4), time(9))]
    calls = [lambda day=day, ends=ends: ward.log(day, now, *ends) for day, *ends in (shifts[n] for n in order)]
    (refused,) = refusals(race(calls), Refusal)
    assert (f"{NO_REST} 15 h" in refused.reason, HoursEntry.objects.count()) == (True, 2)
