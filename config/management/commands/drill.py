"""`manage.py drill NAME`: a bad day, tried on an instance of its own; its figures, and whether it passed."""

import logging
import pkgutil
import shutil
import signal
import sys
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import collected, drills, env, instance, servers
from config.drills.frame import Drill, Stuck

APART = {
    "frame",
    "post",
    "proxy",
    "visitors",
    "cohort",
    "offering",
    "locks",
    "door",
    "follower",
}  # what drills share


def all_names() -> list[str]:
    """Every drill."""
    return sorted({found.name for found in pkgutil.iter_modules(drills.__path__)} - APART)


def said(name: str) -> str:
    """What is done in a drill, and when it passes."""
    return (import_module(f"config.drills.{name}").__doc__ or "").splitlines()[0]


class Command(BaseCommand):
    """Kills servers and processes, so it runs in local mode alone, beside whatever the portal of this clone does."""

    help = "Try a bad day on an instance of its own. Without a name: which there are."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(all_names()))
        parser.add_argument("--small", action="store_true", help="Few of everything, in seconds.")

    def handle(self, *_args: Any, names: list[str], small: bool, **_options: Any) -> None:
        if unknown := set(names) - set(all_names()):
            raise CommandError(f"There is no drill {', '.join(sorted(unknown))}.")
        if not names:
            for name in all_names():
                self.stdout.write(f"{name:<12} {said(name)}")
            return
        if not settings.LOCAL or not settings.DATA_DIR.name.startswith(instance.OWN_FOLDER):
            raise CommandError("A drill kills servers. It runs by manage.py in local mode, on an instance of its own.")
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        logging.getLogger().setLevel(logging.ERROR)
        logging.getLogger("mail.log").setLevel(logging.ERROR)
        try:
            call_command("migrate", verbosity=0, interactive=False)
            collected.refresh()
            passed = [self._run(name, small=small) for name in names]
        finally:
            servers.leave()
            if env.flag("DRILL_ENDS"):
                shutil.rmtree(settings.DATA_DIR, ignore_errors=True)
        if not all(passed):
            sys.exit(1)

    def _run(self, name: str, *, small: bool) -> bool:
        module = import_module(f"config.drills.{name}")
        self.stdout.write(said(name))
        with Drill(small=small, tell=self.stderr.write) as drill:
            try:
                module.run(drill)
            except Stuck as stuck:
                drill.figure("the end", stuck, "reached", held=False)
        for line in drill.figures:
            self.stdout.write(f"{'ok  ' if line.held else 'NOT '} {line.what}: {line.found} (wanted: {line.wanted})")
        passed = all(line.held for line in drill.figures) and bool(drill.figures)
        self.stdout.write("Passed." if passed else "Not passed.")
        return passed
