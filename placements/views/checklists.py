"""Pages of checklists: a partner keeps its own, and whoever receives an intern goes through them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.acting import attempt
from core.forms import ActForm
from core.views import act_page
from institutions.models import its_recording
from placements.forms.placements import ChecklistForm, ItemForm, ticked_in
from placements.models import ChecklistItem, ChecklistTick, Occasion, Placement
from placements.policies import checklists as policies
from placements.services import checklists as services
from placements.views.find import find_placement


@require_http_methods(["GET", "POST"])
def checklist_list(request: HttpRequest) -> HttpResponse:
    """The partner's two lists, and a form for one more item."""
    if not (verdict := policies.may_keep(request.actor)):
        return act_page(request, verdict, {"title": _("Checklists")})
    form = ItemForm(request.POST or None)
    if form.is_valid() and attempt(request, services.add_item, form):
        return redirect("checklist_list")
    items = list(ChecklistItem.objects.visible_to(request.actor).current())
    lists = [(occasion.label, [item for item in items if item.occasion == occasion]) for occasion in Occasion]
    return render(request, "placements/checklist_list.html", {"lists": lists, "is_empty": not items, "form": form})


@require_http_methods(["GET", "POST"])
def checklist_begin(request: HttpRequest) -> HttpResponse:
    """Begin with the usual items."""
    verdict = policies.may_keep(request.actor)
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, services.begin_checklists, form):
        return redirect("checklist_list")
    says = _(
        "Five items for the first day and five for the last are put on your lists: badge, keys, records system, fire safety, handover."
        " From then on, a placement is complete only when its last-day list is ticked."
    )
    context = {
        "title": _("Begin with the usual items"),
        "says": says,
        "form": form,
        "button": _("Put them on the lists"),
    }
    return act_page(request, verdict, {**context, "back_url": "../"})


@require_http_methods(["GET", "POST"])
def checklist_item_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an item off its list."""
    item = get_object_or_404(ChecklistItem.objects.visible_to(request.actor), pk=pk)
    verdict = policies.may_retire(request.actor, item)
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, services.retire_item, form, item_id=pk):
        return redirect("checklist_list")
    says = _("“%(item)s” is asked of nobody any more. What was ticked stays on record.") % {"item": item}
    context = {"title": _("Take the item off"), "says": says, "form": form, "button": _("Take it off"), "danger": True}
    return act_page(request, verdict, {**context, "back_url": "../../"})


@require_http_methods(["GET", "POST"])
def placement_checklist(request: HttpRequest, pk: int) -> HttpResponse:
    """Both lists of a placement: a form for who receives the intern, to read for the others."""
    placement = find_placement(request, pk)
    verdict = policies.may_tick(request.actor, placement)
    ticks = _ticks(request, placement)
    items = [item for item in ChecklistItem.objects.visible_to(request.actor).current() if verdict]
    form = ChecklistForm(request.POST or None, items=items, initial=_initial(ticks))
    if verdict and form.is_valid() and attempt(request, services.tick_checklist, form, placement_id=pk):
        return redirect("placement_checklist", pk)
    context = {"placement": placement, "form": form, "ticks": ticks, "verdict": verdict, "has_items": bool(items)}
    refused = request.method == "POST" and not verdict
    return render(request, "placements/placement_checklist.html", context, status=verdict.status if refused else 200)


def _ticks(request: HttpRequest, placement: Placement) -> list[ChecklistTick]:
    """What was gone through, in the order of the lists. One query, or two."""
    ticks = ChecklistTick.objects.visible_to(request.actor).current().filter(placement=placement)
    ticks = ticks.select_related("item", "by").prefetch_related(its_recording(request.actor))
    return list(ticks.order_by("item__occasion", "item__position", "pk"))


def _initial(ticks: list[ChecklistTick]) -> dict[str, Any]:
    return ticked_in((tick.item.occasion, tick.item_id) for tick in ticks)
