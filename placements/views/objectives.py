"""The objectives of a placement: the supervisor gives levels on one page, everybody else reads them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.acting import attempt
from institutions.models import its_recording
from placements.forms.training import ObjectivesForm
from placements.models import ObjectiveConfirmation, Placement
from placements.policies import training as policies
from placements.services.objectives import confirm_objectives
from placements.views.find import find_placement


@require_http_methods(["GET", "POST"])
def objective_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Every objective with its level; a form for the supervisor while the placement runs."""
    placement = find_placement(request, pk)
    verdict = policies.may_confirm_objectives(request.actor, placement)
    current = _current(request, placement)
    form = _form(request, placement, current)
    if verdict and form.is_valid() and attempt(request, confirm_objectives, form, placement_id=pk):
        return redirect("objective_list", pk)
    rows = [{**row, "said": current.get(row["objective"].pk)} for row in form.rows()]
    context = {"placement": placement, "form": form, "rows": rows, "met": len(current), "verdict": verdict}
    refused = request.method == "POST" and not verdict
    return render(request, "placements/objective_list.html", context, status=verdict.status if refused else 200)


def _current(request: HttpRequest, placement: Placement) -> dict[int, ObjectiveConfirmation]:
    """The last word on each objective, by the objective's id. One query."""
    said = ObjectiveConfirmation.objects.visible_to(request.actor).current().filter(placement=placement)
    return {
        word.objective_id: word
        for word in said.select_related("level", "by").prefetch_related(its_recording(request.actor))
    }


def _form(request: HttpRequest, placement: Placement, current: dict[int, ObjectiveConfirmation]) -> ObjectivesForm:
    objectives = placement.slot.objectives.select_related("competency")
    ranks = {objective: word.level.rank for objective, word in current.items()}
    return ObjectivesForm(
        request.POST or None, objectives=list(objectives), points=list(policies.levels()), current=ranks
    )
