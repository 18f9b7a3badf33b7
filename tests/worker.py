"""A real Celery worker on a real Valkey, for the tests that need one: mark them `worker`, ask for the fixture `worker`.

The worker is a process of its own on the test's database and files, so whatever it is to see must be committed: the fixture brings
`transactional_db`. Wake-ups are switched on while it is there.
"""

import os
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import LazySettings, settings
from django.db import connection

from config import env, servers

PATIENCE = 60.0  # seconds; a limit against hanging, not a measure
DATABASES_OF_VALKEY = 16


class Worker:
    """One worker: started, killed in the middle, started again."""

    def __init__(self, broker: str, files: Path) -> None:
        self.broker, self.files = broker, files
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def mail(self) -> Path:
        """Where the mail that it sends is written."""
        return self.files / "mail"

    @property
    def log(self) -> Path:
        return self.files / "worker.log"

    def start(self, concurrency: int = 1) -> None:
        """Return when it takes work."""
        told = {
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "WARDBRIDGE_TEST_DATABASE": connection.settings_dict["NAME"],
            "WARDBRIDGE_TEST_BROKER": self.broker,
            "WARDBRIDGE_TEST_FILES": str(self.files),
        }
        options = ["--concurrency", str(concurrency), "--without-gossip", "--without-mingle", "--loglevel", "info"]
        python = [sys.executable, "-W", "ignore", "-m"]
        said = self.log.read_text().count(" ready.") if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*python, "config.tether", *python, "celery", "--quiet", "-A", "config.celery", "worker", *options],
                cwd=settings.BASE_DIR,
                env={**os.environ, **told},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_until(lambda: self.log.read_text().count(" ready.") > said, "the worker to start")

    def kill(self) -> None:
        """`kill -9`: it and its children, in the middle of whatever they do."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """The polite way: it finishes what it holds."""
        self._end(signal.SIGTERM)

    def wait_until(self, done: Callable[[], object], what: str) -> None:
        """Return when `done()` is true; fail with the worker's own words when that does not come."""
        deadline = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < deadline, (
                f"waited in vain for {what}; the worker said:\n{self.log.read_text()[-4000:]}"
            )
            time.sleep(0.05)

    def _end(self, sign: signal.Signals) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, sign)
            self.process.wait(PATIENCE)
            self.process = None


@contextmanager
def broker(url: str) -> Iterator[None]:
    """Send this process's wake-ups to `url`."""
    conf: Any = current_app.conf
    before = conf.broker_url
    conf.broker_url = url
    current_app.amqp._producer_pool = None  # made for the old address
    try:
        yield
    finally:
        conf.broker_url = before
        current_app.amqp._producer_pool = None


@pytest.fixture
def worker(transactional_db: None, settings: LazySettings, tmp_path: Path) -> Iterator[Worker]:
    """A started worker on an empty queue."""
    servers.use_valkey(for_tests=True)
    number = zlib.crc32(env.text("TEST_NAME", "wardbridge").encode()) % DATABASES_OF_VALKEY
    url = servers.broker_url(for_tests=True, database=number)
    settings.WAKE_WORKERS = True
    with broker(url):
        current_app.control.purge()
        one = Worker(url, tmp_path)
        try:
            one.start()
            yield one
        finally:
            one.kill()
