"""`manage.py doctor`: what this machine has, what it lacks, and the line that mends it."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.management.base import BaseCommand

from config import binaries, debian, env, machine
from config.pages import health

Finding = tuple[str, bool, str]  # what was looked at, whether it is well, what was found


class Command(BaseCommand):
    """Looks, changes nothing. Ends with 1 when something is not well."""

    help = "Say what this machine has and lacks for running the portal."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        unwell = 0
        for subject, well, words in findings():
            unwell += not well
            self.stdout.write(f"{'ok  ' if well else 'LACK'}  {subject:<12} {words}")
        if unwell:
            sys.exit(1)


def findings() -> Iterator[Finding]:
    """Every look, in the order in which a portal needs them."""
    yield "python", sys.version_info >= (3, 11), sys.version.split()[0]
    yield "data", os.access(settings.DATA_DIR, os.W_OK), f"{settings.DATA_DIR}, {free_space()} free"
    yield from program("postgresql", "DATABASE_URL", binaries.find_postgres)
    yield from program("valkey", "REDIS_URL", binaries.find_valkey)
    yield (
        "pango",
        debian.have_pango(),
        "PDFs can be made" if debian.have_pango() else f"apt-get install {' '.join(debian.PANGO)}",
    )
    yield "weasyprint", *weasyprint()
    yield "chromium", True, debian.browser() or "not here; only the suite's browser journeys need it"
    yield "mail", *mail()
    if env.text("DATABASE_URL") and env.text("REDIS_URL"):
        for name, look in (health.NEEDED | health.TOLD).items():
            words = look()
            yield name, words == health.FINE, words


def program(subject: str, variable: str, find: Callable[[], object]) -> Iterator[Finding]:
    """A server: somebody else's by its address, or the program with which we would start our own."""
    if env.text(variable):
        yield subject, True, f"{variable} is set"
        return
    try:
        yield subject, True, f"ours: {find()}"
    except machine.SetUpError as error:
        yield subject, False, str(error)


def free_space() -> str:
    """Room on the data folder's disk."""
    return f"{shutil.disk_usage(settings.DATA_DIR).free / 1024**3:.1f} GB"


def weasyprint() -> tuple[bool, str]:
    """Whether it can be imported, which opens Pango."""
    try:
        return True, import_module("weasyprint").__version__
    except (ImportError, OSError) as error:
        return False, str(error).splitlines()[0]


def mail() -> tuple[bool, str]:
    """Whether the mail server takes a connection. Nothing is sent."""
    try:
        connection = get_connection()
        connection.open()
        connection.close()
    except OSError as error:
        return False, f"{settings.EMAIL_BACKEND}: {error}"
    return True, settings.EMAIL_BACKEND
