"""Ties a process to the one that started it, so that `kill -9` of `up` leaves no orphan. Linux alone offers this.

python -m config.tether COMMAND...      runs COMMAND in this process, tied; its own children tie themselves with `tie_if_asked`
"""

import ctypes
import os
import signal
import sys

ASKED = "WARDBRIDGE_TETHERED"
PR_SET_PDEATHSIG = 1


def tie_to_parent(sign: signal.Signals = signal.SIGKILL) -> None:
    """Ask the kernel to send `sign` to this process when its parent dies. Survives exec, not a change of account."""
    if not sys.platform.startswith("linux"):
        return
    parent = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(sign), 0, 0, 0)
    if os.getppid() != parent:  # it died in between
        os.kill(os.getpid(), sign)


def tie_if_asked() -> None:
    """Tie a process that a tethered one started; in production, where nothing is tethered, do nothing."""
    if os.environ.get(ASKED):
        tie_to_parent()


if __name__ == "__main__":
    os.environ[ASKED] = "1"
    tie_to_parent(signal.SIGTERM)
    os.execvp(sys.argv[1], sys.argv[1:])
