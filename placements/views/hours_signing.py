"""The supervisor's page of waiting hours: tick many, approve in one act, return one with a reason."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.acting import attempt
from core.views import act_page
from placements.forms.hours import ReturnHoursForm, SignForm
from placements.models import HoursEntry, Placement
from placements.policies import training as policies
from placements.services import hours_signing as services
from placements.views.find import find_entry, find_placement


@require_http_methods(["GET", "POST"])
def hours_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Look through what waits, and approve it."""
    placement = find_placement(request, pk)
    verdict = policies.may_sign_hours(request.actor, placement)
    waiting = _waiting(request, placement)
    form = SignForm(request.POST or None, waiting=waiting)
    if verdict and form.is_valid() and attempt(request, services.approve_hours, form, placement_id=pk):
        return redirect("hours_sign", pk)
    context = {
        "title": _("Sign hours of %(name)s") % {"name": placement.student.user.name},
        "placement": placement,
        "waiting": waiting,
        "minutes": sum(entry.minutes for entry in waiting),
        "unticked": sum(bool(entry.exceptions) for entry in waiting),
        "ticked": form.ticked(),
        "form": form,
        "back": placement,
    }
    return act_page(request, verdict, context, "placements/hours_sign.html")


def _waiting(request: HttpRequest, placement: Placement) -> list[HoursEntry]:
    mine = HoursEntry.objects.visible_to(request.actor).waiting().filter(placement=placement)  # type: ignore[attr-defined]
    found = list(mine.order_by("started_at"))
    for entry in found:
        entry.placement = placement
    return found


@require_http_methods(["GET", "POST"])
def hours_return(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    """Give one entry back."""
    placement = find_placement(request, pk)
    entry = find_entry(request, placement, entry_pk)
    verdict = policies.may_return_hours(request.actor, placement, entry)
    form = ReturnHoursForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, services.return_hours, form, entry_id=entry_pk):
        return redirect("hours_sign", pk)
    context = {
        "title": _("Return these hours"),
        "placement": placement,
        "entry": entry,
        "form": form,
        "button": _("Return them"),
        "back_url": reverse("hours_sign", args=[pk]),
    }
    return act_page(request, verdict, context, "placements/hours_return.html")


@require_http_methods(["GET", "POST"])
def hours_reopen(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    """Take the signature back from an approved shift."""
    placement = find_placement(request, pk)
    entry = find_entry(request, placement, entry_pk)
    verdict = policies.may_reopen_hours(request.actor, placement, entry)
    form = ReturnHoursForm(request.POST or None)
    if verdict and form.is_valid() and (outcome := attempt(request, services.reopen_hours, form, entry_id=entry_pk)):
        return redirect(outcome.thing)
    context = {
        "title": _("Take the signature back"),
        "placement": placement,
        "entry": entry,
        "form": form,
        "button": _("Take it back and return them"),
        "back_url": entry.get_absolute_url(),
    }
    return act_page(request, verdict, context, "placements/hours_reopen.html")
