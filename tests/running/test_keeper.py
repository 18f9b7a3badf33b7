"""How long a server that falls over is started again."""

import signal
from collections.abc import Sequence

import pytest

from config import keeper

TRIES = 5


class Hours:
    """Time that passes where somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class Kept(keeper.Keeper):
    """A keeper whose servers live for so many seconds, one after the other; after the last nobody wants one any more."""

    def __init__(self, lives: Sequence[float], hours: Hours, log) -> None:
        super().__init__([], account=(0, 0), stop=signal.SIGTERM, log=log)
        self.lives, self.hours, self.started = list(lives), hours, 0

    def _start(self):
        self.started += 1
        return self

    def wait(self) -> None:
        self.hours.sleep(self.lives.pop(0))
        if not self.lives:
            self.unwanted.set()


@pytest.fixture
def kept(monkeypatch, tmp_path):
    hours = Hours()
    monkeypatch.setattr(keeper, "time", hours)
    return lambda *lives: Kept(lives, hours, tmp_path / "log")


def test_a_server_that_never_stayed_up_is_given_up_after_some_tries(kept):
    one = kept(*[0.1] * 20)
    one.run()
    assert one.started == TRIES
    assert one.hours.now < 5


def test_a_server_that_did_stay_up_is_tried_for_as_long_as_it_is_wanted(kept):
    """As PostgreSQL is, while a session of before still computes or the disk is full; with longer breaths in the end."""
    one = kept(3600, *[0.1] * 20, 60)
    one.run()
    assert one.started == 22
    assert 3660 + 40 < one.hours.now < 3660 + 60
