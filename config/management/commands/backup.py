"""`manage.py backup [DIR]`: the database and every file, in one file that checks itself."""

import sys
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from accounts.models import Chore
from accounts.services.chores import record_chore
from config.backups import postgres, saving
from core import clock
from core.actor import CLOCK

KEYS = """The keys are not in it. Keep them where the backups are not: secret, Fernet and link key, and the seal ({place}).
Without them no identity number can be read, no link that is out opens, and papers bear another seal."""


class Command(BaseCommand):
    """May run while the portal is in use: it reads the database as it stands at one moment."""

    help = "Write the database and all files into one file in DIR (default: backups in the data folder)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dir", nargs="?", type=Path, help="Better a disk that is not the portal's.")

    def handle(self, *_args: Any, dir: Path | None, **_options: Any) -> None:  # noqa: A002 - what the person reads
        began, now = monotonic(), clock.now()
        try:
            path, manifest = saving.save(dir or settings.DATA_DIR / "backups", now=now, say=self.stdout.write)
        except (saving.NoRoom, postgres.Failed, DatabaseError, OSError) as error:
            with suppress(DatabaseError):  # where that is what failed, nothing can be written down either
                record_chore(Chore.Kind.BACKUP, by=CLOCK, now=now, ok=False, note=str(error).strip())
            raise CommandError(str(error)) from error
        figures = f"{path.name}, {saving.megabytes(path.stat().st_size)}"
        damaged = len(manifest["damaged"])
        note = f"{figures}; files missing or damaged: {damaged}" if damaged else figures
        record_chore(Chore.Kind.BACKUP, by=CLOCK, now=now, ok=not damaged, note=note)
        for name in manifest["damaged"]:
            self.stderr.write(f"The file {name} is missing or not what was stored; its row is in the backup.")
        self.stdout.write(f"{path.parent}: {figures}, in {monotonic() - began:.0f} s.")
        self.stdout.write(KEYS.format(place=settings.KEYS_DIR if settings.LOCAL else "SEAL_KEY_FILE"))
        if damaged:  # whoever reads only how it ended, cron for one, must know
            sys.exit(1)
