"""A second PostgreSQL that follows the instance's own by streaming: made, asked, held up, killed."""

import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2

from config import binaries, machine, servers
from config.drills.frame import Drill

PORT = 54321  # names the socket file only
GIVEN_UP = 60.0  # seconds


class Follower:
    """The copy while it runs."""

    def __init__(self, sockets: Path, log: Path, running: "subprocess.Popen[bytes]") -> None:
        self.sockets, self.log, self.running = sockets, log, running

    @property
    def url(self) -> str:
        """As WARDBRIDGE_REPLICA_URL names it."""
        return f"postgres://{servers.OWNER}@{quote(str(self.sockets), safe='')}:{PORT}/{servers.OWNER}"

    def ask(self, question: str, *, role: str = servers.OWNER) -> Any:
        """One value."""
        place = {"host": str(self.sockets), "port": PORT, "user": role, "dbname": servers.OWNER}
        with closing(psycopg2.connect(**place)) as line, line.cursor() as cursor:
            cursor.execute(question)
            found = cursor.fetchone()
            return found[0] if found else None

    def follows(self) -> bool:
        """Whether it takes questions, and takes over what is written."""
        try:
            return self.ask("SELECT pg_is_in_recovery() AND pg_last_wal_receive_lsn() IS NOT NULL") is True
        except psycopg2.OperationalError:
            return False

    def asked(self, table: str) -> int:
        """How many questions about a table it has had: it writes each of them into its log."""
        with self.log.open(encoding="utf-8", errors="replace") as lines:
            return sum(f'"{table}"' in line for line in lines)

    @contextmanager
    def held_up(self) -> Iterator[None]:
        """It goes on receiving what is written, and shows none of it."""
        self.ask("SELECT pg_wal_replay_pause()", role=servers.SUPERUSER)
        try:
            yield
        finally:
            self.ask("SELECT pg_wal_replay_resume()", role=servers.SUPERUSER)

    def kill(self) -> None:
        """`kill -9`."""
        self.running.kill()
        self.running.wait()


def follow(drill: Drill) -> Follower:
    """A copy of this instance's server that follows it until the drill ends."""
    found, _version = binaries.find_postgres()
    account = machine.server_account()
    data, sockets = machine.state_dir() / "replica", machine.make_socket_dir("replica", account)
    binaries.run_as_account(["rm", "-rf", str(data)])
    machine.make_dir(data, mode=0o700, account=account)
    own = ["-h", str(machine.socket_dir("postgres")), "-p", str(servers.PORT), "-U", servers.SUPERUSER]
    binaries.run_as_account([str(found / "pg_basebackup"), *own, "-D", str(data), "-R", "-X", "stream", "-c", "fast"])
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "port": str(PORT),
        "log_statement": "all",
    }
    command = [str(found / "postgres"), "-D", str(data), *(f"--{name}={value}" for name, value in options.items())]
    who: dict[str, Any] = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    log = machine.state_dir() / "logs" / "replica.log"
    with log.open("ab") as words:
        made = Follower(sockets, log, subprocess.Popen(command, cwd="/", stdout=words, stderr=words, **who))
    drill.at_the_end(made.kill)
    drill.wait(made.follows, "the replica", within=GIVEN_UP)
    return made
