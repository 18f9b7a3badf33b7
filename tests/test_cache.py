"""Pages go on while the cache is away."""

import fnmatch

import pytest
from django.core.cache.backends.base import BaseCache
from redis import Redis
from redis.client import Pipeline
from redis.exceptions import ResponseError

from config.cache import ValkeyCache
from config.operations import tallies
from core import limits
from core.limits import Limit


@pytest.fixture
def away(tmp_path) -> BaseCache:
    """A cache whose server nobody started."""
    return ValkeyCache(f"unix://{tmp_path}/nobody.sock", {})


def test_a_cache_that_is_away_is_an_empty_one(away):
    assert (away.get("a", "b"), away.get_many(["a"]), away.has_key("a"), "a" in away) == ("b", {}, False, False)
    assert (away.get_or_set("a", lambda: "made"), away.delete("a"), away.touch("a")) == ("made", False, False)


def test_what_is_given_to_a_cache_that_is_away_is_lost_without_a_word(away):
    away.set("a", 1)
    away.delete_many(["a"])
    assert (away.add("a", 1), away.set_many({"a": 1})) == (False, ["a"])


def test_a_cache_that_is_away_cannot_be_emptied_and_says_so(away):
    assert away.clear() is False


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["MISCONF Errors writing to the AOF file", "OOM command not allowed", "READONLY"])
def test_pages_go_on_while_the_server_takes_no_writes(words, client, monkeypatch, away):
    """A full disk or memory: it answers, but with a no."""

    def refuses(*_args, **_kwargs):
        raise ResponseError(words)

    monkeypatch.setattr(Pipeline, "execute", refuses)
    monkeypatch.setattr(Redis, "execute_command", refuses)
    monkeypatch.setattr(tallies, "cache", away)
    monkeypatch.setattr(limits, "cache", away)
    assert client.get("/verify/SECRETCODE/").status_code == 404
    assert (away.get("a", "b"), Limit("searches", most=1, seconds=60).spend("somebody")) == ("b", True)


def test_nobody_is_turned_away_because_nothing_can_be_counted(away, monkeypatch):
    monkeypatch.setattr(limits, "cache", away)
    assert [Limit("searches", most=1, seconds=60).spend("somebody") for _time in range(3)] == [True] * 3


class Server:
    """A server that holds these keys."""

    def __init__(self, *names):
        self.names = list(names)

    def scan_iter(self, *, match, count):
        return iter(fnmatch.filter(self.names, match)[:count])

    def unlink(self, name):
        self.names.remove(name)


def test_an_emptied_cache_leaves_the_queues_in_the_same_database_alone(away, monkeypatch):
    held = Server("wardbridge:1:session", "mail", "wardbridge:1:table:pulse", "_kombu.binding.mail")
    away.key_prefix = "wardbridge"
    monkeypatch.setattr(away._cache, "get_client", lambda _key, *, write: held)
    assert away.clear() is True
    assert held.names == ["mail", "_kombu.binding.mail"]
