"""`manage.py make_seal FILE`: the portal's seal for papers, for a portal in earnest. A local one makes its own."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.signing import ensure_seal


class Command(BaseCommand):
    """Write a new private key and its certificate to a file that only its owner reads."""

    help = "Make the key with which certificates and letters are sealed; name its file in WARDBRIDGE_SEAL_KEY_FILE."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        if file.exists():
            message = f"{file} exists. A new seal goes into a new file; append the old certificate to it, so that old papers stay good."
            raise CommandError(message)
        ensure_seal(file)
        self.stdout.write(f"The seal is in {file}. Keep a copy where the database's backups are not.")
