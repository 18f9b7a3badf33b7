"""The same list brought in twice at one moment: each placement once, each sum once. Real threads on real PostgreSQL."""

from functools import partial

import pytest

from core import clock
from core.errors import Refusal
from institutions.services import imports as services
from placements.models import HoursEntry, Placement, Slot
from tests.placements.term import OPENING, a_term
from tests.races import race, refusals
from tests.students.lists import figures


def confirming(term, kept):
    return partial(services.confirm_import, import_id=kept.pk, by=term.office.actor, now=clock.now())


@pytest.mark.django_db(transaction=True)
def test_two_lists_of_one_term_bring_each_placement_once():
    term = a_term(students=4)
    part_time = [term.line(n, full_time="no") for n in (1, 2, 3, 4)]
    first, second = term.send(*part_time), term.send(*reversed(part_time))
    results = race([confirming(term, first), confirming(term, second)])
    assert refusals(results, Refusal) == []
    assert sorted(kept.done_at is not None for kept in results) == [False, True]
    (late,) = [kept for kept in results if kept.done_at is None]
    assert (late.report["overtaken"], figures(late)) == (True, (0, 0, 4))
    assert (Placement.objects.count(), Slot.objects.get().places, Slot.objects.get().held) == (4, 4, 4)


@pytest.mark.django_db(transaction=True)
def test_two_lists_of_opening_hours_count_each_sum_once():
    term = a_term(students=2)
    term.bring(term.line(1), term.line(2))
    lines = [term.opening(1), term.opening(2)]
    kept = [term.send(*some, noun="opening_hours", head=OPENING) for some in (lines, lines[::-1])]
    results = race([confirming(term, one) for one in kept])
    assert sorted(one.done_at is not None for one in results) == [False, True]
    assert HoursEntry.objects.count() == 2
    assert set(Placement.objects.values_list("approved_minutes", flat=True)) == {7230}
