"""Who acts in this request: the membership that the person chose, else their first."""

from collections.abc import Callable

import pghistory
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from core.actor import NOBODY, Actor, Role, Via
from institutions.models import Membership

SESSION_KEY = "membership"
# Roles that must use two-step sign-in outside demo mode (SAFETY 2).
NEED_TWO_STEPS = (Role.COORDINATOR, Role.LEAD, Role.ADMINISTRATOR)
# Where a person without a second step may still go: to set it up, or to leave.
ALWAYS_OPEN = ("/accounts/", "/static/", "/healthz", "/readyz", "/i18n/")


class ActorMiddleware:
    """Sets `request.memberships` and `request.actor`, activates the institute's time zone, names the actor in the history.

    One query for a signed-in person, none for anybody else. A membership that ended is gone with the next request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.memberships = []  # type: ignore[attr-defined]
        request.actor = NOBODY  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            timezone.deactivate()
            return self.get_response(request)
        request.memberships = list(Membership.objects.of_user(request.user.pk))  # type: ignore[attr-defined]
        request.actor = self._actor(request)  # type: ignore[attr-defined]
        if self._lacks_second_step(request):
            return redirect("mfa_activate_totp")
        # The address is left out on purpose: it may hold a link's token.
        with pghistory.context(user=request.user.pk, membership=request.actor.membership_id):  # type: ignore[attr-defined]
            return self.get_response(request)

    def _actor(self, request: HttpRequest) -> Actor:
        chosen = request.session.get(SESSION_KEY)
        memberships: list[Membership] = request.memberships  # type: ignore[attr-defined]
        membership = next((m for m in memberships if m.pk == chosen), memberships[0] if memberships else None)
        if membership is not None:
            zone = membership.institute.zone if membership.institute else None
            timezone.activate(zone) if zone else timezone.deactivate()
            return membership.as_actor()
        user = request.user
        role = Role.ADMINISTRATOR if user.is_superuser else None  # type: ignore[union-attr]
        label = str(Role.ADMINISTRATOR.label) if role else ""
        return Actor(via=Via.PERSON, user_id=user.pk, name=user.name, label=label, role=role)  # type: ignore[union-attr]

    def _lacks_second_step(self, request: HttpRequest) -> bool:
        """True for staff without two-step sign-in, outside demo mode, anywhere but where they can set it up."""
        if settings.DEMO or request.path.startswith(ALWAYS_OPEN) or not request.actor.acts_as(*NEED_TWO_STEPS):  # type: ignore[attr-defined]
            return False
        return not request.user.authenticator_set.exists()  # type: ignore[union-attr]
