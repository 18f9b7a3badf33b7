"""The list of placements and the acts that move one. The page of one placement is composed in config/pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.forms import ActForm
from core.paging import page_of
from core.verdict import Verdict, no
from core.views import act_page
from placements.crowding import crowds_with
from placements.filters.placements import PlacementFilter
from placements.forms.placements import ArrivalForm, CancelForm, EndEarlyForm, SupervisorForm
from placements.models import ChecklistItem, HoursEntry, Occasion, Placement
from placements.policies import placements as policies
from placements.policies.bringing import may_bring_any
from placements.readiness import is_clear
from placements.services import placements as services
from placements.services.arrivals import record_arrival
from placements.services.completion import complete_placement, what_is_missing
from placements.services.placements_cover import obstacles
from placements.views.find import find_placement

PAGE = 25


@require_safe
def placement_list(request: HttpRequest) -> HttpResponse:
    """The actor's placements, the latest to begin first, with the hours that wait on each."""
    found = PlacementFilter(
        request.GET,
        Placement.objects.visible_to(request.actor).for_list().order_by("-starts_on", "-pk"),
        request=request,
    )
    page = page_of(request, found.qs, PAGE)
    rows = list(page)
    waiting = HoursEntry.objects.visible_to(request.actor).waiting_by_placement([row.pk for row in rows])
    for row in rows:
        row.hours_waiting = waiting.get(row.pk, 0)
    may_bring = may_bring_any(request.actor)
    context = {"filter": found, "page": page, "rows": rows, "may_bring": may_bring}
    return render(request, "placements/placement_list.html", context)


@require_http_methods(["GET", "POST"])
def placement_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm it, now that an agreement covers it."""
    placement = find_placement(request, pk)
    verdict = policies.may_confirm(request.actor, placement)
    against = obstacles(placement, request.actor) if verdict else []
    if against:
        verdict = no(against[0].reason, against[0].way.words)
    form = ActForm(request.POST or None)
    template = "placements/placement_confirm.html"
    more = {"obstacles": against, "crowds": crowds_with(placement)}
    return _act(request, placement, "confirm", verdict, form, services.confirm_placement, template, **more)


@require_http_methods(["GET", "POST"])
def placement_arrive(request: HttpRequest, pk: int) -> HttpResponse:
    """Record who came."""
    placement = find_placement(request, pk)
    today = placement.today(clock.now())
    verdict = policies.may_arrive(request.actor, placement, today)
    items = ChecklistItem.objects.visible_to(request.actor).current().filter(occasion=Occasion.ARRIVAL)
    clear = is_clear(placement)
    form = ArrivalForm(request.POST or None, items=items, initial={"arrived_on": today}, is_clear=clear)
    return _act(request, placement, "arrive", verdict, form, record_arrival, "placements/placement_arrive.html")


@require_http_methods(["GET", "POST"])
def placement_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call it off before it begins."""
    placement = find_placement(request, pk)
    verdict = policies.may_cancel(request.actor, placement, placement.today(clock.now()))
    return _act(request, placement, "cancel", verdict, CancelForm(request.POST or None), services.cancel_placement)


@require_http_methods(["GET", "POST"])
def placement_end_early(request: HttpRequest, pk: int) -> HttpResponse:
    """End it before its last day."""
    placement = find_placement(request, pk)
    verdict = policies.may_end_early(request.actor, placement)
    form = EndEarlyForm(request.POST or None, initial={"last_day": placement.today(clock.now())})
    return _act(request, placement, "end_early", verdict, form, services.end_placement_early)


@require_http_methods(["GET", "POST"])
def placement_complete(request: HttpRequest, pk: int) -> HttpResponse:
    """Complete it, when nothing is missing."""
    placement = find_placement(request, pk)
    whose = policies.completes(request.actor, placement)
    missing = what_is_missing(placement) if whose else []
    verdict = policies.may_complete(request.actor, placement, missing, placement.today(clock.now()))
    form = ActForm(request.POST or None)
    return _act(
        request,
        placement,
        "complete",
        verdict,
        form,
        complete_placement,
        "placements/placement_complete.html",
        missing=missing,
    )


@require_http_methods(["GET", "POST"])
def placement_supervisor(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the intern to another supervisor."""
    placement = find_placement(request, pk)
    verdict = policies.may_name_supervisor(request.actor, placement)
    form = SupervisorForm(request.POST or None, actor=request.actor, initial={"supervisor": placement.supervisor_id})
    return _act(request, placement, "supervisor", verdict, form, services.name_supervisor)


# What each act is called, and what it will do, in the words of its page.
ACTS: dict[str, dict[str, Any]] = {
    "confirm": {
        "title": _("Confirm the placement"),
        "says": _(
            "The signed agreement is looked up and one of its places taken. Student, supervisor and both offices are told."
        ),
        "button": _("Confirm"),
    },
    "arrive": {"title": _("Record the arrival"), "button": _("The student is here")},
    "cancel": {
        "title": _("Cancel the placement"),
        "says": _(
            "The place is given back and may go to the next on the waiting list. Student, supervisor and both offices read your reason."
        ),
        "button": _("Cancel the placement"),
        "danger": True,
    },
    "end_early": {
        "title": _("End the placement early"),
        "says": _(
            "Approved hours, confirmed objectives and feedback stay on record. There is no certificate for a placement that ended early."
        ),
        "button": _("End it"),
        "danger": True,
    },
    "complete": {
        "title": _("Complete the placement"),
        "says": _(
            "Hours, objectives and the final evaluation are there. Afterwards nothing can be added, and the certificate can be issued."
        ),
        "button": _("Complete"),
    },
    "supervisor": {
        "title": _("Name the supervisor"),
        "says": _("The supervisor signs the hours, confirms the objectives and evaluates. The new one is told."),
        "button": _("Name"),
    },
}


def _act(
    request: HttpRequest,
    placement: Placement,
    verb: str,
    verdict: Verdict,
    form: ActForm,
    service: Any,
    template: str = "layouts/act.html",
    **more: Any,
) -> HttpResponse:
    if verdict and form.is_valid() and attempt(request, service, form, placement_id=placement.pk):
        return redirect(placement)
    return act_page(
        request, verdict, {**ACTS[verb], "form": form, "back": placement, "placement": placement, **more}, template
    )
