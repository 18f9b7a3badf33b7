"""`manage.py bench`: every speed that the portal promises, on a database of its own; one table, and docs/performance.md."""

import argparse
import logging
import os
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.management.base import BaseCommand
from django.db.backends.base.base import BaseDatabaseWrapper

from config import collected
from config.bench.chart import growth_chart
from config.bench.databases import inside, own_databases
from config.bench.figures import OFTEN
from config.bench.filling.sizes import sizes
from config.bench.filling.world import World, fill, settle
from config.bench.measuring import FULL, SMALL, Place, measure
from config.bench.rows import FIGURES
from config.bench.table import PICTURE, document, printed
from config.bench.yardsticks import YARDSTICKS
from config.cache import ValkeyCache
from core import clock

HUNDREDTH = 0.01
OWN_CACHE = 9  # of Valkey’s sixteen: whoever uses the portal meanwhile keeps theirs


class Command(BaseCommand):
    """Measures; ends with the table. Takes some minutes, and the machine should do nothing else."""

    help = "Measure every speed that the portal promises, side by side with its yardstick; writes docs/performance.md."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, help="1 is 100,000 slots and a million applications.")
        parser.add_argument("--rounds", type=int, default=OFTEN, help="How often everything quick is measured.")
        parser.add_argument("--only", default="", help="Only lines whose name has these words; nothing is written.")

    def handle(self, *_args: Any, scale: float, rounds: int, only: str, **_options: Any) -> None:
        self.began = monotonic()
        collected.refresh()
        _use_own_cache()
        _write_the_log_to_nowhere()
        figures = [figure for figure in FIGURES if only.casefold() in f"{figure.group} {figure.name}".casefold()]
        with own_databases(FULL, SMALL) as databases:
            places = {
                FULL: self._filled(databases[FULL], scale),
                SMALL: self._filled(databases[SMALL], scale * HUNDREDTH),
            }
            rows, sticks = measure(figures, YARDSTICKS, places, self._tell, rounds=rounds)
            with inside(databases[FULL]):
                text = document(rows, YARDSTICKS, sticks, sizes(scale), rounds=rounds, day=clock.today())
        for line in printed(rows):
            self.stdout.write(line)
        if not only:
            docs = Path(settings.BASE_DIR, "docs")
            (docs / "performance.md").write_text(text, encoding="utf-8")
            (docs / PICTURE).write_text(growth_chart(rows), encoding="utf-8")
            self.stdout.write("docs/performance.md is written, and its picture.")

    def _filled(self, database: BaseDatabaseWrapper, scale: float) -> Place:
        size = sizes(scale)
        self._tell(f"filling {size.slots:,} slots")
        with inside(database):
            world: World = fill(size, now=clock.now())
            settle()
        return database, world

    def _tell(self, words: str) -> None:
        self.stderr.write(f"[{monotonic() - self.began:4.0f} s] {words}")


def _write_the_log_to_nowhere() -> None:
    """Its lines are made, as they always are, and thousands of them are not shown."""
    nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for as long as the process lives
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(nowhere)


def _use_own_cache() -> None:
    """Sessions and limits of the bench stay among themselves."""
    place = settings.CACHES["default"]
    address = place["LOCATION"].partition("?")[0]
    caches["default"] = own = ValkeyCache(f"{address}?db={OWN_CACHE}", place)
    own.clear()
