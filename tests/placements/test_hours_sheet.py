"""Opening hours: one approved sum a placement, marked wherever it counts, superseded and never rewritten."""

from datetime import time

import pytest
from django.db import IntegrityError, InternalError, transaction

from core import clock
from core.errors import Refusal
from evaluations.services.certificates_facts import facts_of
from placements.models import HoursEntry, Placement
from placements.services.hours import log_hours
from placements.services.hours_opening import open_hours
from placements.services.hours_sheet import minutes_of, said_hours
from tests.factories.institutions import a_day
from tests.factories.placements import HoursEntryFactory, PlacementFactory
from tests.factories.students import membership_of
from tests.placements.term import OPENING, Term, a_term, changes, problems
from tests.students.lists import confirm, figures

pytestmark = pytest.mark.django_db
STATEMENTS = 47  # for any number of lines


@pytest.fixture
def term() -> Term:
    term = a_term()
    term.bring(*(term.line(n) for n in (1, 2, 3)))
    return term


def test_a_sum_is_approved_and_counts_and_says_who_had_approved_it(term):
    assert figures(term.bring_hours(term.opening())) == (1, 0, 0)
    entry = HoursEntry.objects.get()
    placement = entry.placement
    placement.refresh_from_db()
    entry.placement = placement
    assert (entry.minutes, entry.state, entry.approved_by, entry.counted_until) == (
        7230,
        "approved",
        "Dr Sana Mirza",
        a_day(-2),
    )
    assert (placement.approved_minutes, placement.student) == (7230, term.students[0])
    (row,) = entry.transitions.all()
    assert (row.by, row.note) == (
        term.office.coordinator.user,
        "Brought over: approved by Dr Sana Mirza in the earlier records.",
    )


def test_sums_are_written_in_as_many_statements_for_three_lines_as_for_thirty(django_assert_num_queries):
    term = a_term(students=33, places=40)
    term.bring(*(term.line(n) for n in range(1, 34)))
    for numbers in (range(1, 4), range(4, 34)):
        kept = term.send(*map(term.opening, numbers), noun="opening_hours", head=OPENING)
        with django_assert_num_queries(STATEMENTS):
            confirm(term.office, kept)
    assert set(Placement.objects.values_list("approved_minutes", flat=True)) == {7230}
    assert HoursEntry.objects.filter(transitions__move="approve").count() == 33


def test_the_same_list_again_has_nothing_to_do(term):
    term.bring_hours(term.opening(1), term.opening(2))
    kept = term.send(term.opening(1), term.opening(2), noun="opening_hours", head=OPENING)
    assert figures(kept) == (0, 0, 2)


def test_another_figure_supersedes_with_its_reason_and_the_old_one_stays(term):
    term.bring_hours(term.opening())
    old = HoursEntry.objects.get()
    bare = term.send(term.opening(hours="100"), noun="opening_hours", head=OPENING)
    assert problems(bare) == [
        (2, "Reason", "120 h 30 min stand here. Say in the column “Reason” why it becomes 100 h.")
    ]
    kept = term.send(term.opening(hours="100", reason="Night shifts counted twice"), noun="opening_hours", head=OPENING)
    assert changes(kept) == {2: [["Hours approved", "120:30", "100"]]}
    confirm(term.office, kept)
    old.refresh_from_db()
    new = HoursEntry.objects.get(supersedes=old)
    assert (old.state, old.minutes, old.transitions.latest("pk").note) == (
        "superseded",
        7230,
        "Night shifts counted twice",
    )
    assert (new.minutes, new.reason, Placement.objects.get(pk=new.placement_id).approved_minutes) == (
        6000,
        "Night shifts counted twice",
        6000,
    )


BAD = {
    "no student": ({"roll": "R-9"}, "Roll number"),
    "no partner": ({"partner": "Nowhere"}, "Partner"),
    "no department": ({"department": "Ward 9"}, "Department"),
    "no placement of that day": ({"first": "2026-01-01"}, "First day"),
    "no day": ({"until": "later"}, "Counted until"),
    "before the first": ({"until": "2026-01-01"}, "Counted until"),
    "ahead": ({"until": a_day(5)}, "Counted until"),
    "no number": ({"hours": "lots"}, "Hours approved"),
    "nothing": ({"hours": "0"}, "Hours approved"),
    "more than the days have": ({"hours": "900"}, "Hours approved"),
    "nobody approved": ({"by": ""}, "Approved by"),
    "a number for a name": ({"by": "42101-1234567-1"}, "Approved by"),
}


