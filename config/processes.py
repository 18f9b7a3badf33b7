"""Several processes in one terminal. Their lines are marked with their names; one that falls over is started again; all end together.

honcho would do this but for one thing: it puts a process of its own between us and each part, which outlives a killed `up`.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import Self

GRACE = 10.0  # seconds between the polite signal and the other one
TOO_SOON = 5.0
TRIES = 3
WIDTH = 7


class Part:
    """One process that is to run."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name, self.command = name, command
        self.process: subprocess.Popen[str] | None = None
        self.began = 0.0
        self.failures = 0

    def start(self) -> None:
        """Run it in a session of its own, so that Ctrl-C reaches us alone, and tied to us, so that our death reaches it."""
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.tether", *self.command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        threading.Thread(target=self._pass_on, args=[self.process], daemon=True).start()

    def fell_over(self) -> bool:
        """True when it has ended though nobody asked it to."""
        return self.process is not None and self.process.poll() is not None

    def ask_to_end(self) -> None:
        """Politely, and it alone: its children finish what they hold."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def kill(self) -> None:
        """It and its children."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)

    def _pass_on(self, process: "subprocess.Popen[str]") -> None:
        for line in process.stdout or ():
            tell(self.name, line.rstrip())


class Company:
    """The parts of a portal, from the first start to the last stop."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        self.stopping = threading.Event()

    def __enter__(self) -> Self:
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, lambda *_: self.stopping.set())
        # Started here, by the thread that lives longest: the kernel ties a child to the thread that made it.
        for part in self.parts:
            part.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        for part in self.parts:
            part.ask_to_end()
        deadline = time.monotonic() + GRACE
        for part in self.parts:
            if part.process:
                try:
                    part.process.wait(max(0.1, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    part.kill()
                    part.process.wait()

    def watch(self, until: Callable[[], bool], every: float) -> bool:
        """Keep the parts running until `until()` says yes (True), or somebody wants us to stop or a part stays down (False)."""
        while not self.stopping.is_set():
            if until():
                return True
            for part in self.parts:
                if part.fell_over() and not self._again(part):
                    return False
            self.stopping.wait(every)
        return False

    def _again(self, part: Part) -> bool:
        part.failures = part.failures + 1 if time.monotonic() - part.began < TOO_SOON else 1
        code = part.process.returncode if part.process else None
        if part.failures >= TRIES:
            tell(part.name, f"ended again and again ({code}); what it said is above. Stopping.")
            return False
        tell(part.name, f"ended by itself ({code}); starting it again.")
        part.start()
        return True


def tell(name: str, line: str) -> None:
    """One marked line."""
    sys.stdout.write(f"{name:<{WIDTH}}| {line}\n")
    sys.stdout.flush()
