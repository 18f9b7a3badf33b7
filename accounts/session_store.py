"""Where sessions are kept: in the database, with the cache before it; and one that has ended stays ended.

Django's own takes an ended session out of the cache. A page that read its row a moment before the end is written down would put it back
there, where the database is never asked again. So the cache keeps a mark in its place, as long as the session could have lived.
"""

from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.cached_db import SessionStore as CachedStore
from django.contrib.sessions.backends.db import SessionStore as StoredSession
from django.db import transaction

ENDED: dict[str, Any] = {"ended": True}


class SessionStore(CachedStore):
    """Django's own, but that what has ended cannot come back."""

    # Django's, and unknown to its stubs.
    _cache: Any
    _session: Any
    _get_session_from_db: Any

    def load(self) -> dict[str, Any]:
        """What the cache says, or the row: put into the cache only where nothing stands, the mark neither."""
        key = self.cache_key
        data = self._cache.get(key)
        if data is None and (row := self._get_session_from_db()):
            data = self.decode(row.session_data)
            self._cache.add(key, data, self.get_expiry_age(expiry=row.expire_date))
        if data == ENDED:
            self._session_key = None
            return {}
        return data or {}

    def exists(self, session_key: str) -> bool:
        """False for one that has ended, whatever the database still holds until the end is written down."""
        held = self._cache.get(self.cache_key_prefix + session_key)
        return bool(session_key) and held != ENDED and (held is not None or StoredSession.exists(self, session_key))

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's signature
        """The row, and the cache unless the session has ended meanwhile."""
        StoredSession.save(self, must_create)
        if self._cache.get(self.cache_key) != ENDED:
            self._cache.set(self.cache_key, self._session, self.get_expiry_age())

    def delete(self, session_key: str | None = None) -> None:
        """The row goes, the mark comes: now, and once more when it is written down."""
        StoredSession.delete(self, session_key)
        if (key := session_key or self.session_key) is not None:
            self._mark(key)
            transaction.on_commit(lambda: self._mark(key))

    def has_ended(self, session_key: str) -> bool:
        """True when the cache has the mark: False where it is away, and may come back with what it held."""
        return bool(self._cache.get(self.cache_key_prefix + session_key) == ENDED)

    def _mark(self, session_key: str) -> None:
        self._cache.set(self.cache_key_prefix + session_key, ENDED, settings.SESSION_COOKIE_AGE)
