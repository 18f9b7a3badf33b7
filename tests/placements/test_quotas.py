"""Places by quota group: cases by hand, and what holds of every one of thousands."""

from hypothesis import given
from hypothesis import strategies as st

from placements.matching.quotas import Candidate, Group, fill


def people(**groups):
    """Candidates by name in the order of merit, each with its groups as letters."""
    return [Candidate(name, tuple(letters)) for name, letters in groups.items()]


def seats(plan):
    return [(place.candidate, place.group, place.is_leftover) for place in plan.places]


def test_each_group_takes_its_best_in_the_order_of_groups():
    plan = fill([Group("o", 1), Group("w", 2)], people(asma="wo", bilal="o", zara="w", hina="w"))
    assert seats(plan) == [("asma", "o", False), ("zara", "w", False), ("hina", "w", False)]
    assert (plan.empty, plan.group_of("bilal")) == (0, None)


def test_what_a_group_leaves_over_goes_to_the_others_in_their_turn():
    groups = [Group("d", 2), Group("o", 1, 2), Group("w", 1, 1)]
    plan = fill(groups, people(asma="wo", bilal="o", zara="w", omar="o"))
    assert seats(plan) == [("asma", "o", False), ("zara", "w", False), ("bilal", "o", True), ("omar", "o", True)]
    assert (plan.left, plan.empty) == ({"d": 2, "o": 0, "w": 0}, 0)


def test_without_a_turn_a_place_stays_empty():
    plan = fill([Group("d", 2), Group("o", 1)], people(asma="o", bilal="o"))
    assert (seats(plan), plan.empty) == ([("asma", "o", False)], 2)


letters = "abcd"
groups_ = st.lists(st.tuples(st.integers(0, 4), st.none() | st.integers(1, 4)), min_size=1, max_size=4).map(
    lambda rows: [Group(letters[i], places, turn) for i, (places, turn) in enumerate(rows)]
)
crowds = st.lists(st.sets(st.sampled_from(letters)), max_size=12).map(
    lambda sets: [Candidate(i, frozenset(some)) for i, some in enumerate(sets)]
)


@given(groups_, crowds)
def test_nobody_has_two_places_and_no_place_is_given_that_is_not_there(groups, crowd):
    plan = fill(groups, crowd)
    seated = [place.candidate for place in plan.places]
    assert len(seated) == len(set(seated))
    assert len(seated) + plan.empty == sum(group.places for group in groups)


@given(groups_, crowds)
def test_everybody_stands_in_a_group_of_their_own(groups, crowd):
    of = {candidate.key: candidate.groups for candidate in crowd}
    assert [p for p in fill(groups, crowd).places if p.group not in of[p.candidate]] == []


@given(groups_, crowds)
def test_nobody_is_passed_over_within_a_group(groups, crowd):
    plan = fill(groups, crowd)
    without = [c for c in crowd if plan.group_of(c.key) is None]
    passed = [(p, c) for p in plan.places for c in without if p.group in c.groups and c.key < p.candidate]
    assert passed == []


@given(groups_, crowds)
def test_a_place_stays_empty_only_when_no_group_that_takes_leftovers_has_a_member_without_one(groups, crowd):
    plan = fill(groups, crowd)
    takers = {group.key for group in groups if group.turn is not None}
    waiting = [c for c in crowd if plan.group_of(c.key) is None and takers & set(c.groups)]
    assert plan.empty == 0 or waiting == []


@given(groups_, crowds)
def test_without_leftovers_no_group_has_more_than_its_own(groups, crowd):
    plan = fill(groups, crowd)
    own = {group.key: sum(p.group == group.key and not p.is_leftover for p in plan.places) for group in groups}
    assert own == {group.key: group.places - plan.left[group.key] for group in groups}
