"""`manage.py seed_demo`: a believable term, built through the services; `--logins` says who is who."""

import argparse
import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from config.demo import seed
from core import clock

STUDENTS = 48


class Command(BaseCommand):
    """Fills an empty demo; refuses everywhere else."""

    help = "Fill an empty demo portal with a term of people, slots and placements."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--students", type=int, default=STUDENTS, help="How many students, 30 at least.")
        parser.add_argument("--seed", type=int, default=1, help="The same number makes the same term.")
        parser.add_argument("--logins", action="store_true", help="Only print the sign-ins, as JSON.")

    def handle(self, *_args: Any, students: int, seed: int, logins: bool, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This portal is not a demo: its data is somebody's own. Nothing was changed.")
        if logins:
            self.stdout.write(json.dumps(_logins(), indent=2, ensure_ascii=False))
            return
        if User.objects.exists():
            raise CommandError(
                "There are people here already. Start with an empty data folder: python3 manage.py up --data DIR"
            )
        with transaction.atomic():
            _seed(now=clock.now(), count=max(students, 30), number=seed)
        self.stdout.write(f"A term with {max(students, 30)} students is ready.")


_seed, _logins = seed.seed, seed.logins
