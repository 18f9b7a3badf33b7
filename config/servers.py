"""PostgreSQL and Valkey for a machine that has neither: started when first needed, stopped when nobody needs them.

Local and test mode only. DATABASE_URL and REDIS_URL turn them off. `postgres_settings` and `valkey_url` only name places; nothing starts
until `use`. Who starts a server is decided by a lock file, who stops it by a keeper (config/keeper.py).
"""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any

import psycopg2

from config import env, machine, tuning
from config.binaries import find_postgres, find_valkey, run_as_account
from config.machine import SetUpError

READY_WITHIN = 60.0  # seconds; a slow disk takes its time over recovery
KEEPER_STARTS_WITHIN = 5.0
STOPPED_WITHIN = 20.0
PORT = 54320  # names the socket file only: no TCP port is opened
SUPERUSER = "postgres"
OWNER = "wardbridge"  # an ordinary role: what it may not do in production it cannot do here
_shares: dict[str, IO[str]] = {}


class Server(ABC):
    """One server of this instance: its folders, how it is made, run, asked and stopped."""

    name: str
    stop = signal.SIGTERM

    def lock(self, kind: str) -> Path:
        """One of its lock files: gate (who starts), users (who needs it), keeper (who keeps it)."""
        return machine.state_dir() / "locks" / f"{self.name}.{kind}"

    @property
    def log(self) -> Path:
        """What the server wrote."""
        return machine.state_dir() / "logs" / f"{self.name}.log"

    @abstractmethod
    def command(self) -> list[str]:
        """Make what is missing, and return how to run it."""

    @abstractmethod
    def answers(self) -> bool:
        """True when it takes work."""

    def account(self) -> tuple[int, int]:
        """Whom it runs as."""
        return os.geteuid(), os.getegid()


class Postgres(Server):
    """The embedded PostgreSQL. The test one is apart and careless: what it loses in a power cut is nothing."""

    stop = signal.SIGINT  # "fast": ends sessions, writes a checkpoint

    def __init__(self, *, for_tests: bool) -> None:
        self.for_tests = for_tests
        self.name = "postgres-test" if for_tests else "postgres"

    def account(self) -> tuple[int, int]:
        found = machine.server_account()
        return (found.pw_uid, found.pw_gid) if found else super().account()

    def command(self) -> list[str]:
        binaries, version = find_postgres()
        sockets = machine.make_socket_dir(self.name, machine.server_account())
        data = self._cluster(binaries, int(version.partition(".")[0]))
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(sockets),
            "unix_socket_permissions": "0700",
            "port": str(PORT),
            "max_connections": "300" if self.for_tests else "100",
            **(tuning.CARELESS if self.for_tests else tuning.of_this_machine()),
        }
        return [
            str(binaries / "postgres"),
            "-D",
            str(data),
            *(part for pair in options.items() for part in ("-c", "=".join(pair))),
        ]

    def _cluster(self, binaries: Path, major: int) -> Path:
        """The data folder, made under another name first: one that was interrupted is never taken for whole."""
        state = machine.state_dir()
        kind = "-test" if self.for_tests else ""
        data = state / f"pg{major}{kind}"
        if (data / "PG_VERSION").exists():
            return data
        older = [path.parent.name for path in state.glob("pg*/PG_VERSION") if path.parent.name[2:].isdigit()]
        if older and not self.for_tests:
            message = f"{state} holds {', '.join(older)}, data of another PostgreSQL; this is {major}. Dump them there, load them here."
            raise SetUpError(message)
        new = state / f"{data.name}.new"
        shutil.rmtree(new, ignore_errors=True)
        machine.make_dir(new, mode=0o700, account=machine.server_account())
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major >= 17 else ["--locale=C.UTF-8"]
        sync = ["--no-sync"] if self.for_tests else []
        run_as_account(
            [
                str(binaries / "initdb"),
                "-D",
                str(new),
                "-U",
                SUPERUSER,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-instructions",
                *locale,
                *sync,
            ]
        )
        new.rename(data)
        return data

    def answers(self) -> bool:
        try:
            with connect(self.name, SUPERUSER) as cursor:
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER])
                if not cursor.fetchone():
                    cursor.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB")
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [OWNER])
                if not cursor.fetchone():
                    cursor.execute(f"CREATE DATABASE {OWNER} OWNER {OWNER}")
        except psycopg2.OperationalError:
            return False
        return True


