"""Summaries of ordinal judgements: counted and put in order, never averaged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.summaries import distribution, is_one_line


def test_answers_all_alike_are_noticed_from_four_on_and_not_observed_is_no_step():
    assert [is_one_line(given) for given in ("4444", "444", "4443", ["unseen"] * 5, "", ["", "", "", ""])] == [
        True, False, False, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("ranks", "median", "unseen"),
    [
        ([], None, 0),
        ([None, None], None, 2),
        ([4], (4, 4), 0),
        ([1, 5], (1, 5), 0),
        ([5, 1, 4], (4, 4), 0),
        ([2, 2, 3, 5, None], (2, 3), 1),
    ],
)
def test_the_median_is_a_rank_or_two_and_not_observed_counts_beside(ranks, median, unseen):
    summary = distribution(ranks, points=range(1, 6))
    assert (summary.median, summary.unseen) == (median, unseen)


def test_the_distribution_names_every_point_of_the_scale():
    assert distribution([3, 3, None, 5], points=[5, 4, 3, 2, 1]).counts == ((1, 0), (2, 0), (3, 2), (4, 0), (5, 1))


def test_a_rank_that_the_scale_has_not_is_a_mistake():
    with pytest.raises(ValueError, match="not on the scale"):
        distribution([6], points=range(1, 6))


@given(st.lists(st.one_of(st.none(), st.integers(1, 5)), max_size=40))
def test_half_of_the_judgements_stand_on_either_side_of_the_median(ranks):
    summary = distribution(ranks, points=range(1, 6))
    given_ranks = [rank for rank in ranks if rank is not None]
    assert (summary.given, summary.unseen) == (len(given_ranks), len(ranks) - len(given_ranks))
    if summary.median is not None:
        low, high = summary.median
        assert 2 * sum(rank <= low for rank in given_ranks) >= len(given_ranks)
        assert 2 * sum(rank >= high for rank in given_ranks) >= len(given_ranks)
        assert {low, high} <= set(given_ranks)
