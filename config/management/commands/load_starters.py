"""`manage.py load_starters`: what nobody can publish a slot or fill in an evaluation without."""

from typing import Any

from django.core.management.base import BaseCommand

from core import clock
from evaluations.services.instruments import load_starters


class Command(BaseCommand):
    """Not a migration, which a test's flush would wipe; run after `migrate`, as often as one likes."""

    help = "Add the career tracks, competencies, scale and final evaluation form that a portal begins with."

    def handle(self, *_args: Any, **_options: Any) -> None:
        load_starters(now=clock.now())
