"""Rate limits: how often one visitor may do one thing. Counted in the cache, so nothing is kept longer than its window."""

import hashlib
import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` times in each window of `seconds`. `name` says of what, and is unique in the portal."""

    name: str
    most: int
    seconds: int

    def spend(self, who: str) -> bool:
        """Count one more for `who`; False when that was one too many."""
        key = self._key(who)
        cache.add(key, 0, timeout=self.seconds)
        try:
            return int(cache.incr(key)) <= self.most
        except ValueError:  # the window closed between the two calls
            return True

    def is_spent(self, who: str) -> bool:
        """True when `who` has none left in this window. Counts nothing."""
        return int(cache.get(self._key(who), 0)) >= self.most

    def _key(self, who: str) -> str:
        # The machine's time, not the portal's: a shifted clock does not make anybody quicker.
        window = int(time.time() // self.seconds)
        return "limit:" + hashlib.sha256(f"{self.name}:{window}:{who}".encode()).hexdigest()


def visitor(request: HttpRequest) -> str:
    """The address a request came from, behind as many proxies as the settings trust."""
    return str(get_adapter().get_client_ip(request))


def too_often(request: HttpRequest, limit: Limit) -> HttpResponse:
    """The page for who has been too quick; says when to come back."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(limit.seconds)
    return response
