"""The cache, which may be away: nothing that matters lives there alone, so pages go on without it."""

from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as CannotConnect
from redis.exceptions import TimeoutError as TakesTooLong

log = structlog.get_logger(__name__)
AWAY = (CannotConnect, TakesTooLong)


class ValkeyCache(RedisCache):
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

    def incr(self, key: Any, *args: Any, **kwargs: Any) -> Any:
        """As for a key that is not there, ValueError: who counts must know what to do then."""
        try:
            return super().incr(key, *args, **kwargs)
        except AWAY as error:
            raise ValueError(key) from error


def _ask(question: Callable[..., Any], *args: Any, away: Any, **kwargs: Any) -> Any:
    """What the server answers, or `away` when there is none."""
    try:
        return question(*args, **kwargs)
    except AWAY as error:
        log.warning("cache_away", error=type(error).__name__)
        return away
