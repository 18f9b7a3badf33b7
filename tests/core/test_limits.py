"""Rate limits: counted for each visitor and each limit apart."""

from core.limits import Limit

TWICE = Limit("tests of limits", most=2, seconds=3600)


def test_a_limit_lets_through_as_many_as_it_says():
    assert [TWICE.spend("10.0.0.1") for _time in range(4)] == [True, True, False, False]


def test_a_limit_is_spent_for_one_visitor_and_not_for_another():
    for _time in range(2):
        TWICE.spend("10.0.0.1")
    assert (TWICE.is_spent("10.0.0.1"), TWICE.is_spent("10.0.0.2")) == (True, False)


def test_two_limits_do_not_share_a_count():
    TWICE.spend("10.0.0.1")
    TWICE.spend("10.0.0.1")
    assert Limit("other tests of limits", most=2, seconds=3600).is_spent("10.0.0.1") is False


def test_asking_whether_a_limit_is_spent_costs_nothing():
    for _time in range(9):
        TWICE.is_spent("10.0.0.1")
    assert TWICE.spend("10.0.0.1") is True
