"""A student's hours, week by week; entering, changing, sending."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.forms import ActForm
from core.verdict import Verdict
from core.views import act_page
from institutions.models import its_recording
from placements.forms.hours import CorrectionForm, HoursForm, initial_after, initial_of
from placements.models import HoursEntry, Placement, PlannedShift
from placements.pacing import chart_of, hours_now, ledger_of
from placements.policies import attendance
from placements.policies import training as policies
from placements.services import hours as services
from placements.views.find import find_entry, find_placement
from placements.views.hours_weeks import opening_of, week_around, week_of


@require_safe
def hours_list(request: HttpRequest, pk: int) -> HttpResponse:
    """One week of hours, the present one unless the address names a day of another."""
    placement = find_placement(request, pk)
    now = clock.now()
    today = placement.today(now)
    week = week_around(_asked_day(request, min(max(today, placement.starts_on), placement.last_day)), placement)
    entries = HoursEntry.objects.visible_to(request.actor).filter(placement=placement)
    ledger = ledger_of(placement, entries)
    context = {
        "placement": placement,
        "hours_query": f"placement={pk}",
        "opening": opening_of(placement, entries),
        "week": week_of(week, entries.prefetch_related(its_recording(request.actor)), placement, request.actor, today),
        "ledger": ledger,
        "pace": hours_now(placement, ledger.worked, now).pace,
        "may": _verdicts(request, placement),
    }
    return render(request, "placements/hours_list.html", context)


def _verdicts(request: HttpRequest, placement: Placement) -> dict[str, Verdict]:
    return {
        "log": policies.may_log_hours(request.actor, placement),
        "sign": policies.may_sign_hours(request.actor, placement),
        "plan": attendance.may_plan_shifts(request.actor, placement),
        "report": attendance.may_report_absence(request.actor, placement),
        "read_why": attendance.may_read_why(request.actor, placement),
    }


@require_safe
def hours_pace(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the hours lead, week by week, and what the time was spent on."""
    placement = find_placement(request, pk)
    ledger = ledger_of(placement, HoursEntry.objects.visible_to(request.actor).filter(placement=placement))
    pace = hours_now(placement, ledger.worked, clock.now()).pace
    context = {
        "placement": placement,
        "pace": pace,
        "chart": chart_of(pace, rtl=get_language_bidi()) if pace else None,
        "by_category": ledger.by_category,
    }
    return render(request, "placements/hours_pace.html", context)


@require_http_methods(["GET", "POST"])
def hours_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter one shift; the form begins like what is planned for the day, else like the last one."""
    placement = find_placement(request, pk)
    day = _asked_day(request, placement.today(clock.now()))
    form = HoursForm(request.POST or None, initial=_like_before(request, placement, day))
    verdict = policies.may_log_hours(request.actor, placement)
    if verdict and form.is_valid() and (outcome := attempt(request, services.log_hours, form, placement_id=pk)):
        return redirect(outcome.thing)
    return _form_page(request, verdict, placement, form, _("Enter hours"))


def _like_before(request: HttpRequest, placement: Placement, day: date) -> dict[str, Any]:
    """Two queries."""
    mine = HoursEntry.objects.visible_to(request.actor).shifts().filter(placement=placement)
    last = mine.order_by("-started_at").first()
    planned = PlannedShift.objects.visible_to(request.actor).agreed().filter(placement=placement)
    shift = planned.on(day, placement.institute.zone).first()
    for found in (last, shift):
        if found:
            found.placement = placement
    return initial_after(last, day, shift)


@require_http_methods(["GET", "POST"])
def hours_edit(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    """Change a draft."""
    placement = find_placement(request, pk)
    entry = find_entry(request, placement, entry_pk)
    form = HoursForm(request.POST or None, initial=initial_of(entry), version=entry.stamp)
    verdict = policies.may_change_hours(request.actor, placement, entry)
    if verdict and form.is_valid() and (outcome := attempt(request, services.change_hours, form, entry_id=entry_pk)):
        return redirect(outcome.thing)
    return _form_page(request, verdict, placement, form, _("Change these hours"), entry)


@require_http_methods(["GET", "POST"])
def hours_correct(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    """Replace a returned entry by a new one."""
    placement = find_placement(request, pk)
    entry = find_entry(request, placement, entry_pk)
    form = CorrectionForm(request.POST or None, initial=initial_of(entry))
    verdict = policies.may_correct_hours(request.actor, placement, entry)
    if verdict and form.is_valid() and (outcome := attempt(request, services.correct_hours, form, entry_id=entry_pk)):
        return redirect(outcome.thing)
    return _form_page(request, verdict, placement, form, _("Correct these hours"), entry)


@require_http_methods(["GET", "POST"])
def hours_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send every draft."""
    placement = find_placement(request, pk)
    verdict = policies.may_log_hours(request.actor, placement)
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, services.send_hours, form, placement_id=pk):
        return redirect("hours_list", pk)
    says = _("All your drafts go to your supervisor. You cannot change them while they wait.")
    return act_page(
        request, verdict, _about(placement, form, _("Send your drafts for sign-off"), says, button=_("Send them"))
    )


@require_http_methods(["GET", "POST"])
def hours_remove(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    """Delete a draft."""
    placement = find_placement(request, pk)
    verdict = policies.may_change_hours(request.actor, placement, find_entry(request, placement, entry_pk))
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, services.remove_hours, form, entry_id=entry_pk):
        return redirect("hours_list", pk)
    says = _("Nobody but you has seen this draft. It is deleted for good.")
    return act_page(
        request, verdict, _about(placement, form, _("Delete this draft"), says, button=_("Delete it"), danger=True)
    )


def _asked_day(request: HttpRequest, otherwise: date) -> date:
    """The day that the address names, if it is one that has a week around it."""
    try:
        asked = parse_date(request.GET.get("day", ""))
    except ValueError:
        return otherwise
    week = timedelta(days=7)
    return asked if asked and date.min + week <= asked <= date.max - week else otherwise


def _about(placement: Placement, form: ActForm, title: Any, says: Any, **more: Any) -> dict[str, Any]:
    return {"title": title, "says": says, "form": form, "back_url": reverse("hours_list", args=[placement.pk]), **more}


def _form_page(
    request: HttpRequest, verdict: Any, placement: Placement, form: ActForm, title: Any, entry: HoursEntry | None = None
) -> HttpResponse:
    says = ""
    if entry and entry.reason:
        says = _("Your supervisor wrote: %(reason)s") % {"reason": entry.reason}
    # Only what is new can be kept without a line: a draft or a correction stands at the portal already.
    context = {**_about(placement, form, title, says), "placement": placement, "entry": entry, "keeps": entry is None}
    return act_page(request, verdict, context, "placements/hours_form.html")
