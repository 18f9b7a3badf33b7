"""What every page needs: the navigation of the acting role, unread count, the hats a person may wear, modes of the portal."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from config.navigation import navigation
from core import clock
from core.actor import NOBODY, Actor
from notifications.models import Notification


def portal(request: HttpRequest) -> dict[str, Any]:
    """No query: what it says of the person came with their membership. One for somebody signed in without any."""
    actor: Actor = getattr(request, "actor", NOBODY)
    return {
        "actor": actor,
        **navigation(actor, request.resolver_match.view_name if request.resolver_match else ""),
        "hats": _hats(request, actor),
        "viewing": getattr(request, "viewing", None),
        "unread": _unread(request, actor),
        "demo": settings.DEMO,
        "local": settings.LOCAL,
        "theme": request.COOKIES.get("theme", "auto"),
        "shifted_today": clock.today() if settings.CLOCK_SHIFT else None,
        "now": clock.now(),
        "today": clock.today(),
    }


def _unread(request: HttpRequest, actor: Actor) -> Any:
    mine = next((m for m in getattr(request, "memberships", []) if m.pk == actor.membership_id), None)
    if mine is not None:
        return mine.unread
    return SimpleLazyObject(lambda: Notification.objects.visible_to(actor).unread().count())


def _hats(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    memberships = getattr(request, "memberships", [])
    return [{"id": m.pk, "label": m.label, "current": m.pk == actor.membership_id} for m in memberships]
