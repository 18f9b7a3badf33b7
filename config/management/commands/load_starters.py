"""`manage.py load_starters`: what nobody can publish a slot, ask for evidence, check an agreement or fill in an evaluation without."""

from typing import Any

from django.core.management.base import BaseCommand

from core import clock
from evaluations.services import instruments
from institutions.services import starters
from institutions.services.clauses import load_clauses
from institutions.services.guides import load_guides
from placements.services.careers import load_careers


class Command(BaseCommand):
    """Not a migration, which a test's flush would wipe; run after `migrate`, as often as one likes."""

    help = (
        "Add what a portal begins with: tracks, specialties, synonyms, competencies, kinds of evidence, requirements,"
        " clauses, scale, evaluation form."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        starters.load_starters()
        load_clauses()
        load_guides()
        instruments.load_starters(now=clock.now())
        load_careers()
