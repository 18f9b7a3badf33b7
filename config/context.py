"""What every page needs: the navigation of the acting role, unread count, the hats a person may wear, modes of the portal."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actor import NOBODY, Actor, Role
from notifications.models import Notification

# (words, name of the address, icon). Phones show them as the bottom bar: five at most.
PUBLIC = (
    (_("Internships"), "internship_list", "search"),
    (_("Partners"), "partner_list", "building"),
    (_("Check a certificate"), "verify", "patch-check"),
)
NAVIGATION: dict[Role | None, tuple[tuple[Any, str, str], ...]] = {
    Role.STUDENT: (
        (_("Home"), "home", "house"),
        (_("Internships"), "internship_list", "search"),
        (_("Applications"), "application_list", "send"),
        (_("Placements"), "placement_list", "hospital"),
        (_("Certificates"), "certificate_list", "award"),
    ),
    Role.SUPERVISOR: (
        (_("Today"), "home", "house"),
        (_("Interns"), "placement_list", "people"),
        (_("Evaluations"), "evaluation_list", "clipboard-check"),
        (_("Letters"), "letter_list", "file-earmark-text"),
    ),
    Role.LEAD: (
        (_("Overview"), "home", "grid"),
        (_("Slots"), "slot_list", "list-check"),
        (_("Applicants"), "application_list", "people"),
        (_("Interns"), "placement_list", "hospital"),
        (_("Agreements"), "agreement_list", "file-earmark-text"),
    ),
    Role.COORDINATOR: (
        (_("Overview"), "home", "grid"),
        (_("Agreements"), "agreement_list", "building"),
        (_("Students"), "student_list", "people"),
        (_("Placements"), "placement_list", "hospital"),
        (_("Certificates"), "certificate_list", "award"),
    ),
    Role.VIEWER: (
        (_("Overview"), "home", "grid"),
        (_("Students"), "student_list", "people"),
        (_("Placements"), "placement_list", "hospital"),
        (_("Agreements"), "agreement_list", "building"),
    ),
    Role.ADMINISTRATOR: (
        (_("Home"), "home", "house"),
        (_("Administration"), "admin:index", "gear"),
        (_("Internships"), "internship_list", "search"),
        (_("Agreements"), "agreement_list", "building"),
        (_("Placements"), "placement_list", "hospital"),
    ),
}


def portal(request: HttpRequest) -> dict[str, Any]:
    """One query when a signed-in page shows the bell; none otherwise."""
    actor: Actor = getattr(request, "actor", NOBODY)
    return {
        "actor": actor,
        "nav": _navigation(request, actor),
        "hats": _hats(request, actor),
        "unread": SimpleLazyObject(lambda: Notification.objects.visible_to(actor).unread().count()),
        "demo": settings.DEMO,
        "local": settings.LOCAL,
        "theme": request.COOKIES.get("theme", "auto"),
        "shifted_today": clock.today() if settings.CLOCK_SHIFT else None,
        "now": clock.now(),
        "today": clock.today(),
    }


def _navigation(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    items = NAVIGATION.get(actor.role, PUBLIC) if actor.is_signed_in else PUBLIC
    match = request.resolver_match
    name = match.view_name if match else ""
    noun = name.partition("_")[0]
    return [
        {
            "label": label,
            "url": reverse(route),
            "icon": icon,
            "current": name == route or (bool(noun) and route.partition("_")[0] == noun and noun != "home"),
        }
        for label, route, icon in items
    ]


def _hats(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    memberships = getattr(request, "memberships", [])
    return [{"id": m.pk, "label": m.label, "current": m.pk == actor.membership_id} for m in memberships]
