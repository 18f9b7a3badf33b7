"""Points into shares, shares into an order, reviewers' spreads: pure."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placements.matching.merit import overall, ranked, share, spread, together

D = Decimal


def test_the_most_is_a_hundred_and_the_least_is_nothing():
    assert (share({1: 5, 2: 5}, {1: 3, 2: 1}), share({1: 1, 2: 1}, {1: 3, 2: 1})) == (D(100), D(0))


def test_a_criterion_counts_by_its_weight():
    assert (share({1: 5, 2: 1}, {1: 3, 2: 1}), share({1: 1, 2: 5}, {1: 3, 2: 1})) == (D(75), D(25))


def test_a_criterion_without_points_is_a_mistake():
    with pytest.raises(ValueError, match="every criterion"):
        share({1: 5}, {1: 1, 2: 1})


def test_several_reviewers_count_alike():
    assert (together([D(50), D(75), D(76)]), together([])) == (D("67.00"), None)


def test_an_interview_that_was_not_held_does_not_count():
    assert overall([(D(60), 4), (None, 12)]) == D(60)
    assert overall([(D(60), 4), (D(90), 12)]) == D("82.50")
    assert overall([(None, 4)]) is None


def test_equals_share_a_rank_and_the_next_counts_them():
    order = ranked({"a": D(50), "b": D(80), "c": D(80), "d": D(10)})
    assert [(row.key, row.rank, row.is_tied) for row in order] == [
        ("b", 1, True),
        ("c", 1, True),
        ("a", 3, False),
        ("d", 4, False),
    ]


def test_a_spread_says_how_far_a_reviewer_is_from_the_others_on_the_same_ones():
    found = spread({"a": D(80), "b": D(60), "c": D(10)}, {"a": [D(60), D(80)], "b": [D(40)], "c": []})
    assert (found.count, found.lowest, found.middle, found.highest, found.apart) == (3, 10.0, 60.0, 80.0, 15.0)


def test_one_score_has_no_width_and_alone_no_distance():
    found = spread({"a": D(40)}, {"a": []})
    assert (found.lower, found.middle, found.upper, found.apart) == (40.0, 40.0, 40.0, None)
    assert spread({}, {}) is None


shares = st.dictionaries(st.integers(), st.decimals(0, 100, places=2), max_size=30)


@given(shares)
def test_a_rank_is_one_more_than_how_many_stand_higher(given_shares):
    for row in ranked(given_shares):
        assert row.rank == 1 + sum(other > row.share for other in given_shares.values())
