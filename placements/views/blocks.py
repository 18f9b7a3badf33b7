"""Blocks of a slot, written by its lead."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.acting import attempt
from core.forms import ActForm
from core.verdict import Verdict
from core.views import act_page
from placements.forms.changes import SlotBlockForm
from placements.models import SlotBlock
from placements.policies import slots as policies
from placements.services import blocks as services
from placements.views.slots_acts import find_slot


@require_http_methods(["GET", "POST"])
def slot_blocks(request: HttpRequest, pk: int) -> HttpResponse:
    """The blocks in order, and a form for one more."""
    slot = find_slot(request, pk)
    if not (verdict := policies.may_change_blocks(request.actor, slot)):
        return act_page(request, verdict, {"title": _("Blocks"), "back_url": "../"})
    form = SlotBlockForm(request.POST or None, actor=request.actor, slot=slot)
    if form.is_valid() and attempt(request, services.add_block, form, slot_id=pk):
        return redirect("slot_blocks", pk)
    blocks = SlotBlock.objects.visible_to(request.actor).for_list().filter(slot=pk)
    return render(request, "placements/slot_blocks.html", {"slot": slot, "form": form, "blocks": blocks})


@require_http_methods(["GET", "POST"])
def slot_block_edit(request: HttpRequest, pk: int, block_pk: int) -> HttpResponse:
    """Say it otherwise."""
    block = _find(request, pk, block_pk)
    names = ("department", "supervisor", "starts_on", "ends_on")
    initial = {name: getattr(block, name) for name in names} | {"objectives": block.objectives.all()}
    form = SlotBlockForm(request.POST or None, actor=request.actor, slot=block.slot, initial=initial)
    context = {"title": _("Edit the block"), "button": _("Keep it so")}
    return _act(request, block, form, services.edit_block, context)


@require_http_methods(["GET", "POST"])
def slot_block_remove(request: HttpRequest, pk: int, block_pk: int) -> HttpResponse:
    """Take it off."""
    block = _find(request, pk, block_pk)
    context = {"title": _("Remove the block"), "says": block.department, "button": _("Remove it"), "danger": True}
    return _act(request, block, ActForm(request.POST or None), services.remove_block, context)


def _act(request: HttpRequest, block: SlotBlock, form: ActForm, service: Any, context: dict[str, Any]) -> HttpResponse:
    verdict: Verdict = policies.may_change_blocks(request.actor, block.slot)
    if verdict and form.is_valid() and attempt(request, service, form, slot_id=block.slot_id, block_id=block.pk):
        return redirect("slot_blocks", block.slot_id)
    return act_page(request, verdict, {**context, "form": form, "back_url": "../../"})


def _find(request: HttpRequest, pk: int, block_pk: int) -> SlotBlock:
    rows = SlotBlock.objects.visible_to(request.actor).select_related("slot", "department")
    return get_object_or_404(rows, pk=block_pk, slot=pk)
