"""Planned shifts of a placement: a plan by weekdays, and shifts that make up an absence."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.acting import attempt
from core import clock
from core.forms import ActForm
from core.views import act_page
from core.words import day as in_words
from placements.forms.attendance import DropForm, PlanForm, ShiftForm
from placements.models import Placement, PlannedShift
from placements.policies import attendance as policies
from placements.services import shifts as services
from placements.views.absences import find_absence
from placements.views.find import find_placement


@require_http_methods(["GET", "POST"])
def shift_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The shifts of some weeks, on chosen weekdays."""
    placement = find_placement(request, pk)
    first = max(placement.today(clock.now()), placement.starts_on)
    form = PlanForm(request.POST or None, initial={"first_day": first, "last_day": placement.ends_on})
    verdict = policies.may_plan_shifts(request.actor, placement)
    if verdict and form.is_valid() and attempt(request, services.plan_shifts, form, placement_id=pk):
        return redirect(f"{reverse('hours_list', args=[pk])}?day={form.cleaned_data['first_day'].isoformat()}")
    context = {
        "title": _("Plan shifts of %(name)s") % {"name": placement.student.user.name},
        "says": _(
            "One shift on each of these weekdays, in place of what is planned on them. The student is told once."
        ),
        "form": form,
        "button": _("Plan them"),
        "back_url": reverse("hours_list", args=[pk]),
    }
    return act_page(request, verdict, context)


@require_http_methods(["GET", "POST"])
def shift_add(request: HttpRequest, pk: int, absence_pk: int) -> HttpResponse:
    """A shift that makes up an absence: proposed by the student, agreed by the supervisor."""
    placement, absence = find_absence(request, pk, absence_pk)
    tomorrow = placement.today(clock.now()) + timedelta(days=1)
    form = ShiftForm(request.POST or None, initial={"day": min(tomorrow, placement.ends_on)})
    verdict = policies.may_make_up(request.actor, placement, absence)
    if verdict and form.is_valid() and attempt(request, services.make_up, form, absence_id=absence_pk):
        return redirect(absence)
    context = {
        "title": _("Make up an absence"),
        "says": _("Missed on %(day)s. What the student proposes, the supervisor agrees to.")
        % {"day": in_words(absence.first_day)},
        "form": form,
        "button": _("Put it forward"),
        "back": absence,
    }
    return act_page(request, verdict, context)


@require_http_methods(["GET", "POST"])
def shift_agree(request: HttpRequest, pk: int, shift_pk: int) -> HttpResponse:
    """Say yes to a proposed shift."""
    placement, shift = _find_shift(request, pk, shift_pk)
    form = ActForm(request.POST or None)
    verdict = policies.may_agree_shift(request.actor, placement, shift)
    if verdict and form.is_valid() and attempt(request, services.agree_shift, form, shift_id=shift_pk):
        return redirect("absence_list", pk)
    context = {
        "title": _("Agree to a shift"),
        "placement": placement,
        "shift": shift,
        "form": form,
        "button": _("Agree"),
        "back_url": reverse("absence_list", args=[pk]),
    }
    return act_page(request, verdict, context, "placements/shift_agree.html")


@require_http_methods(["GET", "POST"])
def shift_drop(request: HttpRequest, pk: int, shift_pk: int) -> HttpResponse:
    """Take a shift off the plan, or say no to a proposal."""
    placement, shift = _find_shift(request, pk, shift_pk)
    form = DropForm(request.POST or None)
    verdict = policies.may_drop_shift(request.actor, placement, shift)
    if verdict and form.is_valid() and attempt(request, services.drop_shift, form, shift_id=shift_pk):
        return redirect("absence_list" if shift.absence_id else "hours_list", pk)
    context = {
        "title": _("This shift is off"),
        "says": _("%(day)s, %(from)s to %(to)s.")
        % {
            "day": in_words(shift.local_start.date()),
            "from": f"{shift.local_start:%H:%M}",
            "to": f"{shift.local_end:%H:%M}",
        },
        "form": form,
        "button": _("Take it off the plan"),
        "danger": True,
        "back_url": reverse("absence_list" if shift.absence_id else "hours_list", args=[pk]),
    }
    return act_page(request, verdict, context)


def _find_shift(request: HttpRequest, pk: int, shift_pk: int) -> tuple[Placement, PlannedShift]:
    placement = find_placement(request, pk)
    mine = PlannedShift.objects.visible_to(request.actor).filter(placement=placement)
    shift = get_object_or_404(mine.select_related("absence"), pk=shift_pk)
    shift.placement = placement
    return placement, shift
