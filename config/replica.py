"""A second PostgreSQL that follows the first, for the pages that only read much: search and figures. Off unless REPLICA_URL names one.

What is read there may be seconds old, so it is not read inside a transaction, nor by a browser that wrote a moment ago; one that is
away or far behind is left alone. Whatever writes, and every other page, stays with the first.
"""

import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import structlog
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

REPLICA = "replica"
READERS = {
    "internship_list",
    "partner_list",
    "agreement_runway",
    "readiness_matrix",
    "readiness_export",
    "export_table",
    "pipeline_list",
    "shortage_list",
    "rating_list",
}
BEHIND_AT_MOST = 10.0  # seconds
WROTE = "wardbridge_wrote"
REMEMBERED = 20  # seconds that a browser keeps to the first after it wrote: longer than a replica may be behind
LOOKED_AT_EVERY = 5.0  # seconds
# How far the first is; and whether the replica, which cannot know how far that is, has come there. One that follows nobody has not.
HERE = "SELECT pg_current_wal_lsn()"
THERE = "SELECT coalesce(pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= %s::pg_lsn, false)"
log = structlog.get_logger(__name__)
_reading: ContextVar[bool] = ContextVar("reading_from_the_replica", default=False)
_seen: dict[str, float | bool] = {"at": 0.0, "fit": False}
_mark: dict[str, Any] = {"at": float("-inf"), "place": None}  # where the first was at the last look, and when that was


class Router:
    """Django's, for DATABASE_ROUTERS."""

    def db_for_read(self, _model: type[Model], **_hints: Any) -> str:
        """The replica while a page that reads much is made, outside any transaction."""
        if not _reading.get() or connections[DEFAULT_DB_ALIAS].in_atomic_block:
            return DEFAULT_DB_ALIAS
        return REPLICA

    def db_for_write(self, _model: type[Model], **_hints: Any) -> str:
        """The first, always."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, _one: Model, _other: Model, **_hints: Any) -> bool:
        """They are one database, seen twice."""
        return True

    def allow_migrate(self, db: str, _app_label: str, **_hints: Any) -> bool:
        """What the first gets, the replica gets from it."""
        return db == DEFAULT_DB_ALIAS


class ReplicaMiddleware:
    """Says for each request whether its page may be read from the replica; remembers in the browser that it wrote."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if REPLICA not in settings.DATABASES:
            return self.get_response(request)
        flag = _reading.set(False)
        try:
            response = self.get_response(request)
        finally:
            _reading.reset(flag)
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            secure = request.is_secure()
            response.set_cookie(WROTE, "1", max_age=REMEMBERED, httponly=True, samesite="Lax", secure=secure)
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Now that the address is known; who asks was found in the first."""
        if REPLICA in settings.DATABASES and may_read(request) and is_fit() and is_there():
            _reading.set(True)

    def process_exception(self, _request: HttpRequest, exception: Exception) -> None:
        """One page found that it went away: the next ones do not."""
        if _reading.get() and isinstance(exception, Error):
            _seen.update(at=time.monotonic(), fit=False)


def may_read(request: HttpRequest) -> bool:
    """A page of the table, asked for by a browser that has not just written."""
    match = request.resolver_match
    name = (match.url_name if match else None) or ""
    return name in READERS and request.method in {"GET", "HEAD"} and WROTE not in request.COOKIES


def is_fit() -> bool:
    """Whether the replica answers and keeps up; looked at every few seconds, not for every page."""
    if time.monotonic() - _seen["at"] > LOOKED_AT_EVERY:
        _seen["fit"] = looks_fit()
        _seen["at"] = time.monotonic()
    return bool(_seen["fit"])


def is_there() -> bool:
    """Whether this thread's connection stands. Django looks once a request anyway, but at the first question, when the page is begun."""
    line = connections[REPLICA]
    try:
        line.close_if_health_check_failed()
        line.ensure_connection()
    except Error:
        log.warning("replica_away")
        _seen.update(at=time.monotonic(), fit=False)
        return False
    return True


def looks_fit() -> bool:
    """Whether the replica has all that the first had at the last look; where that is too long ago, all that it has now.

    By itself a replica can only say whether it has replayed what it received: one whose line was cut has replayed it all.
    """
    now, was = time.monotonic(), dict(_mark)
    try:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(HERE)
            (place,) = cursor.fetchone()
        _mark.update(at=now, place=place)
        with connections[REPLICA].cursor() as cursor:
            cursor.execute(THERE, [was["place"] if now - was["at"] <= BEHIND_AT_MOST else place])
            (fit,) = cursor.fetchone()
    except Error:
        log.warning("replica_away")
        return False
    if not fit:
        log.warning("replica_behind")
    return bool(fit)
