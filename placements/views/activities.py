"""The activity log of a placement: read, written, corrected, confirmed, sent back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.forms import ActForm, ReasonForm
from core.paging import page_of
from core.verdict import Verdict
from core.views import act_page
from core.words import day as in_words
from placements.forms.activities import ActivityForm, ConfirmForm, initial_after, initial_of
from placements.learning import progress_of
from placements.models import Activity, Placement
from placements.policies import learning as policies
from placements.services import activities as services
from placements.views.find import find_placement

PAGE = 50


@require_safe
def activity_list(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the targets are met, then every line that counts, the latest first."""
    placement = find_placement(request, pk)
    mine = _mine(request, placement)
    page = page_of(request, mine.listed().select_related("objective").order_by("-day", "-pk"), PAGE)
    may_log = policies.may_log_activity(request.actor, placement)
    context = {
        "placement": placement,
        "progress": progress_of(placement.slot.objectives.all(), mine),
        "page": page,
        "may_log": may_log,
        "may_confirm": policies.may_confirm_activities(request.actor, placement),
        "waiting": sum(line.is_waiting for line in page),
    }
    return render(request, "placements/activity_list.html", context)


@require_http_methods(["GET", "POST"])
def activity_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Log one line; the form begins like the last one."""
    placement = find_placement(request, pk)
    last = _mine(request, placement).order_by("-pk").first() if request.method == "GET" else None
    initial = initial_after(last, min(placement.today(clock.now()), placement.last_day))
    form = ActivityForm(request.POST or None, placement=placement, initial=initial)
    verdict = policies.may_log_activity(request.actor, placement)
    if verdict and form.is_valid() and attempt(request, services.log_activity, form, placement_id=pk):
        return redirect("activity_list", pk)
    return _form_page(request, verdict, placement, form, _("Log what you did"), _("Log it"))


@require_http_methods(["GET", "POST"])
def activity_correct(request: HttpRequest, pk: int, activity_pk: int) -> HttpResponse:
    """Put another line in the place of one."""
    placement, line = _find(request, pk, activity_pk)
    form = ActivityForm(request.POST or None, placement=placement, initial=initial_of(line))
    verdict = policies.may_change_activity(request.actor, placement, line)
    if verdict and form.is_valid() and attempt(request, services.correct_activity, form, activity_id=activity_pk):
        return redirect("activity_list", pk)
    return _form_page(request, verdict, placement, form, _("Correct this line"), _("Put it in its place"))


@require_http_methods(["GET", "POST"])
def activity_withdraw(request: HttpRequest, pk: int, activity_pk: int) -> HttpResponse:
    """Take a line back."""
    placement, line = _find(request, pk, activity_pk)
    form = ActForm(request.POST or None)
    verdict = policies.may_change_activity(request.actor, placement, line)
    if verdict and form.is_valid() and attempt(request, services.withdraw_activity, form, activity_id=activity_pk):
        return redirect("activity_list", pk)
    says = _("It counts towards nothing then, and your supervisor sees it no more.")
    context = {"title": _("Take this line back"), "says": says, "form": form, "button": _("Take it back"), "back": line}
    return act_page(request, verdict, context)


@require_http_methods(["GET", "POST"])
def activity_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The supervisor looks through what waits, and confirms it in one act."""
    placement = find_placement(request, pk)
    verdict = policies.may_confirm_activities(request.actor, placement)
    waiting = list(_mine(request, placement).waiting().select_related("objective").order_by("day", "pk"))
    form = ConfirmForm(request.POST or None, waiting=waiting)
    if verdict and form.is_valid() and attempt(request, services.confirm_activities, form, placement_id=pk):
        return redirect("activity_list", pk)
    context = {
        "title": _("Confirm the log of %(name)s") % {"name": placement.student.user.name},
        "placement": placement,
        "waiting": waiting,
        "ticked": form.ticked(),
        "form": form,
        "back_url": reverse("activity_list", args=[pk]),
    }
    return act_page(request, verdict, context, "placements/activity_confirm.html")


@require_http_methods(["GET", "POST"])
def activity_return(request: HttpRequest, pk: int, activity_pk: int) -> HttpResponse:
    """The supervisor sends one line back, and says why."""
    placement, line = _find(request, pk, activity_pk)
    form = ReasonForm(request.POST or None)
    verdict = policies.may_return_activity(request.actor, placement, line)
    if verdict and form.is_valid() and attempt(request, services.return_activity, form, activity_id=activity_pk):
        return redirect("activity_confirm", pk)
    says = _("The student reads why and corrects it, or takes it back. Until then it counts towards nothing.")
    title = _("Send back: %(kind)s, %(day)s") % {"kind": line.get_kind_display(), "day": in_words(line.day)}
    context = {
        "title": title,
        "says": says,
        "form": form,
        "button": _("Send it back"),
        "placement": placement,
        "line": line,
    }
    context["back_url"] = reverse("activity_confirm", args=[pk])
    return act_page(request, verdict, context, "placements/activity_return.html")


def _mine(request: HttpRequest, placement: Placement) -> Any:
    return Activity.objects.visible_to(request.actor).filter(placement=placement)  # type: ignore[attr-defined]


def _find(request: HttpRequest, pk: int, activity_pk: int) -> tuple[Placement, Activity]:
    """The placement and one line of its log; else 404. Two queries."""
    placement = find_placement(request, pk)
    line = get_object_or_404(_mine(request, placement), pk=activity_pk)
    line.placement = placement
    return placement, line


def _form_page(
    request: HttpRequest, verdict: Verdict, placement: Placement, form: ActForm, title: Any, button: Any
) -> HttpResponse:
    back = reverse("activity_list", args=[placement.pk])
    return act_page(request, verdict, {"title": title, "form": form, "button": button, "back_url": back})
