"""What `up` turns into once everything is prepared: the process that keeps web, worker and clock running, and knows nothing of Django.

`become` replaces the command's process by this one, under the same number, with the same locks held; what made it fat, a migration and
maybe a demo, is gone.
"""

import http.client
import json
import os
import sys
import time
from http import HTTPStatus
from typing import IO

from config import env, processes, servers

READY_WITHIN = 90.0  # seconds
FINE = "ok"  # what /readyz says of each part that is


def become(host: str, port: int, *, greeting: str, claim: IO[str]) -> None:
    """Never returns. The greeting holds a link that makes an administrator, so it goes through a pipe."""
    shares = servers.hand_over()
    os.set_inheritable(claim.fileno(), True)  # noqa: FBT003 - Python's own order
    reading, writing = os.pipe()
    os.set_inheritable(reading, True)  # noqa: FBT003
    told = {"host": host, "port": port, "greeting": greeting, "claim": claim.fileno(), "shares": shares}
    os.write(writing, json.dumps(told).encode())
    os.close(writing)
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "config.running", str(reading)])  # noqa: S606 - ourselves


def main(pipe: int) -> int:
    """Run the parts until somebody stops them. Returns 1 when they did not stay up."""
    with os.fdopen(pipe) as line:
        told = json.load(line)
    with os.fdopen(told["claim"], "r+"):
        servers.take_over(told["shares"])
        try:
            return 0 if run(told["host"], told["port"], told["greeting"]) else 1
        finally:
            servers.leave()


def run(host: str, port: int, greeting: str) -> bool:
    """Until somebody stops them. False when they did not stay up."""
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
            sys.stderr.write(f"The portal was not ready after {READY_WITHIN:.0f} seconds: {state}\n")
            return False
        sys.stdout.write(greeting)
        sys.stdout.flush()
        company.watch(lambda: False, every=0.5)
        return company.stopping.is_set()


def parts(host: str, port: int) -> list[processes.Part]:
    """Web, worker and clock, each as production runs it but smaller."""
    # Celery warns whoever is root; in a container somebody always is.
    python = [sys.executable, "-W", "ignore:You're running the worker with superuser"]
    celery = [*python, "-m", "celery", "--quiet", "-A"]
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
        processes.Part("worker", [*celery, "config.celery", "worker", *worker]),
        processes.Part(
            "clock",
            [*celery, "config.clockwork", "beat", "--loglevel", "warning", "--schedule", str(env.data_dir() / "clock")],
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
    if answer.status != HTTPStatus.OK:
        return told[:500]
    checks = json.loads(told)["checks"]
    return "" if checks["broker"] == FINE else f"broker {checks['broker']}"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
