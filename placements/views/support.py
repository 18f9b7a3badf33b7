"""Support plans: opened, answered, reviewed, closed. Who may need one is listed in config/pages/support."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.forms import ActForm
from core.verdict import Verdict
from core.views import act_page
from placements.forms.support import AskChangeForm, SupportCloseForm, SupportForm, SupportReviewForm
from placements.models import SupportPlan, SupportStep
from placements.policies import support as policies
from placements.services import support as services


@require_safe
def support_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan: its goal, its steps, what was seen, what was said since."""
    plan, actor = find_plan(request, pk), request.actor
    steps = list(plan.steps.order_by("position").select_related("done_by"))
    context = {
        "plan": plan,
        "steps": [{"step": step, "may_do": policies.may_do_step(actor, plan, step)} for step in steps],
        "history": plan.transitions.select_related("by").order_by("-at", "-pk"),
        "may_agree": policies.may_agree_support(actor, plan),
        "may_change": policies.may_change_support(actor, plan),
        "may_review": policies.may_review_support(actor, plan),
        "may_close": policies.may_close_support(actor, plan),
        "is_due": plan.is_due(plan.placement.today(clock.now())),
    }
    return render(request, "placements/support_detail.html", context)


@require_http_methods(["GET", "POST"])
def support_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Write it anew before the student has agreed."""
    plan = find_plan(request, pk)
    form = SupportForm(request.POST or None, plan=plan)
    verdict = policies.may_change_support(request.actor, plan)
    return _act(request, plan, "change", verdict, form, services.change_support)


@require_http_methods(["GET", "POST"])
def support_agree(request: HttpRequest, pk: int) -> HttpResponse:
    """The student says that it fits."""
    plan = find_plan(request, pk)
    verdict = policies.may_agree_support(request.actor, plan)
    form = ActForm(request.POST or None, version=plan.stamp)
    if verdict and form.is_valid() and attempt(request, services.agree_support, form, plan_id=pk):
        return redirect(plan)
    context = {**ACTS["agree"], "plan": plan, "steps": plan.steps.order_by("position"), "form": form, "back": plan}
    return act_page(request, verdict, context, "placements/support_agree.html")


@require_http_methods(["GET", "POST"])
def support_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """The student asks for a change."""
    plan = find_plan(request, pk)
    verdict = policies.may_agree_support(request.actor, plan)
    return _act(request, plan, "ask", verdict, AskChangeForm(request.POST or None), services.ask_change)


@require_http_methods(["GET", "POST"])
def support_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at it again, and say when next."""
    plan = find_plan(request, pk)
    verdict = policies.may_review_support(request.actor, plan)
    return _act(request, plan, "review", verdict, SupportReviewForm(request.POST or None), services.review_support)


@require_http_methods(["GET", "POST"])
def support_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what came of it."""
    plan = find_plan(request, pk)
    verdict = policies.may_close_support(request.actor, plan)
    return _act(request, plan, "close", verdict, SupportCloseForm(request.POST or None), services.close_support)


@require_http_methods(["GET", "POST"])
def support_step(request: HttpRequest, pk: int, step_pk: int) -> HttpResponse:
    """Tick a step."""
    plan = find_plan(request, pk)
    step = get_object_or_404(plan.steps, pk=step_pk)
    form = ActForm(request.POST or None)
    verdict = policies.may_do_step(request.actor, plan, step)
    if verdict and form.is_valid() and attempt(request, services.do_step, form, plan_id=pk, step_id=step_pk):
        return redirect(plan)
    return act_page(request, verdict, {**_step_words(step), "form": form, "back": plan})


def find_plan(request: HttpRequest, pk: int) -> SupportPlan:
    """The plan with its placement, if the actor sees it; else 404. One query."""
    return get_object_or_404(SupportPlan.objects.visible_to(request.actor).for_page(), pk=pk)  # type: ignore[attr-defined]


def _step_words(step: SupportStep) -> dict[str, Any]:
    return {"title": _("Is this step done?"), "says": step.text, "button": _("It is done")}


# What each act is called, and what it will do, in the words of its page.
ACTS: dict[str, dict[str, Any]] = {
    "change": {
        "title": _("Change the plan"),
        "says": _("The student reads it again and answers anew."),
        "button": _("Send it again"),
    },
    "agree": {
        "title": _("Agree to this plan"),
        "says": _(
            "Your placement office and your supervisor are told, and the steps begin. Nothing in it counts against you."
        ),
        "button": _("It fits, I agree"),
    },
    "ask": {
        "title": _("Ask for a change"),
        "says": _("Your placement office reads it and writes the plan anew."),
        "button": _("Ask for it"),
    },
    "review": {
        "title": _("Review the plan"),
        "says": _("Student and supervisor read how it goes."),
        "button": _("Keep it so"),
    },
    "close": {
        "title": _("Close the plan"),
        "says": _("Student and supervisor read what came of it. It stays readable to all of you."),
        "button": _("Close it"),
    },
}


def _act(
    request: HttpRequest, plan: SupportPlan, verb: str, verdict: Verdict, form: ActForm, service: Any
) -> HttpResponse:
    if verdict and form.is_valid() and attempt(request, service, form, plan_id=plan.pk):
        return redirect(plan)
    return act_page(request, verdict, {**ACTS[verb], "form": form, "back": plan})
