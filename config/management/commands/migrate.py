"""`migrate`, one at a time: two containers that start together do not both change the tables."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections

from config import instance

LOCK = 0x57415244  # any number that is ours alone in this database
PATIENCE = 300  # seconds


class Command(DjangoMigrate):
    """Holds an advisory lock of PostgreSQL while it works; the lock goes with the connection, however that ends."""

    def handle(self, *args: Any, **options: Any) -> None:
        with connections[options["database"]].cursor() as cursor:
            deadline = time.monotonic() + PATIENCE
            while not self._try(cursor):
                if time.monotonic() > deadline:
                    message = f"Another process has been migrating this database for {PATIENCE} seconds. Look at it, then start again."
                    raise CommandError(message)
                time.sleep(0.5)
            try:
                super().handle(*args, **options)
                if not settings.LOCAL:
                    instance.mark_as_earnest(settings.DATA_DIR)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

    @staticmethod
    def _try(cursor: Any) -> bool:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])
