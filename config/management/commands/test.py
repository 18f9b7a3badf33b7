"""`manage.py test`: the whole suite in parallel on a PostgreSQL of its own. Takes pytest's arguments."""

import os
import sys
from typing import Any

import pytest
from django.core.management.base import BaseCommand

IN_PARALLEL = ("-n", "auto", "--dist", "loadgroup")


class Command(BaseCommand):
    """Hands over to pytest; tests/conftest.py starts the server."""

    help = "Run the test suite. Arguments are pytest's, as in: test tests/core -k clock -n0"
    requires_system_checks: list[str] = []

    def run_from_argv(self, argv: list[str]) -> None:
        """Django's own options would eat pytest's: `-v` and `-k` mean other things there."""
        arguments = argv[2:]
        os.environ.setdefault("PYTHONHASHSEED", "0")
        if not any(word.startswith(("-n", "--numprocesses", "--pdb", "-p")) for word in arguments):
            arguments = [*IN_PARALLEL, *arguments]
        sys.exit(pytest.main(arguments))

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Reached by `call_command` alone."""
        sys.exit(pytest.main([]))
