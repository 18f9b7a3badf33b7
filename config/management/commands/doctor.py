"""`manage.py doctor`: what this machine has, what it lacks, and the line that mends it."""

import sys
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand

from config import env
from config.operations.checks import Check, of_portal
from config.operations.figures import figures_now
from config.operations.first_day import of_first_day
from config.operations.machine import of_machine
from config.pages import health
from core import clock

PLACE = "see that PostgreSQL runs, and that DATABASE_URL names the place, the role and its password"


class Command(BaseCommand):
    """Looks, changes nothing. Ends with 1 when something is not well; what a first day still needs is only said."""

    help = "Say what this machine has and lacks for running the portal."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        unwell = self._tell(of_machine(), "LACK")
        if env.text("DATABASE_URL") and env.text("REDIS_URL"):
            unwell += self._tell_of_portal()
        if unwell:
            sys.exit(1)

    def _tell_of_portal(self) -> int:
        """The portal itself, where its servers are somebody's: our own are only started for who uses them."""
        if (word := health.database()) != health.FINE:
            return self._tell([Check("database", "Database", well=False, found=f"{word}: {PLACE}")], "LACK")
        if (word := health.migrations()) != health.FINE and not word.endswith(health.NEWER):
            return self._tell([Check("migrations", "Tables", well=False, found=f"{word}: manage.py migrate")], "LACK")
        now = clock.now()
        figures = figures_now(now)
        self._tell(of_first_day(figures), "todo")
        return self._tell(of_portal(figures, now), "LACK")

    def _tell(self, checks: Iterable[Check], otherwise: str) -> int:
        """Print them; returns how many are not well."""
        unwell = 0
        for check in checks:
            unwell += not check.well
            self.stdout.write(f"{'ok' if check.well else otherwise:<4}  {check.name:<12} {check.found}")
        return unwell
