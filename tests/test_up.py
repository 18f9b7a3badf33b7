"""`up` as a person meets it: real processes on a data folder of their own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("up"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc; only Linux ties processes together"),
]
PATIENCE = 300.0  # seconds; a limit against hanging, not a measure


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """A data folder that PostgreSQL's account can enter: pytest's own are closed to it."""
    folder = Path(tempfile.mkdtemp(prefix="wardbridge-up-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return line.getsockname()[1]


def wait_until(done, what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.1)


def processes_of(data: Path) -> list[int]:
    """Every process that was told of this data folder, however it was started. Valkey writes its name over its environment."""
    told, named = f"WARDBRIDGE_DATA={data}".encode(), bytes(data)
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            line = (entry / "cmdline").read_bytes()
            if named in line or (line and told in (entry / "environ").read_bytes().split(b"\0")):
                found.append(int(entry.name))
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return found


def environment(data: Path) -> dict[str, str]:
    ours = ("WARDBRIDGE_", "DJANGO_", "PYTEST_", "DATABASE_URL", "REDIS_URL")
    return {**{k: v for k, v in os.environ.items() if not k.startswith(ours)}, "WARDBRIDGE_DATA": str(data)}


def command(port: int, *options: str) -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), "up", "--port", str(port), "--no-demo", *options]


@contextmanager
def portal(data: Path, port: int, *options: str) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A portal that has said that it is ready, and the file of what it said."""
    said = data / f"said-{port}"
    with said.open("w") as out:
        up = subprocess.Popen(
            command(port, *options), env=environment(data), stdout=out, stderr=out, text=True, start_new_session=True
        )
    try:
        wait_until(lambda: "ready:" in said.read_text() or up.poll() is not None, "the portal")
        assert up.poll() is None, said.read_text()
        yield up, said
    finally:
        if up.poll() is None:
            up.send_signal(signal.SIGINT)
            up.wait(PATIENCE)


def status(port: int, address: str) -> int:
    with urllib.request.urlopen(f"http://localhost:{port}{address}", timeout=30) as answer:
        return answer.status


def test_up_serves_alone_mends_itself_and_ends_with_ctrl_c_leaving_no_process(data, port):
    with portal(data, port) as (up, said):
        assert status(port, "/readyz") == 200
        assert f"http://localhost:{port}/" in said.read_text()
        a_second_one_says_that_the_first_is_running(data, port, up)
        a_part_that_falls_over_is_started_again(data, said)
        assert up.poll() is None
        assert status(port, "/readyz") == 200
        up.send_signal(signal.SIGINT)
        assert up.wait(PATIENCE) == 0
    assert processes_of(data) == []


def a_second_one_says_that_the_first_is_running(data, port, up):
    second = subprocess.run(
        command(port + 1), env=environment(data), capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert second.returncode == 1
    assert f"The portal is running already: http://localhost:{port} (process {up.pid})." in second.stderr
    assert status(port, "/readyz") == 200


def a_part_that_falls_over_is_started_again(data, said):
    part = next(pid for pid in processes_of(data) if b"beat" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"))
    os.kill(part, signal.SIGKILL)
    wait_until(lambda: "clock  | ended by itself (-9); starting it again." in said.read_text(), "the notice")


def test_kill_9_leaves_no_process_and_nothing_that_stops_the_next(data, port):
    with portal(data, port) as (up, _said):
        assert len(processes_of(data)) > 5
        up.kill()
        up.wait(PATIENCE)
        wait_until(lambda: processes_of(data) == [], "the orphans to end")
    with portal(data, port):
        assert status(port, "/readyz") == 200
