"""What a supervisor does from a line of Today: the service of the thing’s own page, and back to the list with what came of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.acting import Service, attempt
from core import clock
from core.forms import ActForm
from core.verdict import require
from placements.forms.attendance import DecisionForm
from placements.forms.hours import SignForm
from placements.forms.placements import ArrivalForm
from placements.forms.training import FeedbackForm
from placements.models import Absence, HoursEntry, Placement, SupportStep
from placements.policies import training as policies
from placements.services.absences import decide_absence
from placements.services.arrivals import record_arrival
from placements.services.feedback import leave_feedback
from placements.services.hours_signing import approve_hours
from placements.services.support import do_step
from placements.views.feedback import feedback_page
from placements.views.find import find_placement


@require_POST
def today_arrive(request: HttpRequest, pk: int) -> HttpResponse:
    """The intern came today."""
    placement = find_placement(request, pk)
    form = ArrivalForm({"arrived_on": placement.today(clock.now())}, is_clear=True)
    return _done(request, record_arrival, form, _("Welcome, %(name)s.") % _name(placement), placement_id=pk)


@require_POST
def today_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign the shifts that the line showed."""
    placement = find_placement(request, pk)
    require(policies.may_sign_hours(request.actor, placement))
    waiting = HoursEntry.objects.visible_to(request.actor).waiting().filter(placement=placement)
    form = SignForm(request.POST, waiting=list(waiting))
    return _done(request, approve_hours, form, _("Signed: hours of %(name)s.") % _name(placement), placement_id=pk)


@require_POST
def today_excuse(request: HttpRequest, pk: int, absence_pk: int) -> HttpResponse:
    """Excuse an absence, with nothing more to say."""
    placement = find_placement(request, pk)
    mine = Absence.objects.visible_to(request.actor).filter(placement=placement)
    absence = get_object_or_404(mine, pk=absence_pk)
    form = DecisionForm(request.POST)
    return _done(request, decide_absence, form, _("Excused: %(name)s.") % _name(placement), absence_id=absence.pk)


@require_POST
def today_step(request: HttpRequest, pk: int, step_pk: int) -> HttpResponse:
    """Tick the own step of a support plan."""
    placement = find_placement(request, pk)
    step = get_object_or_404(
        SupportStep.objects.visible_to(request.actor).filter(plan__placement=placement), pk=step_pk
    )
    return _done(request, do_step, ActForm(request.POST), _("Done."), plan_id=step.plan_id, step_id=step.pk)


@require_POST
def today_feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """One sentence to the intern. One that cannot be sent so stands on the page of the note, to be mended."""
    placement = find_placement(request, pk)
    verdict = policies.may_leave_feedback(request.actor, placement)
    form = FeedbackForm(request.POST, placement=placement)
    if verdict and form.is_valid() and attempt(request, leave_feedback, form, placement_id=pk):
        messages.success(request, _("%(name)s reads it now.") % _name(placement))
        return redirect("home")
    return feedback_page(request, placement, form, verdict)


def _name(placement: Placement) -> dict[str, str]:
    return {"name": placement.student.user.name}


def _done(request: HttpRequest, service: Service, form: ActForm, words: str, **ids: Any) -> HttpResponse:
    """Act, and say on the list what came of it."""
    if form.is_valid() and attempt(request, service, form, **ids):
        messages.success(request, words)
    else:
        for error in (error for errors in form.errors.values() for error in errors):
            messages.error(request, error)
    return redirect("home")
