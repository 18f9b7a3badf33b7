"""`manage.py prune`: what may go after its time; without --for-real only the figures."""

from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandParser

from accounts.models import Chore
from accounts.services.chores import record_chore
from config import pruning
from core import clock
from core.actor import CLOCK


class Command(BaseCommand):
    """Counts; with --for-real removes. May run while the portal is in use, once a month for one."""

    help = "Say what may go after its time: config/pruning.py is the table. With --for-real it goes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--for-real", action="store_true", help="Remove it.")

    def handle(self, *_args: Any, for_real: bool, **_options: Any) -> None:
        now, counts = clock.now(), {}
        for kind in pruning.KINDS:
            count = pruning.prune(kind, now=now) if for_real else pruning.over(kind, now=now).count()
            counts[f"{kind.words}, {kind.days} days"] = count
        files = list(pruning.nameless_files(now=now))
        if for_real:
            for name in files:
                default_storage.delete(name)
        counts[f"{pruning.FILES_WORDS}, {pruning.FILES_DAYS} days"] = len(files)
        for words, count in counts.items():
            self.stdout.write(f"{count:>10,}  {words}")
        self.stdout.write("By itself goes, by the clock: " + "; ".join(pruning.SWEPT) + ".")
        if for_real:
            note = ", ".join(f"{count} {words.partition(',')[0]}" for words, count in counts.items())
            record_chore(Chore.Kind.PRUNE, by=CLOCK, now=now, ok=True, note=note)
        else:
            self.stdout.write("Nothing was removed. With --for-real it is.")
