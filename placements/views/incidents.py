"""Incidents: reported from the placement, read by few, looked at, followed up, closed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from accounts.services.reading import readings
from core import clock
from core.forms import ActForm
from core.paging import page_of
from core.verdict import Verdict, require
from core.views import act_page
from placements.filters.incidents import IncidentFilter
from placements.forms.support import FollowUpForm, IncidentCloseForm, IncidentForm, TriageForm
from placements.models import Incident
from placements.policies import incidents as policies
from placements.services import incidents as services
from placements.views.find import find_placement

PAGE = 25


@require_safe
def incident_list(request: HttpRequest) -> HttpResponse:
    """Those that the actor may read, the latest first."""
    require(policies.may_list_incidents(request.actor))
    found = IncidentFilter(request.GET, Incident.objects.visible_to(request.actor).for_page().order_by("-pk"))
    context = {"filter": found, "page": page_of(request, found.qs, PAGE)}
    return render(request, "placements/incident_list.html", context)


@require_http_methods(["GET", "POST"])
def incident_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what happened."""
    placement = find_placement(request, pk)
    verdict = policies.may_report(request.actor, placement)
    local = timezone.localtime(clock.now(), placement.institute.zone)
    may_keep = policies.may_keep_from_partner(request.actor, placement)
    form = IncidentForm(request.POST or None, may_keep=may_keep, initial={"day": local.date(), "at": local.time()})
    if verdict and form.is_valid() and (done := attempt(request, services.report_incident, form, placement_id=pk)):
        messages.success(request, _("It is reported, and whoever can help was told at once."))
        return redirect(done.thing)
    context = {"title": _("Report an incident"), "form": form, "button": _("Report it"), "back": placement}
    return act_page(request, verdict, context, "placements/incident_report.html")


@require_safe
def incident_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What was reported and what was done; and who has read it, which this reading joins."""
    incident, actor = _find(request, pk), request.actor
    services.note_incident_read(incident=incident, by=actor, now=clock.now())
    context = {
        "incident": incident,
        "history": incident.transitions.select_related("by").order_by("-at", "-pk"),
        "readings": readings(None, incident.about),
        "may_triage": policies.may_triage(actor, incident),
        "may_follow_up": policies.may_follow_up(actor, incident),
        "may_close": policies.may_close(actor, incident),
    }
    return render(request, "placements/incident_detail.html", context)


@require_http_methods(["GET", "POST"])
def incident_triage(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how serious it is."""
    incident = _find(request, pk)
    verdict = policies.may_triage(request.actor, incident)
    return _act(request, incident, "triage", verdict, TriageForm(request.POST or None), services.triage_incident)


@require_http_methods(["GET", "POST"])
def incident_follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was done."""
    incident = _find(request, pk)
    verdict = policies.may_follow_up(request.actor, incident)
    form = FollowUpForm(request.POST or None)
    return _act(request, incident, "follow_up", verdict, form, services.follow_up_incident)


@require_http_methods(["GET", "POST"])
def incident_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how it ended."""
    incident = _find(request, pk)
    verdict = policies.may_close(request.actor, incident)
    return _act(request, incident, "close", verdict, IncidentCloseForm(request.POST or None), services.close_incident)


def _find(request: HttpRequest, pk: int) -> Incident:
    return get_object_or_404(Incident.objects.visible_to(request.actor).for_page(), pk=pk)  # type: ignore[attr-defined]


SAYS = _("Whoever reported it and the placement offices that see it read this.")
ACTS: dict[str, dict[str, Any]] = {
    "triage": {"title": _("How serious is it?"), "button": _("Keep it so")},
    "follow_up": {"title": _("What was done?"), "button": _("Keep it so")},
    "close": {"title": _("Close the incident"), "button": _("Close it")},
}


def _act(
    request: HttpRequest, incident: Incident, verb: str, verdict: Verdict, form: ActForm, service: Any
) -> HttpResponse:
    if verdict and form.is_valid() and attempt(request, service, form, incident_id=incident.pk):
        return redirect(incident)
    return act_page(request, verdict, {**ACTS[verb], "says": SAYS, "form": form, "back": incident})
