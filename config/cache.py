"""The cache, which may be away: nothing that matters lives there alone, so pages go on without it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import structlog
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as CannotConnect
from redis.exceptions import ResponseError as TakesNothing
from redis.exceptions import TimeoutError as TakesTooLong

log = structlog.get_logger(__name__)
AWAY = (CannotConnect, TakesTooLong, TakesNothing)  # the last one: its disk or its memory is full


class Tables(ABC):
    """Small tables of figures beside the cache's keys: a name, fields, numbers. Kept by the server, so that every process adds to one.

    Subclasses say how. What is here may be lost at any time; it tells how the portal does, nothing more.
    """

    @abstractmethod
    def count(self, by: Mapping[str, Mapping[str, float]], *, keep: int) -> None:
        """Add to the fields of each table; a table that nobody adds to for `keep` seconds is gone."""

    @abstractmethod
    def note(self, name: str, fields: Mapping[str, float], *, keep: int) -> None:
        """Set fields of one table."""

    @abstractmethod
    def tables(self, names: Sequence[str]) -> list[dict[str, float]]:
        """The tables, in one question; an empty one where there is none."""


class ValkeyCache(Tables, RedisCache):
    """Django's own, answering as an empty cache that keeps nothing while its server is away."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return _ask(super().get, key, default, version, away=default)

    def get_many(self, keys: Any, version: int | None = None) -> Any:
        return _ask(super().get_many, keys, version, away={})

    def has_key(self, key: Any, version: int | None = None) -> Any:
        return _ask(super().has_key, key, version, away=False)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return _ask(super().set, *args, away=None, **kwargs)

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> Any:
        return _ask(super().set_many, data, *args, away=list(data), **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return _ask(super().add, *args, away=False, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return _ask(super().touch, *args, away=False, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return _ask(super().delete, *args, away=False, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return _ask(super().delete_many, *args, away=None, **kwargs)

    def clear(self) -> Any:
        """False when it holds what it held. Our own keys alone: the broker's queues stand in the same database."""

        def ask() -> bool:
            line = self._cache.get_client(None, write=True)
            for name in line.scan_iter(match=f"{self.key_prefix}:*", count=1000):
                line.unlink(name)
            return True

        return _ask(ask, away=False)

    def incr(self, key: Any, *args: Any, **kwargs: Any) -> Any:
        """As for a key that is not there, ValueError: who counts must know what to do then."""
        try:
            return super().incr(key, *args, **kwargs)
        except AWAY as error:
            raise ValueError(key) from error

    def count(self, by: Mapping[str, Mapping[str, float]], *, keep: int) -> None:
        def ask() -> None:
            line = self._line(write=True)
            for name, fields in by.items():
                for field, number in fields.items():
                    line.hincrbyfloat(self._named(name), field, number)
                line.expire(self._named(name), keep)
            line.execute()

        _ask(ask, away=None)

    def note(self, name: str, fields: Mapping[str, float], *, keep: int) -> None:
        def ask() -> None:
            line = self._line(write=True)
            line.hset(self._named(name), mapping=dict(fields))
            line.expire(self._named(name), keep)
            line.execute()

        _ask(ask, away=None)

    def tables(self, names: Sequence[str]) -> list[dict[str, float]]:
        def ask() -> list[dict[str, float]]:
            line = self._line(write=False)
            for name in names:
                line.hgetall(self._named(name))
            return [{field.decode(): float(n) for field, n in found.items()} for found in line.execute()]

        found: list[dict[str, float]] = _ask(ask, away=[{} for _name in names])
        return found

    def _named(self, name: str) -> str:
        return self.make_and_validate_key(f"table:{name}")

    def _line(self, *, write: bool) -> Any:
        return self._cache.get_client(None, write=write).pipeline(transaction=False)


class ProcessCache(Tables, LocMemCache):
    """The same within one process, for the suite."""

    def count(self, by: Mapping[str, Mapping[str, float]], *, keep: int) -> None:
        for name, fields in by.items():
            held = self.get(f"table:{name}", {})
            self.set(f"table:{name}", held | {f: held.get(f, 0) + n for f, n in fields.items()}, timeout=keep)

    def note(self, name: str, fields: Mapping[str, float], *, keep: int) -> None:
        self.set(f"table:{name}", {**self.get(f"table:{name}", {}), **fields}, timeout=keep)

    def tables(self, names: Sequence[str]) -> list[dict[str, float]]:
        found = self.get_many([f"table:{name}" for name in names])
        return [found.get(f"table:{name}", {}) for name in names]


def emptied() -> bool:
    """Empty the cache. False when its server is away, and holds what it held."""
    return cast("Any", cache).clear() is not False


def _ask(question: Callable[..., Any], *args: Any, away: Any, **kwargs: Any) -> Any:
    """What the server answers, or `away` when there is none."""
    try:
        return question(*args, **kwargs)
    except AWAY as error:
        log.warning("cache_away", error=type(error).__name__)
        return away
