"""`manage.py restore FILE`: a backup put in the portal's place; or, with --test, tried beside it."""

import os
import tempfile
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from accounts.models import Chore
from accounts.services.chores import record_chore
from config.backups import postgres, restoring, saving
from config.pages import health
from core import clock
from core.actor import CLOCK


class Command(BaseCommand):
    """Checks every sum before it touches anything; compares rows, digests and files afterwards, and says so."""

    help = "Bring a backup back. Refuses over a portal that has people, unless --over says so."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--over", action="store_true", help="Put it in the place of a portal that is in use.")
        parser.add_argument(
            "--test", action="store_true", help="Into a database and folder of their own; then drop both."
        )

    def handle(self, *_args: Any, file: Path, over: bool, test: bool, **_options: Any) -> None:
        began, now = monotonic(), clock.now()
        try:
            self._rehearse(file) if test else self._restore(file, over=over)
        except (restoring.Unfit, saving.NoRoom, postgres.Failed, DatabaseError, OSError) as error:
            if test:
                self._record(Chore.Kind.RESTORE_TEST, now=now, ok=False, note=f"{file.name}: {error}")
            raise CommandError(str(error)) from error
        # Of a restored portal this is the first line that the backup did not bring.
        self._record(Chore.Kind.RESTORE_TEST if test else Chore.Kind.RESTORE, now=now, ok=True, note=file.name)
        done = "It could be restored" if test else "It is restored"
        self.stdout.write(f"{done}: counts and hashes are those of the backup. {monotonic() - began:.0f} s.")

    def _rehearse(self, file: Path) -> None:
        """Beside the backup, or in the data folder: the system's own place for such things may be in memory."""
        place = file.parent if os.access(file.parent, os.W_OK) else settings.DATA_DIR
        with restoring.opened(file, self.stdout.write) as (archive, manifest):
            saving.refuse_without_room(place, restoring.room_for(archive))
            with tempfile.TemporaryDirectory(prefix=".trial-", dir=place) as folder:
                restoring.rehearse(archive, manifest, FileSystemStorage(folder), self.stdout.write)

    def _record(self, kind: Chore.Kind, **about: Any) -> None:
        """Write it down, if there is a table for it: one of long ago lacks some until `migrate`, and a server that is away has none."""
        try:
            record_chore(kind, by=CLOCK, **about)
        except DatabaseError as error:
            self.stderr.write(f"This could not be written down: {str(error).strip()}")

    def _restore(self, file: Path, *, over: bool) -> None:
        if not over and not restoring.is_empty():
            raise restoring.Unfit("There are people here already. With --over the backup takes their place.")
        with restoring.opened(file, self.stdout.write) as (archive, manifest):
            restoring.restore(archive, manifest, self.stdout.write)
        if (state := health.migrations()) != health.FINE:
            self.stdout.write(
                f"The backup is of an older version (migrations: {state}). Run: python3 manage.py migrate"
            )
