"""Who acts in this request: the membership that the person chose, else their first."""

from collections.abc import Callable
from typing import Any

import pghistory
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actor import NOBODY, Actor, Role, Via
from core.errors import Refusal
from institutions.models import Membership, ViewAs
from institutions.models.memberships import SECOND_STEPS
from institutions.services.viewing import note_page

SESSION_KEY = "membership"
VIEW_KEY = "view_as"
# Roles that must use two-step sign-in outside demo mode (SAFETY 2).
NEED_TWO_STEPS = (Role.COORDINATOR, Role.LEAD, Role.ADMINISTRATOR)
# Where a person without a second step may still go: to set it up, or to leave.
ALWAYS_OPEN = ("/accounts/", "/static/", "/healthz", "/readyz", "/i18n/")


class ActorMiddleware:
    """Sets `request.memberships` and `request.actor`, activates the institute's time zone, names the actor in the history.

    One query for a signed-in person, none for anybody else. A membership that ended is gone with the next request. An administrator
    who looks through somebody's eyes is that person's membership, with `viewed_by`; `request.viewing` is the look: one query more.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.memberships = []  # type: ignore[attr-defined]
        request.actor = NOBODY  # type: ignore[attr-defined]
        request.viewing = None  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            timezone.deactivate()
            return self.get_response(request)
        request.memberships = list(Membership.objects.of_user(request.user.pk))  # type: ignore[attr-defined]
        request.actor = self._actor(request)  # type: ignore[attr-defined]
        if self._lacks_second_step(request):
            return redirect("mfa_index")
        self._look(request)
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

    def _look(self, request: HttpRequest) -> None:
        """Put the eyes on through which an administrator looks, while they may."""
        pk = request.session.get(VIEW_KEY)
        if pk is None:
            return
        actor: Actor = request.actor  # type: ignore[attr-defined]
        view = ViewAs.objects.for_request(pk, actor.user_id) if actor.acts_as(Role.ADMINISTRATOR) else None
        if view is None or not view.is_live(clock.now()) or view.membership.ended_at is not None:
            del request.session[VIEW_KEY]
            return
        view.membership.unread = view.unread  # type: ignore[attr-defined]
        request.viewing, request.memberships = view, [view.membership]  # type: ignore[attr-defined]
        request.actor = view.membership.as_actor(viewed_by=actor.user_id)  # type: ignore[attr-defined]
        zone = view.membership.institute.zone if view.membership.institute else None
        timezone.activate(zone) if zone else timezone.deactivate()

    def _lacks_second_step(self, request: HttpRequest) -> bool:
        """True for staff without two-step sign-in, outside demo mode, anywhere but where they can set it up."""
        if settings.DEMO or request.path.startswith(ALWAYS_OPEN) or not request.actor.acts_as(*NEED_TWO_STEPS):  # type: ignore[attr-defined]
            return False
        if memberships := request.memberships:  # type: ignore[attr-defined]
            return not memberships[0].has_second_step
        return not request.user.authenticator_set.filter(type__in=SECOND_STEPS).exists()  # type: ignore[union-attr]


# What an administrator may still do while looking: stop, and leave.
STILL_DONE = frozenset({"view_as_stop", "account_logout"})
# What belongs to the administrator's own account, not to the eyes that they look through.
OWN = ("/admin/", "/accounts/")
READING = frozenset({"GET", "HEAD"})


class LookMiddleware:
    """While an administrator looks through somebody's eyes: nothing is sent, nothing of their own is opened, every page is written down."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        view: ViewAs | None = request.viewing  # type: ignore[attr-defined]
        match = request.resolver_match
        if view is None or match is None or match.view_name in STILL_DONE:
            return None
        if request.method not in READING or request.path.startswith(OWN):
            words = _("You only look, through the eyes of %(name)s.") % {"name": view.person}
            refusal = Refusal(words, instead=_("Stop looking first, then act in your own name."))
            return render(request, "refused.html", {"refusal": refusal}, status=403)
        # An address that holds a link's token is a key: written down without it.
        path = f"/{match.route}" if "token" in kwargs else request.path
        note_page(view=view, path=path, now=clock.now())
        return None
