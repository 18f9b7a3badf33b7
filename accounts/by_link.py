"""Pages by mailed link: no account, no sign-in, nothing happens on opening. A link is one person's way to one thing."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts.models import AccessLink, Purpose
from accounts.pieces import put_whole_files
from accounts.speaking import speak_to
from core import clock
from core.actor import Actor
from core.limits import Limit, too_often, visitor
from core.verdict import YES, Verdict

NOT_FOUND = 404
GONE = 410
# Guessing is hopeless, and is stopped all the same; a hospital's many people share an address, so only wrong links count there.
GUESSES = Limit("access-link-guesses", most=20, seconds=600)
USES = Limit("access-link-uses", most=120, seconds=60)

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Found:
    """What a link leads to: the thing, its person as the actor, the zone of its days, and whether it may still be acted on."""

    thing: Any
    actor: Actor
    zone: ZoneInfo | None = None
    verdict: Verdict = YES


@dataclass(frozen=True, slots=True)
class LinkDoor:
    """Opens links of one purpose: `find` says what a link leads to, None for a person who is asked no more; `dead` is its page then."""

    purpose: Purpose
    find: Callable[[AccessLink], Found | None]
    dead: str

    def __call__(self, view: View) -> View:
        """Give `view` the thing that the token opens, and the link's person as the actor; or say why it opens nothing."""

        @login_not_required
        @never_cache
        @wraps(view)
        def opened(request: HttpRequest, token: str, **more: Any) -> HttpResponse:
            response = self._enter(view, request, token, **more)
            # The address is a key: no page that is opened from here learns it. Not "no-referrer", which makes browsers withhold the
            # Origin by which the protection against forged requests knows its own pages.
            response["Referrer-Policy"] = "strict-origin"
            return response

        return opened

    def _enter(self, view: View, request: HttpRequest, token: str, **more: Any) -> HttpResponse:
        who = visitor(request)
        if GUESSES.is_spent(who):
            return too_often(request, GUESSES)
        link = AccessLink.objects.by_token(token, self.purpose).select_related("user").first()
        if link is None:
            GUESSES.spend(who)
            return render(request, self.dead, status=NOT_FOUND)
        if not USES.spend(str(link.pk)):
            return too_often(request, USES)
        speak_to(request, link.user)
        found = self.find(link)
        if found is None or not link.is_live(clock.now()):
            return render(request, self.dead, {"link": link}, status=GONE)
        request.actor = found.actor  # type: ignore[attr-defined]
        if not found.verdict:
            return render(request, self.dead, {"link": link, "verdict": found.verdict}, status=GONE)
        put_whole_files(request)
        with timezone.override(found.zone or timezone.get_default_timezone()):
            return view(request, found.thing, token, **more)
