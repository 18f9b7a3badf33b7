"""Pages of what belongs to a slot: its ordered objectives, and the places kept for institutes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.acting import attempt
from core.forms import ActForm
from core.views import act_page
from placements.forms.slots import AllotmentForm, DirectionForm, ObjectiveForm, objective_initial
from placements.models import Allotment, Objective
from placements.policies import slots as policies
from placements.services import slots_allotments as allotments
from placements.services import slots_objectives as objectives
from placements.views.slots_acts import find_slot


@require_http_methods(["GET", "POST"])
def slot_objectives(request: HttpRequest, pk: int) -> HttpResponse:
    """The list in order, and a form for one more."""
    slot = find_slot(request, pk)
    if not (verdict := policies.may_change_objectives(request.actor, slot)):
        return act_page(request, verdict, {"title": _("Learning objectives"), "back_url": "../"})
    form = ObjectiveForm(request.POST or None)
    if form.is_valid() and attempt(request, objectives.add_objective, form, slot_id=pk):
        return redirect("slot_objectives", pk)
    return render(
        request, "placements/slot_objectives.html", {"slot": slot, "form": form, "objectives": slot.objectives.all()}
    )


@require_POST
def slot_objective_move(request: HttpRequest, pk: int, objective_pk: int) -> HttpResponse:
    """One step up or down."""
    _find_objective(request, pk, objective_pk)
    form = DirectionForm(request.POST)
    if form.is_valid():
        attempt(request, objectives.move_objective, form, slot_id=pk, objective_id=objective_pk)
    return redirect("slot_objectives", pk)


@require_http_methods(["GET", "POST"])
def slot_objective_edit(request: HttpRequest, pk: int, objective_pk: int) -> HttpResponse:
    """Word it anew."""
    objective = _find_objective(request, pk, objective_pk)
    verdict = policies.may_change_objectives(request.actor, objective.slot)
    form = ObjectiveForm(request.POST or None, initial=objective_initial(objective))
    if (
        verdict
        and form.is_valid()
        and attempt(request, objectives.edit_objective, form, slot_id=pk, objective_id=objective_pk)
    ):
        return redirect("slot_objectives", pk)
    context = {"title": _("Edit the objective"), "form": form, "button": _("Keep it so"), "back_url": "../../"}
    return act_page(request, verdict, context)


@require_http_methods(["GET", "POST"])
def slot_objective_remove(request: HttpRequest, pk: int, objective_pk: int) -> HttpResponse:
    """Take it off the list."""
    objective = _find_objective(request, pk, objective_pk)
    verdict = policies.may_change_objectives(request.actor, objective.slot)
    form = ActForm(request.POST or None)
    if (
        verdict
        and form.is_valid()
        and attempt(request, objectives.remove_objective, form, slot_id=pk, objective_id=objective_pk)
    ):
        return redirect("slot_objectives", pk)
    context = {
        "title": _("Remove the objective"),
        "says": objective.text,
        "form": form,
        "button": _("Remove it"),
        "danger": True,
    }
    return act_page(request, verdict, {**context, "back_url": "../../"})


@require_http_methods(["GET", "POST"])
def slot_allotments(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has places kept, and a form to keep some."""
    slot = find_slot(request, pk)
    if not (verdict := policies.may_edit(request.actor, slot)):
        return act_page(request, verdict, {"title": _("Places kept for institutes"), "back_url": "../"})
    form = AllotmentForm(request.POST or None, actor=request.actor)
    if form.is_valid() and attempt(request, allotments.keep_places, form, slot_id=pk):
        return redirect("slot_allotments", pk)
    rows = list(slot.allotments.select_related("institute").order_by("institute__name"))
    context = {"slot": slot, "form": form, "allotments": rows, "open_places": slot.places - slot.allotted}
    return render(request, "placements/slot_allotments.html", context)


@require_http_methods(["GET", "POST"])
def slot_allotment_remove(request: HttpRequest, pk: int, allotment_pk: int) -> HttpResponse:
    """Open the kept places to all."""
    allotment = _find_allotment(request, pk, allotment_pk)
    verdict = policies.may_edit(request.actor, allotment.slot)
    form = ActForm(request.POST or None)
    if (
        verdict
        and form.is_valid()
        and attempt(request, allotments.open_places, form, slot_id=pk, allotment_id=allotment_pk)
    ):
        return redirect("slot_allotments", pk)
    says = _("The places kept for %(institute)s are open to every institute then. Who holds one keeps it.")
    context = {"title": _("Open the places to all"), "says": says % {"institute": allotment.institute}, "form": form}
    return act_page(request, verdict, {**context, "button": _("Open them"), "back_url": "../../"})


def _find_allotment(request: HttpRequest, pk: int, allotment_pk: int) -> Allotment:
    rows = Allotment.objects.visible_to(request.actor).select_related("slot", "institute")
    return get_object_or_404(rows, pk=allotment_pk, slot=pk)


def _find_objective(request: HttpRequest, pk: int, objective_pk: int) -> Objective:
    rows = Objective.objects.visible_to(request.actor).select_related("slot", "competency")
    return get_object_or_404(rows, pk=objective_pk, slot=pk)
