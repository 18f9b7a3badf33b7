"""Pages on which a lead writes and manages slots: find, read, act, answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.paging import page_of
from core.views import act_page
from institutions.models import Blackout, with_recordings
from placements.filters.slots import SlotFilter
from placements.forms.slots import SlotForm, initial_of
from placements.models import Slot
from placements.policies import slots as policies
from placements.services import slots as services
from placements.views.slots_acts import find_slot, verdicts_on

PAGE = 25


@require_safe
def slot_list(request: HttpRequest) -> HttpResponse:
    """The partner's slots, the newest first."""
    slots = Slot.objects.visible_to(request.actor).managed_by(request.actor).for_list().order_by("-pk")
    found = SlotFilter(request.GET, slots)
    page = page_of(request, found.qs, PAGE)
    now = clock.now()
    for slot in page:
        slot.stage_now = slot.stage(now)
    context = {"filter": found, "page": page, "may_write": policies.may_write(request.actor)}
    return render(request, "placements/slot_list.html", context)


@require_safe
def slot_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One slot from inside: what it lacks, what it says, who has places, what may be done with it."""
    slot = find_slot(request, pk)
    now = clock.now()
    checks = list(policies.checks(slot)) if slot.is_draft else []
    context = {
        "slot": slot,
        "stage": slot.stage(now),
        "days": slot.days_since_confirmed(now),
        "checks": checks,
        "is_complete": all(check.verdict for check in checks),
        "objectives": slot.objectives.all(),
        "allotments": slot.allotments.select_related("institute").order_by("institute__name"),
        "history": with_recordings(slot.transitions, request.actor),
        "blackouts": Blackout.objects.visible_to(request.actor).begun_on(slot),
        "verdicts": verdicts_on(request.actor, slot, now),
    }
    return render(request, "placements/slot_detail.html", context)


@require_http_methods(["GET", "POST"])
def slot_add(request: HttpRequest) -> HttpResponse:
    """Begin a draft."""
    if not (verdict := policies.may_write(request.actor)):
        return act_page(request, verdict, {"title": _("New slot")})
    form = SlotForm(request.POST or None, actor=request.actor)
    if form.is_valid() and (outcome := attempt(request, services.write_slot, form)):
        return redirect("slot_detail", outcome.thing.pk)
    return render(request, "placements/slot_form.html", {"form": form, "title": _("New slot")})


@require_http_methods(["GET", "POST"])
def slot_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what it says."""
    slot = find_slot(request, pk, objectives=False, told=True)
    if not (verdict := policies.may_edit(request.actor, slot)):
        return act_page(request, verdict, {"title": _("Edit the slot"), "back_url": "../"})
    form = SlotForm(request.POST or None, actor=request.actor, initial=initial_of(slot), version=slot.version)
    if form.is_valid() and attempt(request, services.edit_slot, form, slot_id=pk):
        return redirect("slot_detail", pk)
    context = {"form": form, "title": _("Edit the slot"), "slot": slot}
    return render(request, "placements/slot_form.html", context)
