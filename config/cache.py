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
        return _unless_away(default, super().get, key, default, version)

    def get_many(self, keys: Any, version: int | None = None) -> Any:
        return _unless_away({}, super().get_many, keys, version)

    def has_key(self, key: Any, version: int | None = None) -> Any:
        return _unless_away(False, super().has_key, key, version)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return _unless_away(None, super().set, *args, **kwargs)

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> Any:
        return _unless_away(list(data), super().set_many, data, *args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return _unless_away(False, super().add, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return _unless_away(False, super().touch, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return _unless_away(False, super().delete, *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return _unless_away(None, super().delete_many, *args, **kwargs)

    def incr(self, key: Any, *args: Any, **kwargs: Any) -> Any:
        """As for a key that is not there, ValueError: who counts must know what to do then."""
        try:
            return super().incr(key, *args, **kwargs)
        except AWAY as error:
            raise ValueError(key) from error


def _unless_away(answer: Any, ask: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    try:
        return ask(*args, **kwargs)
    except AWAY as error:
        log.warning("cache_away", error=type(error).__name__)
        return answer
