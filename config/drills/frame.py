"""What every drill stands on: an instance of its own, its parts to be started and killed, its servers, and the figures."""

import http.client
import os
import secrets
import signal
import socket
import struct
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import get_resolver

from accounts.models import User
from config import env, machine, processes, running, servers
from config.bench.databases import inside, wrapper
from config.bench.filling.sizes import sizes
from config.bench.filling.world import World, browser, fill, settle
from config.ports import HOST
from core import clock
from core.waking import wake

PATIENCE = 300.0  # seconds; a limit against hanging, not a measure
SWEEPS = ("notifications.sweep_outbox", "accounts.sweep_jobs", "students.sweep_cvs")


class Stuck(Exception):
    """What was waited for did not come."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the outcome."""

    what: str
    found: str
    wanted: str
    held: bool


class Quiet(processes.Part):
    """A part whose words go to a file of the instance."""

    def _pass_on(self, process: "subprocess.Popen[str]") -> None:
        machine.make_dir(settings.DATA_DIR / "logs")
        with (settings.DATA_DIR / "logs" / f"{self.name}.log").open("a", encoding="utf-8") as log:
            for line in process.stdout or ():
                log.write(line)
                log.flush()


@dataclass
class Drill:
    """One drill while it runs. `small` asks for small numbers and no patience: the suite runs those."""

    small: bool
    tell: Callable[[str], None]
    figures: list[Figure] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    _ending: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        get_resolver().url_patterns  # noqa: B018 - as in every web process: no first message imports all pages in its transaction
        return self

    def __exit__(self, *_exception: object) -> None:
        self._ending.close()

    def at_the_end(self, act: Callable[[], object]) -> None:
        """However the drill ends; the latest first."""
        self._ending.callback(act)

    def told(self, name: str, value: str) -> None:
        """What the parts that are started from now on find in their environment."""
        os.environ[env.variable(name)] = value
        self.at_the_end(partial(os.environ.pop, env.variable(name), None))

    def size(self, full: int, small: int) -> int:
        """How many of something."""
        return small if self.small else full

    def say(self, words: str) -> None:
        """What happens now."""
        self.tell(f"[{time.monotonic() - self.began:4.0f} s] {words}")

    def figure(self, what: str, found: object, wanted: str, *, held: bool) -> None:
        """What was measured, and what would pass."""
        self.figures.append(Figure(what, str(found), wanted, held))

    def took(self, what: str, found: float, most: float) -> None:
        """A time. Small drills run beside other things, and judge none."""
        self.figure(what, f"{found:.1f} s", f"within {most:.0f} s", held=self.small or found <= most)

    def page(self, address: str) -> tuple[int, float]:
        """The status of a public page and the seconds it took: over a socket, or in a small drill without a web process."""
        if not self.small:
            return get(address)
        began = time.monotonic()
        return browser().get(address).status_code, time.monotonic() - began

    def serve(self) -> None:
        """Start a web process, where pages are asked for over sockets."""
        if not self.small:
            self.start("web")

    def start(self, name: str, *, port: int | None = None, number: int = 1) -> Quiet:
        """Start web, worker or clock as `up` does; it ends with the drill. A web process is waited for."""
        port = port or site_port()
        made = next(part for part in running.parts(HOST, port) if part.name == name)
        if name == "clock":
            made.command = [*made.command[:-1], f"{made.command[-1]}-{number}"]
        part = Quiet(f"{name}-{number}", made.command)
        part.start()
        self.at_the_end(partial(end, part))
        if name == "web":
            self.wait(lambda: running.readiness(HOST, port) == "", "the web process")
        return part

    def clock(self) -> None:
        """What finds lost work again: beat itself, or, when nobody has a minute, its sweeps twice a second."""
        if not self.small:
            self.start("clock")

    def wait(self, done: Callable[[], object], what: str, within: float = PATIENCE) -> float:
        """Return how many seconds it took until `done()`. In a small drill the sweeps run meanwhile. Raises Stuck."""
        began = time.monotonic()
        swept = 0.0
        while not done():
            if time.monotonic() - began > within:
                raise Stuck(f"waited {within:.0f} seconds in vain for {what}")
            if self.small and time.monotonic() - swept > 0.5:
                swept = time.monotonic()
                for task in SWEEPS:
                    wake(task)
            time.sleep(0.05)
        return time.monotonic() - began

    def fill(self, scale: float) -> World:
        """A believable portal of the bench's making."""
        if User.objects.filter(email="student1@country.example").exists():  # by an earlier drill in this folder
            return World(sizes(scale), 0)
        self.say(f"filling {sizes(scale).students:,} students, {sizes(scale).slots:,} slots")
        with inside(wrapper(settings.DATABASES["default"]["NAME"])) as _database:
            world = fill(sizes(scale), now=clock.now())
            settle()
        return world

    def people(self, count: int) -> list[User]:
        """Somebody to be told things."""
        here = secrets.token_hex(4)
        made = [
            User(email=f"{here}-{n}@drill.example", name=f"Person {n}", claimed_at=clock.now()) for n in range(count)
        ]
        return list(User.objects.bulk_create(made))


def end(part: processes.Part) -> None:
    """Politely, then not."""
    part.ask_to_end()
    if part.process:
        try:
            part.process.wait(processes.GRACE)
        except subprocess.TimeoutExpired:
            part.kill()
            part.process.wait()


def kill(part: processes.Part) -> None:
    """`kill -9`: it and its children, in the middle of whatever they do."""
    part.kill()
    if part.process:
        part.process.wait()


def site_port() -> int:
    """Where the first web process listens."""
    return urlsplit(settings.SITE_URL).port or 80


def get(address: str, *, port: int | None = None, cookie: str = "", timeout: float = 60) -> tuple[int, float]:
    """The status of a page and the seconds it took; 0 when nobody answered."""
    began = time.monotonic()
    line = http.client.HTTPConnection(HOST, port or site_port(), timeout=timeout)
    try:
        line.request("GET", address, headers={"Host": "localhost", **({"Cookie": cookie} if cookie else {})})
        answer = line.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return 0, time.monotonic() - began
    finally:
        line.close()
    return answer.status, time.monotonic() - began


def server_pid(where: Path) -> int:
    """Who listens at a socket."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(where))
        return int(
            struct.unpack("3i", line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))[0]
        )


def valkey_socket() -> Path:
    """Of this instance."""
    return servers.valkey_socket("valkey")


def postgres_socket() -> Path:
    """Of this instance."""
    return machine.socket_dir("postgres") / f".s.PGSQL.{servers.PORT}"


@contextmanager
def killed(where: Path) -> Iterator[None]:
    """`kill -9` of the server at a socket; it stays away until the end, when its keeper starts it again."""
    pid = server_pid(where)
    keeper = int(Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[1])
    os.kill(keeper, signal.SIGSTOP)
    try:
        os.kill(pid, signal.SIGKILL)
        while Path(f"/proc/{pid}/exe").exists():  # a zombie until its keeper looks again
            time.sleep(0.01)
        yield
    finally:
        os.kill(keeper, signal.SIGCONT)


def mails() -> list[Path]:
    """What was sent, of an instance that keeps its mail in a folder."""
    return sorted(Path(settings.LOCAL_MAIL_DIR).glob("*.eml"))


def worst(found: list[tuple[int, float]]) -> float:
    """The longest of some requests."""
    return max((took for _status, took in found), default=0.0)
