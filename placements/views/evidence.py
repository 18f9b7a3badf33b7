"""Evidence beside an objective: put there, opened, removed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from accounts.files import file_response
from core import clock
from core.forms import ActForm
from core.limits import Limit, too_often
from core.views import act_page
from placements.forms.learning import EvidenceForm
from placements.models import Activity, Evidence, FeedbackNote, Objective, Placement, Reflection
from placements.policies import learning as policies
from placements.services import evidence as services
from placements.views.find import find_objective, find_placement

SENDINGS = Limit("evidence sent", most=60, seconds=600)
OFFERED = 50  # of each kind, the latest


@require_http_methods(["GET", "POST"])
def evidence_add(request: HttpRequest, pk: int, objective_pk: int) -> HttpResponse:
    """Put a document or something from the placement beside the objective."""
    placement, objective = find_objective(request, pk, objective_pk)
    if request.method == "POST" and not SENDINGS.spend(str(request.actor.user_id)):
        return too_often(request, SENDINGS)
    verdict = policies.may_attach_evidence(request.actor, placement)
    form = EvidenceForm(request.POST or None, request.FILES or None, **_offered(request, placement))
    ids = {"placement_id": pk, "objective_id": objective_pk}
    if verdict and form.is_valid() and attempt(request, services.attach_evidence, form, **ids):
        return redirect("objective_detail", pk, objective_pk)
    return act_page(request, verdict, _about(objective, placement, form))


@require_safe
def evidence_file(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponseBase:
    """The document; its reading is written down."""
    evidence = _find(request, pk, evidence_pk)
    if evidence.file is None:
        raise Http404
    return file_response(evidence.file, by=request.actor, now=clock.now())


@require_http_methods(["GET", "POST"])
def evidence_remove(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """Take it away."""
    evidence = _find(request, pk, evidence_pk)
    form = ActForm(request.POST or None)
    verdict = policies.may_remove_evidence(request.actor, evidence.placement, evidence)
    if verdict and form.is_valid() and attempt(request, services.remove_evidence, form, evidence_id=evidence_pk):
        return redirect("objective_detail", pk, evidence.objective_id)
    says = _("A document is deleted with it. What stands on your placement stays there.")
    context = {"title": _("Take this evidence away"), "says": says, "form": form, "button": _("Take it away")}
    return act_page(request, verdict, {**context, "danger": True, "back": evidence})


def _offered(request: HttpRequest, placement: Placement) -> dict[str, list[Any]]:
    """What stands on the placement. Three queries."""
    actor = request.actor  # type: ignore[attr-defined]
    lines = Activity.objects.visible_to(actor).counted().filter(placement=placement).order_by("-day", "-pk")
    notes = FeedbackNote.objects.visible_to(actor).filter(placement=placement).order_by("-at")
    reflections = Reflection.objects.visible_to(actor).shared().filter(placement=placement).order_by("-created_at")
    return {
        "activities": list(lines[:OFFERED]),
        "notes": list(notes[:OFFERED]),
        "reflections": list(reflections[:OFFERED]),
    }


def _about(objective: Objective, placement: Placement, form: ActForm) -> dict[str, Any]:
    return {
        "title": _("Evidence for an objective"),
        "says": objective.text,
        "form": form,
        "button": _("Put it there"),
        "back_url": reverse("objective_detail", args=[placement.pk, objective.pk]),
    }


def _find(request: HttpRequest, pk: int, evidence_pk: int) -> Evidence:
    placement = find_placement(request, pk)
    mine = Evidence.objects.visible_to(request.actor).filter(placement=placement).select_related("file")  # type: ignore[attr-defined]
    evidence: Evidence = get_object_or_404(mine, pk=evidence_pk)
    evidence.placement = placement
    return evidence
