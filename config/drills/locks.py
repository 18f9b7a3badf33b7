"""How long people who only read are kept waiting by whoever changes the tables: asked of the readers, and of the server’s list of locks."""

import threading
import time
from typing import Self

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = (
    "placements_application", "placements_placement", "placements_slot", "placements_hoursentry", "students_student",
    "students_record", "notifications_notification", "evaluations_evaluation", "evaluations_certificate", "accounts_user",
)  # fmt: skip
OFTEN = 0.02  # seconds between two looks
BEFORE = "SELECT array_agg(oid)::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
# Tables that were there before: what a migration makes itself, nobody knows yet.
HELD = """
SELECT virtualtransaction, relation::regclass::text, left(regexp_replace(query, '\\s+', ' ', 'g'), 120)
  FROM pg_locks JOIN pg_stat_activity USING (pid)
 WHERE mode = 'AccessExclusiveLock' AND granted AND locktype = 'relation' AND relation = ANY(%s::oid[])
"""


class Readers:
    """One thread a table, one row after the other; a lock that shuts readers out is a row that comes late. One more watches all locks."""

    def __init__(self, database: BaseDatabaseWrapper) -> None:
        self.database = database
        self.waited = dict.fromkeys(TABLES, 0.0)
        self.shut: dict[str, tuple[float, str]] = {
            "none": (0.0, "")
        }  # seconds, and what was done when it was opened again
        self.reads = 0
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=[table]) for table in TABLES]
        self._threads.append(threading.Thread(target=self._watch))

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    @property
    def longest_wait(self) -> tuple[str, float]:
        """The table at which a reader waited longest, and how long."""
        return max(self.waited.items(), key=lambda pair: pair[1])

    @property
    def longest_shut(self) -> tuple[str, float, str]:
        """The table that was closed to readers longest, how long, and the last statement meanwhile."""
        table, (seconds, statement) = max(self.shut.items(), key=lambda pair: pair[1])
        return table, seconds, statement

    def _read(self, table: str) -> None:
        own = self.database.copy()
        with own.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")
            while not self._stop.wait(OFTEN):
                began = time.monotonic()
                cursor.execute(f'SELECT id FROM "{table}" ORDER BY id DESC LIMIT 1')
                self.waited[table] = max(self.waited[table], time.monotonic() - began)
                self.reads += 1
        own.close()

    def _watch(self) -> None:
        own, since = self.database.copy(), dict[tuple[str, str], float]()
        with own.cursor() as cursor:
            cursor.execute(BEFORE)
            (tables,) = cursor.fetchone()
            while not self._stop.wait(OFTEN):
                cursor.execute(HELD, [tables])
                now, held = time.monotonic(), {(who, table): said for who, table, said in cursor.fetchall()}
                since = {lock: since.get(lock, now) for lock in held}
                for (who, table), began in since.items():
                    shut = (now - began, held[who, table])
                    self.shut[table] = max(self.shut.get(table, shut), shut)
        own.close()
