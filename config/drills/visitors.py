"""People who open pages one after the other until they are told to stop."""

import threading
import time
from collections import Counter
from collections.abc import Sequence
from typing import Self

from django.conf import settings

from config.bench.filling.world import browser
from config.drills.frame import get

BREATH = 0.05  # seconds between two pages of one person


def cookie_of(user_id: int) -> str:
    """The session of somebody who has signed in."""
    return f"{settings.SESSION_COOKIE_NAME}={browser(user_id).cookies[settings.SESSION_COOKIE_NAME].value}"


class Visitors:
    """Several at once, each with a session of their own, over real sockets; what they saw and when."""

    def __init__(self, pages: Sequence[str], cookies: Sequence[str], *, ports: Sequence[int | None] = (None,)) -> None:
        self.pages, self.ports = pages, ports
        self.seen: list[tuple[float, int, float]] = []  # (when it was answered, status, seconds)
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._walk, args=[n, cookie]) for n, cookie in enumerate(cookies)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _walk(self, number: int, cookie: str) -> None:
        while not self._stop.is_set():
            port = self.ports[number % len(self.ports)]
            status, took = get(self.pages[number % len(self.pages)], port=port, cookie=cookie)
            self.seen.append((time.monotonic(), status, took))
            number += 1
            time.sleep(BREATH)

    def statuses(self, since: float = 0.0, until: float = float("inf")) -> Counter[int]:
        """How often each status was answered in between."""
        return Counter(status for when, status, _took in self.seen if since <= when < until)

    def first(self, status: int, since: float) -> float | None:
        """How many seconds after `since` somebody first saw this status."""
        return min(
            (when - since for when, seen, _took in list(self.seen) if seen == status and when >= since), default=None
        )

    def slowest(self, since: float = 0.0) -> float:
        """The longest that anybody waited for an answer."""
        return max((took for when, _status, took in self.seen if when >= since), default=0.0)
