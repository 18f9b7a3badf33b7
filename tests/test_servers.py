"""PostgreSQL and Valkey of a machine that has neither, as several processes use them."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.test_up import environment, processes_of, wait_until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("up"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc"),
]
# Says "here" when the server answers, and goes when its input ends.
USER = """
import sys
from config import servers
server = servers.{kind}(for_tests=False)
servers.use(server)
print("here", server.answers(), flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="wardbridge-servers-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def user_of(kind: str, data: Path) -> subprocess.Popen[str]:
    """A process that uses the server until its input is closed, or until it is killed."""
    return subprocess.Popen(
        [sys.executable, "-c", USER.format(kind=kind)],
        cwd=settings.BASE_DIR,
        env=environment(data),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("kind", ["Postgres", "Valkey"])
def test_server_runs_for_as_long_as_anybody_uses_it(data, kind):
    first, second = user_of(kind, data), user_of(kind, data)
    assert [first.stdout.readline(), second.stdout.readline()] == ["here True\n"] * 2
    first.communicate()
    third = user_of(kind, data)
    assert third.stdout.readline() == "here True\n"
    third.communicate()
    # The last one does not even say good-bye.
    second.kill()
    second.communicate()
    wait_until(lambda: processes_of(data) == [], f"{kind} to stop")


def test_server_that_is_killed_is_started_again(data):
    user = user_of("Valkey", data)
    assert user.stdout.readline() == "here True\n"
    server = next(pid for pid in processes_of(data) if Path(f"/proc/{pid}/comm").read_text().startswith("valkey"))
    os.kill(server, signal.SIGKILL)
    again = user_of("Valkey", data)
    assert again.stdout.readline() == "here True\n"
    again.communicate()
    user.communicate()
    wait_until(lambda: processes_of(data) == [], "Valkey to stop")