class Valkey(Server):
    """The embedded Valkey: cache, and the broker's wake-ups."""

    def __init__(self, *, for_tests: bool) -> None:
        self.name = "valkey-test" if for_tests else "valkey"

    def command(self) -> list[str]:
        data = machine.make_dir(machine.state_dir() / self.name, mode=0o700)
        machine.make_socket_dir(self.name)
        return [
            *(
                str(find_valkey()),
                "--port",
                "0",
                "--dir",
                str(data),
                "--appendonly",
                "yes",
                "--save",
                "",
                "--loglevel",
                "warning",
            ),
            *("--unixsocket", str(valkey_socket(self.name)), "--unixsocketperm", "700"),
        ]

    def answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(2)
                line.connect(str(valkey_socket(self.name)))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def use(server: Server) -> None:
    """Hold a share in `server` until this process ends, starting it if nobody has. Safe to call twice."""
    if server.name in _shares:
        return
    with machine.locked(server.lock("gate")):
        share = machine.open_lock(server.lock("users"))
        fcntl.flock(share, fcntl.LOCK_SH)  # waits while the last keeper is stopping the server
        if not machine.is_held(server.lock("keeper")):
            _start_keeper(server)
        _wait_until_ready(server)
    _shares[server.name] = share


def leave() -> None:
    """Give up every share, and wait for servers that nobody else uses to stop."""
    for name in list(_shares):
        _shares.pop(name).close()
        users, keeper = (machine.state_dir() / "locks" / f"{name}.{kind}" for kind in ("users", "keeper"))
        time.sleep(0.2)  # for its keeper to notice
        deadline = time.monotonic() + STOPPED_WITHIN
        while machine.is_held(users) and machine.is_held(keeper) and time.monotonic() < deadline:
            time.sleep(0.05)


def hand_over() -> dict[str, int]:
    """Every share, so that the program that this process turns into next has them: open files by name of the server."""
    for share in _shares.values():
        os.set_inheritable(share.fileno(), True)  # noqa: FBT003 - Python's own order
    return {name: share.fileno() for name, share in _shares.items()}


def take_over(shares: dict[str, int]) -> None:
    """What `hand_over` gave, in the program that came after."""
    _shares.update({name: os.fdopen(number, "a+", encoding="utf-8") for name, number in shares.items()})


def _start_keeper(server: Server) -> None:
    machine.make_parent(server.log)
    arguments = [
        server.lock("users"),
        server.lock("keeper"),
        *server.account(),
        int(server.stop),
        server.log,
        "--",
        *server.command(),
    ]
    # In a session of its own: Ctrl-C in the terminal is for those who use the server, not for the server.
    subprocess.run(
        [sys.executable, "-S", "-m", "config.keeper", *map(str, arguments)],
        cwd=env.ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        check=True,
    )


def _wait_until_ready(server: Server) -> None:
    began = time.monotonic()
    while not server.answers():
        waited = time.monotonic() - began
        given_up = waited > KEEPER_STARTS_WITHIN and not machine.is_held(server.lock("keeper"))
        if given_up or waited > READY_WITHIN:
            written = server.log.read_text(errors="replace")[-2000:] if server.log.exists() else "(nothing)"
            message = f"{server.name} does not answer, {waited:.0f} seconds after its start. It wrote, in {server.log}:\n{written}"
            raise SetUpError(message)
        time.sleep(0.05)


@contextmanager
def connect(name: str, role: str, database: str = "postgres") -> Iterator[Any]:
    """A cursor on the embedded server, outside any transaction."""
    with closing(
        psycopg2.connect(host=str(machine.socket_dir(name)), port=PORT, user=role, dbname=database)
    ) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor


def postgres_settings(*, for_tests: bool = False, database: str = OWNER) -> dict[str, Any]:
    """Django's settings for the embedded PostgreSQL."""
    place = machine.socket_dir(Postgres(for_tests=for_tests).name)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database,
        "USER": OWNER,
        "HOST": str(place),
        "PORT": str(PORT),
    }


def valkey_socket(name: str) -> Path:
    """The socket of the embedded Valkey."""
    return machine.socket_dir(name) / "valkey.sock"


def valkey_url(*, for_tests: bool = False, database: int = 0) -> str:
    """The embedded Valkey's address, as redis-py reads it."""
    return f"unix://{valkey_socket(Valkey(for_tests=for_tests).name)}?db={database}"


def broker_url(*, for_tests: bool = False, database: int = 0) -> str:
    """The same address, as kombu reads it."""
    return f"redis+socket://{valkey_socket(Valkey(for_tests=for_tests).name)}?virtual_host={database}"


def use_postgres(*, for_tests: bool = False) -> None:
    """The database: DATABASE_URL's, which somebody else keeps, or ours."""
    if not env.text("DATABASE_URL"):
        use(Postgres(for_tests=for_tests))


def use_valkey(*, for_tests: bool = False) -> None:
    """Broker and cache: REDIS_URL's, which somebody else keeps, or ours."""
    if not env.text("REDIS_URL"):
        use(Valkey(for_tests=for_tests))
