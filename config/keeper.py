"""Keeps one server running for as long as anybody holds a share in it, then stops it cleanly. Stdlib only.

    python -m config.keeper USERS_LOCK KEEPER_LOCK UID GID STOP_SIGNAL LOG -- COMMAND...

Every process that uses the server holds a shared flock on USERS_LOCK; the kernel drops it however the process ends. When the keeper
gets the exclusive lock nobody is left. A server that falls over is started again. The server is tied to its keeper in turn.
"""

import fcntl
import functools
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from config import tether

TOO_SOON = 5.0  # a server that lives shorter than this (seconds), several times in a row, does not get better at once
TRIES = 5
BREATH, LONG_BREATH = 0.5, 3.0  # seconds between two tries: the first ones, and those after


class Keeper:
    """One server and the wish to see it run."""

    def __init__(self, command: list[str], *, account: tuple[int, int], stop: signal.Signals, log: Path) -> None:
        self.command, self.stop, self.log = command, stop, log
        self.account: dict[str, Any] = {}
        if os.geteuid() == 0:
            self.account = {"user": account[0], "group": account[1], "extra_groups": []}
        self.server: subprocess.Popen[bytes] | None = None
        self.unwanted = threading.Event()
        self.changing = threading.Lock()

    def run(self) -> None:
        """Return when the server has stopped because nobody wanted it, or when it never stayed up.

        One that did is tried for as long as it is wanted. After `kill -9` PostgreSQL does not start while a session of before still
        computes, and nowhere does it while the disk is full: both pass.
        """
        failures, lived = 0, False
        while lived or failures < TRIES:
            began = time.monotonic()
            with self.changing:
                if self.unwanted.is_set():
                    return
                self.server = self._start()
            self.server.wait()
            if self.unwanted.is_set():
                return
            if time.monotonic() - began < TOO_SOON:
                failures += 1
            else:
                failures, lived = 0, True
            time.sleep(BREATH if failures <= TRIES else LONG_BREATH)

    def release_when_unused(self, users: Path) -> None:
        """Wait until nobody holds a share in `users`, then stop the server. The lock is kept, so newcomers wait for the end."""
        with users.open("a") as share:
            fcntl.flock(share, fcntl.LOCK_EX)
            with self.changing:
                self.unwanted.set()
                if self.server:
                    self.server.send_signal(self.stop)
            threading.Event().wait()

    def _start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self.command,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # After the change of account, which would undo it.
                preexec_fn=functools.partial(tether.tie_to_parent, self.stop),  # noqa: PLW1509  (no thread holds a lock yet)
                **self.account,
            )


def main(arguments: list[str]) -> None:
    """Leave whoever started us, then hold the keeper's lock for life, so that one server has one keeper."""
    if os.fork():
        os._exit(0)
    users, own, uid, gid, stop, log, _dashes, *command = arguments
    with Path(own).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for ignored in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
            signal.signal(ignored, signal.SIG_IGN)
        keeper = Keeper(command, account=(int(uid), int(gid)), stop=signal.Signals(int(stop)), log=Path(log))
        threading.Thread(target=keeper.release_when_unused, args=[Path(users)], daemon=True).start()
        keeper.run()


if __name__ == "__main__":
    main(sys.argv[1:])
