"""The figures of the operations page: mail, queues, workers, what runs by itself, disk and database. Counts alone, of nobody's rows."""

import shutil
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.db import connection
from django.db.models import Count, Max, Min, Q
from kombu.exceptions import OperationalError

from accounts.models import Chore, Job
from config.operations.tallies import KNOWN, PULSE, tables
from config.schedule import SCHEDULE
from notifications.models import Notification
from notifications.models.notifications import SINCE, came_back, overdue

ALIVE = 120  # seconds since a worker's last word
FORGOTTEN = 24 * 3600  # seconds: each new version's workers have other names
GIGABYTE = 1024**3


@dataclass(frozen=True, slots=True)
class Mail:
    """The outbox: how much should have left by now, since when the oldest waits, how much was refused for good.

    `tried` of those that wait were tried in vain; `error` is what one of them met.
    """

    waiting: int
    oldest: datetime | None
    failed: int
    tried: int
    error: str | None


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue of the broker; None where it does not say."""

    name: str
    waiting: int | None


@dataclass(frozen=True, slots=True)
class Worker:
    """One worker, and when it last spoke."""

    name: str
    spoke: datetime
    alive: bool


@dataclass(frozen=True, slots=True)
class Sweep:
    """One row of the clock table: when it last ran, and last failed."""

    name: str
    every: float
    ran: datetime | None
    failed: datetime | None
    late: bool

    @property
    def fails(self) -> bool:
        """True when it came to no good end the last time."""
        return self.failed is not None and (self.ran is None or self.failed > self.ran)


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything at once."""

    mail: Mail
    jobs: int
    queues: list[Queue]
    workers: list[Worker]
    sweeps: list[Sweep]
    chores: dict[tuple[str, bool], Chore]
    free_gigabytes: str
    database: int

    @property
    def sweeps_began(self) -> bool:
        """False while no sweep has run since the cache was emptied."""
        return any(sweep.ran for sweep in self.sweeps)

    @property
    def any_late(self) -> bool:
        """True when something should have run by itself and did not, or failed."""
        return any(sweep.late or sweep.fails for sweep in self.sweeps)

    def last(self, kind: Chore.Kind, *, ok: bool = True) -> Chore | None:
        """The latest chore of a kind that went well, or did not."""
        return self.chores.get((kind.value, ok))


def figures_now(now: datetime) -> Figures:
    """Four queries, one question to the cache and one to the broker."""
    pulse = tables().tables([PULSE])[0]
    latest = Chore.objects.order_by("kind", "ok", "-finished_at").distinct("kind", "ok").select_related("by")
    return Figures(
        mail=_mail(now),
        jobs=Job.objects.unfinished().count(),
        queues=queue_lengths(),
        workers=_workers(pulse),
        sweeps=_sweeps(pulse),
        chores={(chore.kind, chore.ok): chore for chore in latest},
        free_gigabytes=f"{_room().free / GIGABYTE:.1f}",
        database=_database_size(),
    )


def _mail(now: datetime) -> Mail:
    due, failed = overdue(now), came_back(now)
    tried = due & Q(tries__gt=0)
    found = Notification.objects.filter(due | failed).aggregate(
        waiting=Count("pk", filter=due),
        oldest=Min(SINCE, filter=due),
        failed=Count("pk", filter=failed),
        tried=Count("pk", filter=tried),
        error=Max("error", filter=tried),
    )
    return Mail(**found)


def queue_lengths() -> list[Queue]:
    """How many wake-ups wait in each queue."""
    names = [queue.name for queue in settings.CELERY_TASK_QUEUES]
    try:
        with current_app.connection_for_read(connect_timeout=2) as line:
            line.ensure_connection(max_retries=1, interval_start=0, timeout=2)
            client = getattr(line.default_channel, "client", None)
            return [Queue(name, client.llen(name) if client else None) for name in names]
    except (OperationalError, OSError):
        return [Queue(name, None) for name in names]


def _workers(pulse: dict[str, float]) -> list[Worker]:
    now = time.time()
    spoke = {field.removeprefix("worker|"): at for field, at in pulse.items() if field.startswith("worker|")}
    return [
        Worker(name, datetime.fromtimestamp(at, UTC), now - at < ALIVE)
        for name, at in sorted(spoke.items())
        if now - at < FORGOTTEN
    ]


def _sweeps(pulse: dict[str, float]) -> list[Sweep]:
    return [_sweep(name, row["task"], row["schedule"], pulse) for name, row in SCHEDULE.items()]


def _sweep(name: str, task: str, every: float, pulse: dict[str, float]) -> Sweep:
    """`known` is when a worker first heard of it: what never ran is late all the same."""
    ran, failed, known = (
        datetime.fromtimestamp(pulse[field], UTC) if (field := f"{task}|{word}") in pulse else None
        for word in ("ok", "failed", KNOWN)
    )
    last = max(filter(None, (ran, failed, known)), default=None)
    age = datetime.now(UTC) - last if last else timedelta()
    return Sweep(name, every, ran, failed, age > timedelta(seconds=3 * every + 60))


def _room() -> shutil._ntuple_diskusage:
    place = Path(settings.MEDIA_ROOT)
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place)


def _database_size() -> int:
    """Bytes of this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])
