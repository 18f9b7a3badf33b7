"""Absences of a placement: reported, decided, taken back, and what makes them up."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.forms import ActForm
from core.views import act_page
from placements.forms.attendance import AbsenceForm, DecisionForm
from placements.models import Absence, Placement
from placements.policies import attendance as policies
from placements.services import absences as services
from placements.views.absences_shown import absences_of
from placements.views.find import find_placement


@require_safe
def absence_list(request: HttpRequest, pk: int) -> HttpResponse:
    """What was missed, and how it is made up."""
    placement = find_placement(request, pk)
    context = {
        "placement": placement,
        "absences": absences_of(placement, request.actor),
        "may_report": policies.may_report_absence(request.actor, placement),
        "may_read_why": policies.may_read_why(request.actor, placement),
    }
    return render(request, "placements/absence_list.html", context)


@require_http_methods(["GET", "POST"])
def absence_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the student is or was away."""
    placement = find_placement(request, pk)
    today = placement.today(clock.now())
    form = AbsenceForm(request.POST or None, initial={"first_day": today, "last_day": today})
    verdict = policies.may_report_absence(request.actor, placement)
    if verdict and form.is_valid() and attempt(request, services.report_absence, form, placement_id=pk):
        return redirect("absence_list", pk)
    context = {
        "title": _("Report an absence"),
        "says": _(
            "Supervisor, student and placement office read it; others who see the placement read that somebody is away, not why. "
            "No hours can be entered for that time."
        ),
        "form": form,
        "button": _("Report it"),
        "placement": placement,
        "back_url": reverse("absence_list", args=[pk]),
    }
    return act_page(request, verdict, context, "placements/absence_report.html")


@require_http_methods(["GET", "POST"])
def absence_decide(request: HttpRequest, pk: int, absence_pk: int) -> HttpResponse:
    """Excused or not."""
    placement, absence = find_absence(request, pk, absence_pk)
    form = DecisionForm(request.POST or None, initial={"reason": absence.reason})
    verdict = policies.may_decide_absence(request.actor, placement, absence)
    if verdict and form.is_valid() and attempt(request, services.decide_absence, form, absence_id=absence_pk):
        return redirect("absence_list", pk)
    context = {
        "title": _("Is this absence excused?"),
        "placement": placement,
        "absence": absence,
        "form": form,
        "button": _("Decide it so"),
        "back_url": absence.get_absolute_url(),
    }
    return act_page(request, verdict, context, "placements/absence_decide.html")


@require_http_methods(["GET", "POST"])
def absence_withdraw(request: HttpRequest, pk: int, absence_pk: int) -> HttpResponse:
    """Take it back."""
    placement, absence = find_absence(request, pk, absence_pk)
    form = ActForm(request.POST or None)
    verdict = policies.may_withdraw_absence(request.actor, placement, absence)
    if verdict and form.is_valid() and attempt(request, services.withdraw_absence, form, absence_id=absence_pk):
        return redirect("absence_list", pk)
    says = _("For when the student was there after all. Everybody who was told of it is told again.")
    context = {
        "title": _("Take the absence back"),
        "says": says,
        "form": form,
        "button": _("Take it back"),
        "back": absence,
    }
    return act_page(request, verdict, context)


def find_absence(request: HttpRequest, pk: int, absence_pk: int) -> tuple[Placement, Absence]:
    """The placement and one of its absences; else 404. Two queries."""
    placement = find_placement(request, pk)
    mine = Absence.objects.visible_to(request.actor).filter(placement=placement)
    absence = get_object_or_404(mine.select_related("reported_by"), pk=absence_pk)
    absence.placement = placement
    return placement, absence
