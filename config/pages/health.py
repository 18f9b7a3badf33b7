"""Whether this instance lives (/healthz) and is fit to take visitors (/readyz). Read by machines, so JSON and English."""

import shutil
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from celery import current_app
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from accounts.models import Job
from config import machine
from config.running import FINE
from core import clock
from notifications.models import Notification
from notifications.models.notifications import came_back, overdue

ROOM = 200 * 1024 * 1024  # bytes that must be free
MAIL_WAITS_AT_MOST = timedelta(minutes=10)
NEWER = "of a newer version"
AWAY, UNREADABLE, NEARLY_FULL = "does not answer", "cannot be read", "nearly full"
READ_ONLY = "only read"
LOOK_EVERY = 3.0  # seconds
_held: dict[str, Any] = {"until": 0.0, "found": {}}  # of this process


@require_safe
@login_not_required
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers. Needs nothing, so that a database that is away does not get the web process killed as well."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@login_not_required
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 when pages can be served, else 503.

    Broker and outbox are told but do not take the portal away from its visitors: pages work without them, and mail waits in its table.
    Nor do tables of a newer version: that is every upgrade between `migrate` and the new processes.
    """
    checks = _looks()
    ready = all(checks[name] == FINE or checks[name].endswith(NEWER) for name in NEEDED)
    return JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503)


def _looks() -> dict[str, str]:
    """What each look finds, taken once in `LOOK_EVERY` seconds: the page is open to everybody, and dear to answer."""
    if time.monotonic() >= _held["until"]:
        _held["found"] = {name: look() for name, look in (NEEDED | TOLD).items()}
        _held["until"] = time.monotonic() + LOOK_EVERY
    found: dict[str, str] = _held["found"]
    return found


def waiting(now: datetime) -> dict[str, int]:
    """What an administrator should know of: mail `late` or `failed`, `jobs` under way. Counts, of nobody's rows; two queries."""
    late, failed = overdue(now), came_back(now)
    counts = Notification.objects.filter(late | failed).aggregate(
        late=Count("pk", filter=late), failed=Count("pk", filter=failed)
    )
    return {**counts, "jobs": Job.objects.filter(state__in=[Job.State.WAITING, Job.State.RUNNING]).count()}


def database() -> str:
    """One question and its answer. A server that only answers is none: every form would fail."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean")
            is_read_only = cursor.fetchone()[0]
    except DatabaseError:
        return AWAY
    return READ_ONLY if is_read_only else FINE


def migrations() -> str:
    """Whether the tables are those that the code expects: not older, not newer."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        newer = unknown(executor.loader.applied_migrations, executor.loader)
    except DatabaseError:
        return UNREADABLE
    if missing:
        return f"{len(missing)} not applied"
    return f"{len(newer)} {NEWER}" if newer else FINE


def unknown(applied: Iterable[tuple[str, str]], loader: MigrationLoader) -> list[tuple[str, str]]:
    """Which of these migrations this version of the code does not have. What it once had under
    several names, or whose app it no longer has, is older, not newer.
    """
    known = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        known.update(migration.replaces)
    return sorted(key for key in applied if key[0] in loader.migrated_apps and key not in known)


def disk() -> str:
    """Room for another upload, where uploads are kept on the disk."""
    if not isinstance(default_storage, FileSystemStorage):
        return FINE
    return FINE if free_bytes() >= ROOM else NEARLY_FULL


def free_bytes() -> int:
    """Of the disk on which files are kept, or would be."""
    return shutil.disk_usage(machine.standing(Path(settings.MEDIA_ROOT))).free


def broker() -> str:
    """Whether wake-ups arrive; without them the sweeps do the same work a minute later."""
    try:
        with current_app.connection_for_write(connect_timeout=2) as line:
            line.ensure_connection(max_retries=1, interval_start=0, timeout=2)
    except (OperationalError, OSError):
        return AWAY
    return FINE


def outbox() -> str:
    """Whether mail leaves."""
    try:
        late = Notification.objects.late(clock.now(), MAIL_WAITS_AT_MOST).count()
    except DatabaseError:
        return UNREADABLE
    return f"{late} waiting for more than ten minutes" if late else FINE


NEEDED: dict[str, Callable[[], str]] = {"database": database, "migrations": migrations, "disk": disk}
TOLD: dict[str, Callable[[], str]] = {"broker": broker, "outbox": outbox}
