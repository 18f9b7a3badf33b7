"""The objectives of a placement: the supervisor gives levels on one page, everybody else reads them; one objective with its evidence, and
how all of them grew.
"""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from institutions.models import its_recording
from placements.forms.training import ObjectivesForm
from placements.learning import Growth, growth_of, progress_of
from placements.models import Activity, Aim, Evidence, Objective, ObjectiveConfirmation, Placement
from placements.policies import learning
from placements.policies import training as policies
from placements.services.objectives import confirm_objectives
from placements.views.find import find_objective, find_placement

SHOWN = 20


@require_http_methods(["GET", "POST"])
def objective_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Every objective with its level; a form for the supervisor while the placement runs."""
    placement = find_placement(request, pk)
    verdict = policies.may_confirm_objectives(request.actor, placement)
    current = _current(request, placement)
    form = _form(request, placement, current)
    if verdict and form.is_valid() and attempt(request, confirm_objectives, form, placement_id=pk):
        return redirect("objective_list", pk)
    aims = _aims(request, placement)
    rows = [_row(row, current, aims) for row in form.rows()]
    context = {"placement": placement, "form": form, "rows": rows, "met": len(current), "verdict": verdict}
    refused = request.method == "POST" and not verdict
    return render(request, "placements/objective_list.html", context, status=verdict.status if refused else 200)


@require_safe
def objective_detail(request: HttpRequest, pk: int, objective_pk: int) -> HttpResponse:
    """One objective: what is aimed for, every level that was said, activities towards it, and the evidence."""
    placement, objective = find_objective(request, pk, objective_pk)
    actor = request.actor
    lines = Activity.objects.visible_to(actor).filter(placement=placement, objective=objective)
    evidence = Evidence.objects.visible_to(actor).filter(placement=placement, objective=objective)
    context = {
        "placement": placement,
        "objective": objective,
        "growth": _growth(request, placement, [objective])[0],
        "progress": next(iter(progress_of([objective], lines)), None),
        "lines": lines.counted().order_by("-day", "-pk")[:SHOWN],
        "evidence": evidence.select_related("file", "activity", "note", "reflection").order_by("created_at", "pk"),
        "may_read_evidence": learning.may_read_evidence(actor),
        "may_attach": learning.may_attach_evidence(actor, placement),
        "may_confirm": policies.may_confirm_objectives(actor, placement),
    }
    return render(request, "placements/objective_detail.html", context)


@require_safe
def objective_growth(request: HttpRequest, pk: int) -> HttpResponse:
    """Every objective over time, beside what was aimed for."""
    placement = find_placement(request, pk)
    grown = _growth(request, placement, list(placement.slot.objectives.all()))
    return render(request, "placements/objective_growth.html", {"placement": placement, "grown": grown})


def _growth(request: HttpRequest, placement: Placement, objectives: Sequence[Objective]) -> list[Growth]:
    """Three queries, and one where a level rests on a recording."""
    said = ObjectiveConfirmation.objects.visible_to(request.actor).filter(placement=placement, objective__in=objectives)
    return growth_of(
        placement,
        objectives,
        said.select_related("level", "by").prefetch_related(its_recording(request.actor)).order_by("at", "pk"),
        _aims(request, placement),
        placement.today(clock.now()),
        names=[level.plain for level in policies.levels()],
        rtl=get_language_bidi(),
    )


def _aims(request: HttpRequest, placement: Placement) -> dict[int, Aim]:
    """What the contract aims for, by the objective's id; nothing before it is agreed. One query."""
    aims = Aim.objects.visible_to(request.actor).agreed().filter(contract__placement=placement)
    return {aim.objective_id: aim for aim in aims.select_related("level")}


def _current(request: HttpRequest, placement: Placement) -> dict[int, ObjectiveConfirmation]:
    """The last word on each objective, by the objective's id. One query."""
    said = ObjectiveConfirmation.objects.visible_to(request.actor).current().filter(placement=placement)
    return {
        word.objective_id: word
        for word in said.select_related("level", "by").prefetch_related(its_recording(request.actor))
    }


def _row(row: dict[str, Any], current: dict[int, ObjectiveConfirmation], aims: dict[int, Aim]) -> dict[str, Any]:
    objective = row["objective"]
    return {**row, "said": current.get(objective.pk), "aim": aims.get(objective.pk)}


def _form(request: HttpRequest, placement: Placement, current: dict[int, ObjectiveConfirmation]) -> ObjectivesForm:
    objectives = placement.slot.objectives.select_related("competency")
    ranks = {objective: word.level.rank for objective, word in current.items()}
    return ObjectivesForm(
        request.POST or None, objectives=list(objectives), points=list(policies.levels()), current=ranks
    )