@pytest.mark.parametrize("kind", BAD)
def test_every_bad_line_is_named_by_line_and_column(term, kind):
    cells, heading = BAD[kind]
    kept = term.send(term.opening(1), term.opening(2, **cells), noun="opening_hours", head=OPENING)
    assert [problem[:2] for problem in problems(kept)] == [(3, heading)]
    with pytest.raises(Refusal):
        confirm(term.office, kept)
    assert HoursEntry.objects.count() == 0


def test_hours_of_a_placement_that_was_made_in_the_portal_are_its_students_to_enter(term):
    placement = PlacementFactory(
        application__student=term.students[0], application__slot__full_time=False, full_time=False
    )
    with pytest.raises(Refusal, match="made in the portal"):
        open_hours(
            placement_id=placement.pk, by=term.office.actor, now=clock.now(), until=a_day(-2), minutes=60, approved_by="Dr A"
        )  # fmt: skip


def test_days_that_are_counted_take_no_shift_and_days_with_shifts_take_no_sum(term):
    term.bring_hours(term.opening())
    placement = Placement.objects.get(student=term.students[0])
    said = {"starts": time(8), "ends": time(16), "break_minutes": 0, "category": "direct_care", "note": ""}
    by = membership_of(term.students[0]).as_actor()
    with pytest.raises(Refusal, match="are part of what was brought over"):
        log_hours(placement_id=placement.pk, by=by, now=clock.now(), day=a_day(-3), **said)
    log_hours(placement_id=placement.pk, by=by, now=clock.now(), day=a_day(-1), **said)
    HoursEntryFactory(placement=Placement.objects.get(student=term.students[1]))
    kept = term.send(term.opening(2, until=a_day(-1)), noun="opening_hours", head=OPENING)
    assert problems(kept) == [
        (
            2,
            "Counted until",
            "The student has entered shifts on these days already. Count the brought hours until the day before the first of them.",
        )
    ]


def test_a_certificate_says_how_much_was_brought_over(term):
    term.bring(term.line(1, hours="100"))
    term.bring_hours(term.opening())
    facts = facts_of(Placement.objects.get(student=term.students[0]), now=clock.now())
    assert (facts["minutes"], facts["brought"]) == (7230, {"minutes": 7230, "by": "Dr Sana Mirza"})


@pytest.mark.parametrize(
    "change",
    [{"minutes": 1}, {"approved_by": "Dr Other"}, {"state": "draft"}, {"state": "superseded", "minutes": 1}],
)
def test_the_database_lets_no_opening_hours_be_rewritten(term, change):
    term.bring_hours(term.opening())
    with pytest.raises(InternalError, match="approved_hours_never_change"), transaction.atomic():
        HoursEntry.objects.update(**change)
    with pytest.raises(InternalError, match="approved_hours_never_change"), transaction.atomic():
        HoursEntry.objects.all().delete()


def test_the_database_lets_no_shift_be_superseded_once_approved(term):
    entry = HoursEntryFactory(approved=True, placement=Placement.objects.get(student=term.students[0]))
    with pytest.raises(InternalError, match="approved_hours_never_change"), transaction.atomic():
        HoursEntry.objects.filter(pk=entry.pk).update(state="superseded")


def test_the_database_keeps_one_sum_a_placement_no_longer_than_its_days(term):
    term.bring_hours(term.opening())
    first = HoursEntry.objects.get()
    fields = {"placement": first.placement, "state": "approved", "submitted_at": clock.now(), "approved_by": "Dr B"}
    later = {"started_at": clock.now(), "ended_at": clock.now() + (first.ended_at - first.started_at)}
    with pytest.raises(IntegrityError, match="one_sum_of_opening_hours"), transaction.atomic():
        HoursEntry.objects.create(**fields, **later, minutes=60)
    other = fields | {"placement": Placement.objects.get(student=term.students[1])}
    with pytest.raises(IntegrityError, match="minutes_are_the_shift_less_its_break"), transaction.atomic():
        HoursEntry.objects.create(**other, **later, minutes=60 * 24 * 365)
    with pytest.raises(IntegrityError, match="opening_hours_were_approved"), transaction.atomic():
        HoursEntry.objects.create(**(other | {"state": "submitted"}), **later, minutes=60)


@pytest.mark.parametrize(
    ("cell", "minutes"), [("120", 7200), ("120.5", 7230), ("120:30", 7230), ("0,25", 15), ("8h30", 510)]
)
def test_hours_are_read_as_people_write_them(cell, minutes):
    assert minutes_of(cell) == minutes
    assert minutes_of(said_hours(minutes)) == minutes
