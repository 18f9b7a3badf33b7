"""What a portal takes that nobody uses: `up` on an empty folder of its own, a page opened once, a minute of the clock gone by.

PSS: what several processes share is divided among them, so that the sum is what the machine would have back. What was swapped out counts.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from config import env, running
from config.bench.figures import ONCE, Figure, Kind
from config.bench.filling.world import World
from config.ports import HOST, free_port

BUDGET = 400  # MB
READY_WITHIN = 300.0  # seconds; a limit against hanging, not a measure
A_MINUTE = 75.0  # seconds in which everything that the clock does each minute is done once
KILO = 1000


def taken(pid: int) -> float:
    """Megabytes of one process; none of one that ended meanwhile."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        return 0.0
    found = {name: int(rest.split()[0]) for name, _colon, rest in (line.partition(":") for line in lines)}
    return (found["Pss"] + found.get("SwapPss", 0)) / KILO


def family(*first: int) -> set[int]:
    """Processes with everything that they started."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(entry.parent.name)] = int(entry.read_text(errors="replace").rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
    found = set(first)
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def keepers(data: Path) -> list[int]:
    """Those who keep PostgreSQL and Valkey of a data folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            said = entry.read_bytes()
        except OSError:
            continue
        if b"config.keeper" in said and bytes(data / "locks") in said:
            found.append(int(entry.parent.name))
    return found


@contextmanager
def portal() -> Iterator[tuple[int, Path]]:
    """An empty portal of its own, ready: the process of `up`, and its folder."""
    data, port = Path(tempfile.mkdtemp(prefix="wardbridge-bench-")).resolve(), free_port()
    data.chmod(0o755)  # PostgreSQL's account has to enter
    ours = (env.PREFIX, *env.HOSTS_OWN, "DJANGO_", "PYTEST_")
    told = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    command = [sys.executable, str(env.ROOT / "manage.py"), "up", "--no-demo", "--data", str(data), "--port", str(port)]
    with (data / "said").open("wb") as said:
        started = subprocess.Popen(command, cwd=env.ROOT, env=told, stdout=said, stderr=said, start_new_session=True)
    try:
        deadline = time.monotonic() + READY_WITHIN
        while missing := running.readiness(HOST, port):
            if started.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"no portal: {missing}\n{(data / 'said').read_text()}")
            time.sleep(0.2)
        with urlopen(f"http://localhost:{port}/") as answer:
            answer.read()
        yield started.pid, data
    finally:
        started.send_signal(signal.SIGINT)
        started.wait()
        shutil.rmtree(data, ignore_errors=True)


def _look(world: World) -> tuple[float, float]:
    """Megabytes of the portal's own processes, and of its servers. Started once for all lines."""
    if "memory" not in world.kept:
        with portal() as (pid, data):
            time.sleep(A_MINUTE)
            world.kept["memory"] = tuple(sum(map(taken, family(*first))) for first in ([pid], keepers(data)))
    found: tuple[float, float] = world.kept["memory"]
    return found


def a_line(name: str, budget: float | None, *which: int) -> Figure:
    """A sum of what was found."""

    def act(world: World) -> float:
        found = _look(world)
        return sum(found[n] for n in which)

    return Figure("Memory", name, act, budget=budget, kind=Kind.AMOUNT, rounds=ONCE, unit="MB")


FIGURES = (
    (
        a_line("Whole stack, idle", BUDGET, 0, 1),
        a_line("Of it, the portal: web, worker, clock, and what started them", None, 0),
        a_line("Of it, PostgreSQL and Valkey", None, 1),
    )
    if sys.platform.startswith("linux")
    else ()
)
