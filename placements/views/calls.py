"""Calls for places as their office sees them, and as a partner's lead does: list and page; writing, and choosing whom to ask."""

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.actor import Actor, Role
from core.charts import BarChart, bar_chart
from core.paging import page_of
from core.verdict import Verdict
from core.views import act_page
from institutions.filters.partners import PartnerPickFilter
from institutions.models import Partner, with_standing
from institutions.models.recordings import its_recording
from institutions.views.interest import show_standing
from placements.filters.calls import CallFilter
from placements.forms.calls import CallForm, PickForm, from_address, initial_of
from placements.models import Call, CallAnswer
from placements.policies import calls as policies
from placements.services import calls as services

PAGE = 25
PICK_PAGE = 50


@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    """An institute's calls, the newest first; for a lead, those that the partner was sent."""
    if not (verdict := policies.may_see(request.actor)):
        return act_page(request, verdict, {"title": _("Calls for places")})
    if request.actor.acts_as(Role.LEAD):
        mine = CallAnswer.objects.visible_to(request.actor).for_page().order_by("-sent_at", "-pk")
        page = page_of(request, mine, PAGE)
        return render(request, "placements/call_list_asked.html", {"page": page})
    calls = Call.objects.visible_to(request.actor).for_list().with_counts().order_by("-pk")
    found = CallFilter(request.GET, calls)
    page = page_of(request, found.qs, PAGE)
    context = {"filter": found, "page": page, "may_write": policies.may_write(request.actor)}
    return render(request, "placements/call_list.html", context)


@require_safe
def call_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One call: who answered what, and how much is missing. A lead sees the partner's own answer alone."""
    call = get_object_or_404(Call.objects.visible_to(request.actor).for_list(), pk=pk)
    answers = CallAnswer.objects.visible_to(request.actor).filter(call=call).for_page()
    context = {"call": call, "competencies": call.competencies.order_by("framework", "position", "name")}
    if request.actor.acts_as(Role.LEAD):
        answer = get_object_or_404(answers)
        context |= {"answer": answer, "may_answer": policies.may_answer(request.actor, answer)}
        context["may_make_slot"] = policies.may_make_slot(request.actor, answer)
        return render(request, "placements/call_detail_asked.html", context)
    answers = answers.prefetch_related(its_recording(request.actor))
    rows = list(answers.order_by("-places", F("answered_at").asc(nulls_last=True), "partner__name"))
    context |= _from_inside(request.actor, call, rows)
    return render(request, "placements/call_detail.html", context)


@require_http_methods(["GET", "POST"])
def call_add(request: HttpRequest) -> HttpResponse:
    """Begin a draft."""
    if not (verdict := policies.may_write(request.actor)):
        return act_page(request, verdict, {"title": _("New call for places")})
    form = CallForm(request.POST or None, actor=request.actor, initial=from_address(request.GET))
    if form.is_valid() and (outcome := attempt(request, services.write_call, form)):
        return redirect("call_partners", outcome.thing.pk)
    return render(request, "placements/call_form.html", {"form": form, "title": _("New call for places")})


@require_http_methods(["GET", "POST"])
def call_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    call = find_call(request, pk)
    if not (verdict := policies.may_edit(request.actor, call)):
        return act_page(request, verdict, {"title": _("Edit the call"), "back": call})
    form = CallForm(request.POST or None, actor=request.actor, initial=initial_of(call), version=call.version)
    if form.is_valid() and attempt(request, services.edit_call, form, call_id=pk):
        return redirect(call)
    return render(request, "placements/call_form.html", {"form": form, "title": _("Edit the call"), "call": call})


@require_http_methods(["GET", "POST"])
def call_partners(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom to ask: a list to filter and tick. What is ticked is kept page by page."""
    call = find_call(request, pk)
    if not (verdict := policies.may_choose(request.actor, call)):
        return act_page(request, verdict, {"title": _("Whom to ask"), "back": call})
    form = PickForm(request.POST or None, actor=request.actor)
    if form.is_valid() and attempt(request, services.choose_partners, form, call_id=pk):
        return redirect(request.get_full_path() if "more" in request.POST else call)
    known = {answer.partner_id: answer for answer in CallAnswer.objects.visible_to(request.actor).filter(call=call)}
    partners = Partner.objects.visible_to(request.actor)
    partners = with_standing(partners, call.institute_id, clock.today(), first_day=call.starts_on)
    found = PartnerPickFilter(request.GET, partners)
    page = page_of(request, found.qs, PICK_PAGE)
    for partner in page:
        show_standing(partner)
        partner.answer = known.get(partner.pk)
    context = {"call": call, "form": form, "filter": found, "page": page, "chosen": len(known)}
    return render(request, "placements/call_partners.html", context)


def find_call(request: HttpRequest, pk: int) -> Call:
    """The call, if the actor sees it from inside; else 404. One query."""
    return get_object_or_404(Call.objects.visible_to(request.actor).managed_by(request.actor).for_list(), pk=pk)


def verdicts_on(actor: Actor, call: Call, now: Any) -> dict[str, Verdict]:
    """What the actor may do with it."""
    return {
        "edit": policies.may_edit(actor, call),
        "choose": policies.may_choose(actor, call),
        "send": policies.may_send(actor, call, now),
        "extend": policies.may_extend(actor, call, now),
        "close": policies.may_close(actor, call, now),
        "cancel": policies.may_cancel(actor, call),
    }


def _from_inside(actor: Actor, call: Call, rows: list[CallAnswer]) -> dict[str, Any]:
    """The answers with their sums, and what may be done."""
    now = clock.now()
    return {
        "answers": rows,
        "totals": _totals(call, rows),
        "chart": _chart(call, rows),
        "history": call.transitions.select_related("by").order_by("-at", "-pk"),
        "verdicts": verdicts_on(actor, call, now) | _for_chasing(actor, call, rows, now),
    }


def _for_chasing(actor: Actor, call: Call, rows: list[CallAnswer], now: Any) -> dict[str, bool]:
    """Whether somebody silent may be asked again today, and whether what they say on the phone may be recorded."""
    due = any(row.sent_at and not row.answered_at and policies.rested(row, now) for row in rows)
    may_chase = bool(policies.may_chase(actor, call))
    return {"chase": due and may_chase, "record": may_chase}


def _totals(call: Call, rows: list[CallAnswer]) -> dict[str, int]:
    promised = sum(row.places for row in rows)
    return {
        "promised": promised,
        "missing": max(call.places - promised, 0),
        "silent": sum(row.answered_at is None for row in rows),
        "slots": sum(row.slot.places for row in rows if row.slot),
    }


def _chart(call: Call, rows: list[CallAnswer]) -> BarChart:
    totals = _totals(call, rows)
    bars = [
        (_("Wanted"), call.places),
        (_("Promised"), totals["promised"]),
        (_("In slots"), totals["slots"]),
        (_("Missing"), totals["missing"]),
    ]
    return bar_chart(bars, title=_("Places of this call"), label_head=_("Places"), value_head=_("How many"))
