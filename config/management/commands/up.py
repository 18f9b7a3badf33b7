"""`manage.py up`: a portal on this machine, with everything it needs, until Ctrl-C."""

import argparse
import http.client
import io
import json
import socket
import sys
import time
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from accounts.services.invitations import first_administrator_link
from config import collected, instance, processes, servers
from config.machine import SetUpError
from config.pages import health

READY_WITHIN = 90.0  # seconds
PORT_FREE_WITHIN = 5.0  # a portal that was just killed still lets go of it


class Command(BaseCommand):
    """Makes, migrates, seeds, runs, waits, says where."""

    help = "Run the portal on this machine: database, broker, web, worker and clock. Ctrl-C stops all of it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        instance.add_options(parser)

    def handle(self, *_args: Any, host: str, port: int, **_options: Any) -> None:
        # granian takes numbers alone; a bare system may not know the name of itself.
        host = "127.0.0.1" if host == "localhost" else socket.gethostbyname(host)
        with instance.claim(settings.DATA_DIR, settings.SITE_URL):
            wait_for_port(host, port)
            try:
                self._prepare()
                fine = self._run(host, port)
            finally:
                servers.leave()
        if not fine:
            sys.exit(1)

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

    def _run(self, host: str, port: int) -> bool:
        """Run the parts until somebody stops them. False when they did not stay up."""
        with processes.Company(parts(host, port)) as company:
            deadline = time.monotonic() + READY_WITHIN
            state = ""

            def ready() -> bool:
                nonlocal state
                state = readiness(host, port)
                return state == "" or time.monotonic() > deadline

            if not company.watch(ready, every=0.2):
                return company.stopping.is_set()
            if state:
                self.stderr.write(f"The portal was not ready after {READY_WITHIN:.0f} seconds: {state}")
                return False
            self._greet()
            company.watch(lambda: False, every=0.5)
            return company.stopping.is_set()

    def _greet(self) -> None:
        """Where it is, and how to get in."""
        lines = [
            "",
            f"  The portal is ready: {settings.SITE_URL}/",
            f"  Mail it sends:       {settings.SITE_URL}/mail/",
        ]
        if settings.CLOCK_SHIFT:
            lines.append("  Its clock was moved: every page says so.")
        lines += ["", *sign_ins(), "  Ctrl-C stops everything.", ""]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()

    def _say(self, words: str) -> None:
        processes.tell("up", words)


def parts(host: str, port: int) -> list[processes.Part]:
    """Web, worker and clock, each as production runs it but smaller."""
    # Celery warns whoever is root; in a container somebody always is.
    python = [sys.executable, "-W", "ignore:You're running the worker with superuser"]
    celery = [*python, "-m", "celery", "--quiet", "-A", "config.celery"]
    web = [
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        "1",
        "--blocking-threads",
        "4",
        "--no-ws",
    ]
    worker = [
        "--concurrency",
        "2",
        "--without-gossip",
        "--without-mingle",
        "--loglevel",
        "info",
        "--max-memory-per-child",
        "400000",
    ]
    return [
        processes.Part("web", [*python, "-m", "granian", *web, "--log-level", "warning", "config.wsgi:application"]),
        processes.Part("worker", [*celery, "worker", *worker]),
        processes.Part(
            "clock", [*celery, "beat", "--loglevel", "warning", "--schedule", str(settings.DATA_DIR / "clock")]
        ),
    ]


def readiness(host: str, port: int) -> str:
    """What /readyz still misses; nothing when the portal takes visitors and its broker answers."""
    line = http.client.HTTPConnection(host, port, timeout=5)
    try:
        line.request("GET", "/readyz", headers={"Host": "localhost"})
        answer = line.getresponse()
        told = answer.read().decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return str(error) or type(error).__name__
    finally:
        line.close()
    if answer.status != http.HTTPStatus.OK:
        return told[:500]
    checks = json.loads(told)["checks"]
    return "" if checks["broker"] == health.FINE else f"broker {checks['broker']}"


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
