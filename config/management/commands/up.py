"""`manage.py up`: a portal on this machine, with everything it needs, until Ctrl-C."""

import argparse
import io
import json
import socket
import time
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from accounts.services.invitations import first_administrator_link
from config import collected, instance, processes, running, servers
from config.machine import SetUpError

PORT_FREE_WITHIN = 5.0  # a portal that was just killed still lets go of it


class Command(BaseCommand):
    """Makes, migrates, seeds; then turns into what runs, waits, and says where."""

    help = "Run the portal on this machine: database, broker, web, worker and clock. Ctrl-C stops all of it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        instance.add_options(parser)

    def handle(self, *_args: Any, host: str, port: int, **_options: Any) -> None:
        # granian takes numbers alone; a bare system may not know the name of itself.
        host = "127.0.0.1" if host == "localhost" else socket.gethostbyname(host)
        with instance.claim(settings.DATA_DIR, settings.SITE_URL) as claim:
            wait_for_port(host, port)
            try:
                self._prepare()
                running.become(host, port, greeting=greeting(), claim=claim)
            finally:
                servers.leave()

    def _prepare(self) -> None:
        """Everything that comes before the first request."""
        self._say("starting PostgreSQL and Valkey")
        servers.use_postgres()
        servers.use_valkey()
        self._say("bringing the tables up to date")
        call_command("migrate", verbosity=0, interactive=False)
        if collected.refresh():
            self._say("collected style sheets, scripts and pictures")
        if settings.DEMO and "seed_demo" in get_commands() and not get_user_model().objects.exists():
            self._say("filling the demo with a term of people and placements; this happens once")
            call_command("seed_demo")
        call_command("load_starters")

    def _say(self, words: str) -> None:
        processes.tell("up", words)


def wait_for_port(host: str, port: int) -> None:
    """Return when the port is free."""
    deadline = time.monotonic() + PORT_FREE_WITHIN
    while not is_free(host, port):
        if time.monotonic() > deadline:
            message = f"Port {port} is taken by another program. Choose another: python3 manage.py up --port {port + 1}"
            raise SetUpError(message)
        time.sleep(0.2)


def is_free(host: str, port: int) -> bool:
    """True when we could listen there."""
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            line.bind((host, port))
        except OSError:
            return False
    return True


def greeting() -> str:
    """Where it is, and how to get in."""
    lines = [
        "",
        f"  The portal is ready: {settings.SITE_URL}/",
        f"  Mail it sends:       {settings.SITE_URL}/mail/",
    ]
    if settings.CLOCK_SHIFT:
        lines.append("  Its clock was moved: every page says so.")
    return "\n".join([*lines, "", *sign_ins(), "  Ctrl-C stops everything.", "", ""])


def sign_ins() -> list[str]:
    """The demo's people, a line each; or the link by which the first administrator of an empty portal gets in."""
    if not settings.DEMO:
        if get_user_model().objects.filter(is_superuser=True, claimed_at__isnull=False).exists():
            return []
        return ["  Open this once to become the administrator:", f"  {first_administrator_link()}", ""]
    if "seed_demo" not in get_commands():
        return []
    told = io.StringIO()
    call_command("seed_demo", logins=True, stdout=told)
    rows = json.loads(told.getvalue())
    width = max((len(row["role"]) for row in rows), default=0)
    return [
        "  Sign in as:",
        *(f"  {row['role']:<{width}}  {row['email']}  {row['password']}  ({row['organisation']})" for row in rows),
        "",
    ]
