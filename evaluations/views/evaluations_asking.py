"""Who is asked for an evaluation: the student asks, a code on the student's phone asks, an office asks one more or mails again."""

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.acting import attempt
from core import clock
from core.actor import NOBODY, Via
from core.forms import ActForm
from core.limits import Limit, too_often, visitor
from core.views import act_page
from evaluations.forms.evaluations import AnotherForm, ObservationForm
from evaluations.models import Evaluation
from evaluations.policies import evaluations as policies
from evaluations.services import evaluations_asking as asking
from evaluations.services.evaluations_planning import next_of, student_membership
from evaluations.states import WRITABLE, EvaluationState
from evaluations.views.asked import asked
from evaluations.views.evaluations import find_evaluation
from placements.models import Placement

SCANS = Limit("evaluation-codes", most=30, seconds=600)


@require_http_methods(["GET", "POST"])
def evaluation_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """The student asks the supervisor for the evaluation of the placement `pk`, or shows the code that asks."""
    placement = get_object_or_404(Placement.objects.visible_to(request.actor).for_list(), pk=pk)
    evaluation = next_of(placement)
    verdict = policies.may_ask(request.actor, placement, evaluation, clock.now())
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and (outcome := attempt(request, asking.ask_evaluation, form, placement_id=pk)):
        messages.success(request, asked(outcome.thing, _("Asked. Your supervisor has a mail with a link.")))
        return redirect(placement)
    context = {
        **ACTS["ask"],
        "form": form,
        "back": placement,
        "evaluation": evaluation,
        "qr": _code(evaluation),
    }
    return act_page(request, verdict, context, "evaluations/evaluation_ask.html")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def evaluation_ask_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """From the student's code, without signing in: one button that mails the supervisor. Nothing of the evaluation is shown."""
    if not SCANS.spend(visitor(request)):
        return too_often(request, SCANS)
    evaluation = get_object_or_404(Evaluation.objects.by_token(token, clock.now()).for_page())
    student = student_membership(evaluation.placement)
    request.actor = student.as_actor(via=Via.LINK) if student else NOBODY  # type: ignore[attr-defined]
    verdict = policies.may_ask(request.actor, evaluation.placement, evaluation, clock.now())  # type: ignore[attr-defined]
    form = ActForm(request.POST or None)
    ids = {"placement_id": evaluation.placement_id}
    again = request.method == "POST" and policies.was_asked_lately(evaluation, clock.now())
    done = again or bool(verdict and form.is_valid() and attempt(request, asking.ask_evaluation, form, **ids))
    later = done and asking.reads_later(evaluation, clock.now())
    status = 200 if done else verdict.status
    context = {"evaluation": evaluation, "form": form, "verdict": verdict, "asked": done, "later": later}
    with timezone.override(evaluation.placement.institute.zone):
        return render(request, "evaluations/evaluation_ask_by_link.html", context, status=status)


@require_http_methods(["GET", "POST"])
def evaluation_observe(request: HttpRequest, pk: int) -> HttpResponse:
    """One observed task of the placement `pk`: the student asks for it, the supervisor begins it."""
    placement = get_object_or_404(Placement.objects.visible_to(request.actor).for_list(), pk=pk)
    verdict = policies.may_observe(request.actor, placement)
    form = ObservationForm(request.POST or None, placement=placement)
    if verdict and form.is_valid() and (outcome := attempt(request, asking.ask_observation, form, placement_id=pk)):
        if policies.may_fill_in(request.actor, outcome.thing):
            return redirect("evaluation_edit", outcome.thing.pk)
        messages.success(request, asked(outcome.thing, _("Asked. Your supervisor has a mail with a link.")))
        return redirect(placement)
    return act_page(request, verdict, {**ACTS["observe"], "form": form, "back": placement})


@require_http_methods(["GET", "POST"])
def evaluation_ask_another(request: HttpRequest, pk: int) -> HttpResponse:
    """One more voice on the same occasion."""
    evaluation = find_evaluation(request, pk)
    verdict = policies.may_ask_another(request.actor, evaluation)
    form = AnotherForm(request.POST or None, evaluation=evaluation)
    if verdict and form.is_valid() and (outcome := attempt(request, asking.ask_another, form, evaluation_id=pk)):
        messages.success(request, asked(outcome.thing, _("Asked. They have a mail with a link of their own.")))
        return redirect(outcome.thing)
    return act_page(request, verdict, {**ACTS["another"], "form": form, "back": evaluation})


@require_http_methods(["GET", "POST"])
def evaluation_renew(request: HttpRequest, pk: int) -> HttpResponse:
    """A new link for the evaluator; the earlier one ends."""
    evaluation = find_evaluation(request, pk)
    verdict = policies.may_renew_link(request.actor, evaluation)
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and (outcome := attempt(request, asking.renew_link, form, evaluation_id=pk)):
        messages.success(request, asked(outcome.thing, _("Sent. Earlier links no longer work.")))
        return redirect(evaluation)
    return act_page(request, verdict, {**ACTS["renew"], "form": form, "back": evaluation})


# What each act is called, and what it will do, in the words of its page.
ACTS: dict[str, dict[str, Any]] = {
    "ask": {
        "title": _("Ask for your evaluation"),
        "says": _(
            "Your supervisor gets a mail with a link, at the address that their organisation "
            "confirmed. You need not chase them: they are reminded."
        ),
        "button": _("Ask now"),
    },
    "observe": {
        "title": _("One observed task"),
        "says": _("The supervisor judges one task that they watched, on its own form, in a minute."),
        "button": _("Go on"),
    },
    "another": {
        "title": _("Ask one more supervisor"),
        "says": _(
            "They answer on a form of their own, with a link of their own. All answers are shown with how often each step was "
            "given and the one in the middle; none is averaged."
        ),
        "button": _("Ask them"),
    },
    "renew": {
        "title": _("Send a new link"),
        "says": _("A new link goes to the evaluator’s confirmed address. Every earlier link stops working."),
        "button": _("Send it"),
    },
}


def _code(evaluation: Evaluation | None) -> str:
    """The picture of the code, for the student of an evaluation that can be asked for."""
    if evaluation is None or evaluation.state not in WRITABLE | {EvaluationState.SCHEDULED}:
        return ""
    address = settings.SITE_URL.rstrip("/") + evaluation.asking_path(clock.now())
    return str(segno.make_qr(address, error="m").svg_data_uri(border=0, scale=4))
