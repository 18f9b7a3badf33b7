"""`manage.py load_starters`: what nobody can publish a slot, ask for evidence or fill in an evaluation without."""

from typing import Any

from django.core.management.base import BaseCommand

from core import clock
from evaluations.services import instruments
from institutions.services import starters


class Command(BaseCommand):
    """Not a migration, which a test's flush would wipe; run after `migrate`, as often as one likes."""

    help = "Add the tracks, competencies, kinds of evidence, common requirements, scale and evaluation form that a portal begins with."

    def handle(self, *_args: Any, **_options: Any) -> None:
        starters.load_starters()
        instruments.load_starters(now=clock.now())
