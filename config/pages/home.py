"""/home/: chosen by the acting role. Each role's context is built in `homes/`."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.pages.homes import administrator, coordinator, lead, mentor, student, supervisor
from core import clock
from core.actor import Role

HOMES: dict[Role, tuple[str, Callable[..., dict[str, Any]]]] = {
    Role.STUDENT: ("pages/home_student.html", student.context),
    Role.SUPERVISOR: ("pages/home_supervisor.html", supervisor.context),
    Role.MENTOR: ("pages/home_mentor.html", mentor.context),
    Role.LEAD: ("pages/home_lead.html", lead.context),
    Role.COORDINATOR: ("pages/home_coordinator.html", coordinator.context),
    Role.VIEWER: ("pages/home_coordinator.html", coordinator.context),
    Role.ADMINISTRATOR: ("pages/home_administrator.html", administrator.context),
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page after signing in; a person without any role reads whom to ask."""
    actor = request.actor
    if actor.role not in HOMES:
        return render(request, "pages/home_nobody.html", status=200)
    template, build = HOMES[actor.role]
    return render(request, template, build(actor, clock.now()))
